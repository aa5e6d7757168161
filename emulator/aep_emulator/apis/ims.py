"""IMS: access tokens by the OAuth client-credentials grant (page "OAuth Server-to-Server credential")."""

import secrets
from urllib.parse import parse_qsl

from ..platform.http import ApiError, Request, Response, Route
from ..platform.store import ORG
from ..platform.world import World

LIFE_S = 86_399  # seconds until a token expires


def _refuse(error: str, description: str) -> ApiError:
    return ApiError(400, {"error": error, "error_description": description})


def create(request: Request) -> Response:
    """Fields may be in the body or the query string. Older tokens stay valid."""
    fields = dict(request.query) | dict(parse_qsl(request.content.decode("utf-8", "replace")))
    fields |= {name: part.content.decode("utf-8", "replace") for name, part in request.form.items()}
    if fields.get("grant_type") != "client_credentials":
        raise _refuse("unsupported_grant_type", "grant_type must be client_credentials")
    organisation = request.world.organisation
    known = (
        fields.get("client_id") == organisation.client_id and fields.get("client_secret") == organisation.client_secret
    )
    if not known:
        raise _refuse("invalid_client", "invalid client_id or client_secret")
    if not fields.get("scope"):
        raise _refuse("invalid_scope", "scope is missing")
    return Response(json={"access_token": mint(request.world), "token_type": "bearer", "expires_in": LIFE_S})


def mint(world: World) -> str:
    """A new token; recipes run by the Platform get theirs from here."""
    made = secrets.token_urlsafe(48)
    world.store.put("token", made, {"expires": world.clock.millis() + LIFE_S * 1000}, sandbox=ORG)
    return made


ROUTES = [Route("POST", "/ims/token/v3", create)]
