"""Who may push and pull: the organisation's user name, and a password for each access token.

Like Azure's registries, `/v2/` asks for a bearer token from `/oauth2/token`, but also accepts the password itself.
"""

import base64
import binascii
import hashlib
import hmac

from ...platform.http import Request, Response
from ...platform.store import ORG
from ...platform.world import World
from .errors import refuse


def host(world: World) -> str:
    return world.url.partition("://")[2]


def username(world: World) -> str:
    return f"aep-{world.organisation.tenant}"


def issue(world: World, access_token: str) -> str:
    """The registry password for an access token; it is valid for as long as the token."""
    password = hmac.new(world.organisation.client_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()
    grant = world.store.get("token", access_token, sandbox=ORG) or {"expires": 0}
    world.store.put("registryPassword", password, {"expires": grant["expires"]}, sandbox=ORG)
    return password


def _known(world: World, password: str) -> bool:
    grant = world.store.get("registryPassword", password, sandbox=ORG)
    return grant is not None and grant["expires"] > world.clock.millis()


def _presented(request: Request) -> str | None:
    """The password that the request carries, as Basic or Bearer; None if it carries none."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return password if user == username(request.world) else None


def check(request: Request) -> None:
    password = _presented(request)
    if password is None or not _known(request.world, password):
        challenge = f'Bearer realm="{request.href("/oauth2/token")}",service="{host(request.world)}"'
        raise refuse("UNAUTHORIZED", "authentication required", headers={"WWW-Authenticate": challenge})


def create_token(request: Request) -> Response:
    password = _presented(request)
    if password is None or not _known(request.world, password):
        challenge = f'Basic realm="{host(request.world)}"'
        raise refuse("UNAUTHORIZED", "user name or password is wrong", headers={"WWW-Authenticate": challenge})
    return Response(json={"token": password, "access_token": password, "expires_in": 3600})


def ping(request: Request) -> Response:
    return Response(json={}, headers={"Docker-Distribution-Api-Version": "registry/2.0"})
