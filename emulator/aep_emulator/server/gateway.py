"""The gateway in front of every `/data/…` API: it checks headers, token, organisation and sandbox.

Source: Adobe's pages `landing/api-fundamentals`, `landing/troubleshooting`, `landing/api-authentication`.
"""

from collections.abc import Mapping

from ..platform.http import ApiError
from ..platform.store import ORG
from ..platform.world import World

SANDBOX_FREE = "/data/foundation/sandbox-management"  # the only API without x-sandbox-name
PROD = "prod"  # the sandbox of old clients that name none


def refuse(status: int, code: str, message: str) -> ApiError:
    return ApiError(status, {"error_code": code, "message": message})


def authenticate(world: World, headers: Mapping[str, str]) -> str:
    """The client id of an admitted request; else ApiError, with the gateway's codes and in its order of checks."""
    authorization = headers.get("authorization", "")
    if not authorization:
        raise refuse(403, "403010", "Oauth token is missing.")
    scheme, _, token = authorization.partition(" ")
    grant = world.store.get("token", token.strip(), sandbox=ORG) if scheme.lower() == "bearer" else None
    if grant is None or grant["expires"] <= world.clock.millis():
        raise refuse(401, "401013", "Oauth token is not valid")
    key = headers.get("x-api-key", "")
    if not key:
        raise refuse(403, "403000", "Api Key is required")
    if key != world.organisation.client_id:
        raise refuse(403, "403003", "Api Key is invalid")
    org = headers.get("x-gw-ims-org-id", "")
    if not org:
        raise refuse(400, "400003", "x-gw-ims-org-id header is missing")
    if org != world.organisation.org:
        raise refuse(403, "403025", "Profile is not valid: the credential is not entitled to this organization")
    return key


def sandbox_of(world: World, path: str, headers: Mapping[str, str]) -> str:
    """The sandbox that the request names. For an unknown or inactive one 403, by choice."""
    if path.startswith(SANDBOX_FREE):
        return ORG
    name = headers.get("x-sandbox-name", "") or PROD
    found = world.sandbox(name)
    if found is None or found["state"] == "deleted":
        raise refuse(403, "403027", f"Sandbox {name} is not found or the caller has no access to it")
    if found["state"] != "active":
        raise refuse(403, "403027", f"Sandbox {name} is not active: its state is {found['state']}")
    return name
