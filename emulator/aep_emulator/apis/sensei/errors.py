"""Sensei ML's body for errors and for deletions: {type, title, status, detail}."""

from ...platform.http import ApiError, Response
from .media_type import profile

_KINDS = {
    400: ("illegal-argument", "Illegal Argument"),
    404: ("not-found", "Not Found"),
    406: ("not-acceptable", "Not Acceptable"),
    412: ("precondition-failed", "Precondition Failed"),
    415: ("unsupported-media-type", "Unsupported Media Type"),
    422: ("unprocessable-entity", "Unprocessable Entity"),
}
_TYPES = "https://ns.adobe.com/data/foundation/ml/problems/"


def refuse(status: int, detail: str) -> ApiError:
    kind, title = _KINDS[status]
    body = {"type": _TYPES + kind, "title": title, "status": status, "detail": detail}
    return ApiError(status, body, media_type=profile("api-response"))


def success(detail: str) -> Response:
    body = {"title": "Success", "status": 200, "detail": detail}
    return Response(json=body, media_type=profile("api-response"))
