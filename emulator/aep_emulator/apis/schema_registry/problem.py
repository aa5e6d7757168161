"""The registry's errors: one body for all, codes `XDM-<number>-<status>` (page `landing/troubleshooting`)."""

import uuid
from typing import Any

from ...platform.http import Answer, BadJson, Call, Refused
from ..platform_errors import content_type

BAD_BODY = 1400  # ours, as the next two are: Adobe's table has no code for these
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


def refuse(call: Call, status: int, code: int, detail: str) -> Refused:
    report = {
        "registryRequestId": str(uuid.uuid4()),
        "timestamp": call.world.clock.now().strftime("%m-%d-%Y %H:%M:%S"),
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
    return Refused(Answer(status=status, json=body))


def missing(call: Call, id: str, *, version: str = "1") -> Refused:
    code = 1010 if "/classes" in call.url_path else 1012
    return refuse(call, 404, code, f"Requested resource {id} with version {version} is not found")


def invalid(call: Call, detail: str) -> Refused:
    """A body that cannot be."""
    return refuse(call, 400, BAD_BODY, detail)


def json_body(call: Call, *, of: type) -> Any:
    """The body, which must be a JSON object or (a patch) an array of objects."""
    content_type(call, "application/json")
    try:
        body = call.json()
    except BadJson as error:
        raise invalid(call, f"The body is not JSON: {error}") from None
    if of is dict and not isinstance(body, dict):
        raise invalid(call, "The body must be a JSON object")
    if of is list and not (isinstance(body, list) and all(isinstance(item, dict) for item in body)):
        raise invalid(call, "The body must be an array of JSON Patch operations")
    return body
