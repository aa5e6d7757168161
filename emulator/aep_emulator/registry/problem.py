"""The registry's errors: one body for all, codes `XDM-<number>-<status>` (page `landing/troubleshooting`)."""

import secrets

from ..answer import Answer, Call, Refused

TITLES = {
    1006: "Accept header invalid",
    1007: "Accept header invalid",
    1008: "Accept header invalid",
    1009: "Accept header invalid",
    1010: "Resource not found",
    1012: "Resource not found",
    1020: "Namespace validation error",
    1413: "Merge of fields impossible",
    1521: "Title not unique",
    1526: "Union descriptor validation error",
    2010: "Access denied",
}


def refuse(call: Call, status: int, code: int, detail: str) -> Refused:
    stamp = call.world.clock.now().strftime("%m-%d-%Y %H:%M:%S")
    report = {
        "registryRequestId": secrets.token_hex(16),
        "timestamp": stamp,
        "detailed-message": detail,
        "sub-errors": [],
    }
    body = {
        "type": f"http://ns.adobe.com/aep/errors/XDM-{code}-{status}",
        "title": TITLES.get(code, "Request invalid"),
        "status": status,
        "report": report,
        "detail": detail,
    }
    return Refused(Answer(status=status, json=body))


def missing(call: Call, id: str) -> Refused:
    return refuse(call, 404, 1012, f"Requested resource {id} with version 1 is not found")


def invalid(call: Call, detail: str) -> Refused:
    """A body that cannot be: the code is our choice, Adobe's table names none."""
    return refuse(call, 400, 1400, detail)
