"""What Catalog, ingestion, data access and labels share: the error body and the checks of a request's body.

Adobe documents one sample of such an error.
"""

from typing import Any

from ..platform.http import ApiError, BadJson, Request
from ..platform.store import Doc

TITLES = {
    400: "BadRequestError",
    403: "ForbiddenError",
    404: "NotFoundError",
    409: "ConflictError",
    412: "PreconditionFailedError",
    414: "UriTooLongError",
    415: "UnsupportedMediaTypeError",
    416: "RangeNotSatisfiableError",
}


def refuse(status: int, detail: str) -> ApiError:
    body = {"type": "/placeholder/type/uri", "status": status, "title": TITLES.get(status, "Error"), "detail": detail}
    return ApiError(status, body)


def content_type(request: Request, *wanted: str) -> str:
    """The body's media type, which must be one of these. The sentence is Adobe's."""
    sent = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if sent not in wanted:
        raise refuse(400, "A valid content-type must be specified")
    return sent


def json_body(request: Request) -> Any:
    try:
        return request.json()
    except BadJson as error:
        raise refuse(400, f"The body is not JSON: {error}") from None


def json_object(request: Request) -> Doc:
    content_type(request, "application/json")
    found = json_body(request)
    if not isinstance(found, dict):
        raise refuse(400, "The body must be a JSON object")
    return found
