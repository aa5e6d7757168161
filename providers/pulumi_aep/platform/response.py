"""A response of the Platform, and the error that it means: each service has an error format of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import AepError, Denied, Missing, PreconditionFailed, Refused
from .endpoint import Target


@dataclass(frozen=True)
class HttpResponse:
    status: int
    headers: Mapping[str, str]
    content: bytes
    what: str

    def json(self) -> Any:
        try:
            return json.loads(self.content)
        except ValueError:
            raise AepError(
                f"{self.what}: the Platform's answer is not JSON; try again, or check aep:endpoint"
            ) from None


def parse_error(response: HttpResponse) -> tuple[str, str]:
    """(code, message) from the error body of any service."""
    try:
        body = json.loads(response.content)
    except ValueError:
        return "", "(no explanation)"
    if not isinstance(body, dict):
        return "", str(body)[:300]
    code = str(body.get("error_code") or body.get("error") or body.get("code") or body.get("type") or "").rsplit(
        "/", 1
    )[-1]
    message = next(
        (str(body[key]) for key in ("detail", "error_description", "message", "title") if body.get(key)),
        "(no explanation)",
    )
    return code, message


_GATEWAY_HINTS = {
    "401013": "the access token is not valid or expired; check AEP_ACCESS_TOKEN or the credentials",
    "403003": "the client id is not known; check aep:clientId",
    "403025": "the credential is not entitled to this organisation; check aep:org",
    "403027": "the sandbox cannot be used; check aep:sandbox",
}


def error_for(response: HttpResponse, where: Target) -> Refused:
    """The error for a status other than 2xx: request, status, the Platform's message, request id."""
    code, message = parse_error(response)
    request = response.headers.get("x-request-id", "")
    tail = f" (request {request})" if request else ""
    hint = f": {_GATEWAY_HINTS[code]}" if code in _GATEWAY_HINTS else ""
    label = f" {code}" if code else ""
    message = f"{response.what}: {response.status}{label} {message}{hint}{tail}"
    kinds: dict[int, type[Refused]] = {401: Denied, 403: Denied, 404: Missing, 412: PreconditionFailed}
    return kinds.get(response.status, Refused)(message, status=response.status, code=code)
