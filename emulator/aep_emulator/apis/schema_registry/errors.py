"""The registry's error body, with codes `XDM-<number>-<status>` (page `landing/troubleshooting`)."""

import uuid
from typing import Any

from ...platform.http import ApiError, BadJson, Request
from ..data_foundation import content_type

BAD_BODY = 1400  # a choice, as are the next two: Adobe's table has no codes for these
IN_USE = 1401
BAD_LIST = 1402
TITLES = {
    1006: "Accept header invalid",
    1007: "Accept header invalid",
    1008: "Accept header invalid",
    1009: "Accept header invalid",
    1010: "Resource Not Found",
    1012: "Resource Not Found",
    1020: "Namespace validation error",
    1021: "Namespace validation error",
    1413: "Merge of fields impossible",
    1521: "Title not unique",
    1526: "Union descriptor validation error",
    1527: "Union descriptor validation error",
    2010: "Access denied",
    IN_USE: "Resource in use",
}


def refuse(request: Request, status: int, code: int, detail: str) -> ApiError:
    report = {
        "registryRequestId": str(uuid.uuid4()),
        "timestamp": request.world.clock.now().strftime("%m-%d-%Y %H:%M:%S"),
        "detailed-message": detail,
        "sub-errors": [],
    }
    body = {
        "type": f"http://ns.adobe.com/aep/errors/XDM-{code}-{status}",
        "title": TITLES.get(code, "Bad Request"),
        "status": status,
        "report": report,
        "detail": detail,
    }
    return ApiError(status, body)


def missing(request: Request, id: str, *, version: str = "1") -> ApiError:
    code = 1010 if "/classes" in request.url_path else 1012
    return refuse(request, 404, code, f"Requested resource {id} with version {version} is not found")


def invalid(request: Request, detail: str) -> ApiError:
    """The request's body is invalid."""
    return refuse(request, 400, BAD_BODY, detail)


def json_body(request: Request, *, of: type) -> Any:
    """The body, which must be an object, or for a patch an array of objects."""
    content_type(request, "application/json")
    try:
        body = request.json()
    except BadJson as error:
        raise invalid(request, f"The body is not JSON: {error}") from None
    if of is dict and not isinstance(body, dict):
        raise invalid(request, "The body must be a JSON object")
    if of is list and not (isinstance(body, list) and all(isinstance(item, dict) for item in body)):
        raise invalid(request, "The body must be an array of JSON Patch operations")
    return body
