"""Data usage labels of datasets (`/data/foundation/dataset`): nothing else, in spite of the API's name.

Source: `dataset-service.yaml`. Labels are set by PUT with the last ETag; a first PUT on a dataset without has none.
"""

import hashlib
import json
from typing import Any

from ..platform.http import Answer, Call, Refused, Route
from ..platform.store import Doc
from .platform_errors import content_type, json_body

_PATH = "/data/foundation/dataset/datasets/{id}/labels"
_STATUS = {400: "BAD_REQUEST", 403: "FORBIDDEN", 404: "NOT_FOUND", 412: "PRECONDITION_FAILED"}


def _refuse(call: Call, status: int, message: str) -> Refused:
    body = {
        "timestamp": call.world.clock.iso(),
        "status": _STATUS[status],
        "code": f"PES-{status}",
        "message": message,
        "path": f"/entities/AEP:dataset:{call.path['id']}",
    }
    return Refused(Answer(status=status, json=body))


def _answer(doc: Doc, status: int = 200) -> Answer:
    tag = hashlib.sha256(json.dumps(doc, sort_keys=True).encode()).hexdigest()[:32]
    return Answer(status=status, json=doc, headers={"ETag": f'"{tag}"'})


def _stored(call: Call) -> Doc | None:
    """None where no labels were set; an unknown dataset has none either."""
    return call.world.store.get("labels", call.path["id"], sandbox=call.sandbox)


def read(call: Call) -> Answer:
    doc = _stored(call)
    if doc is None:
        raise _refuse(call, 404, "GET Entities Not Found")
    return _answer(doc)


def write(call: Call) -> Answer:
    doc = _checked(call)
    with call.world.store.transaction():
        old = _stored(call)
        sent = call.headers.get("if-match", "").strip().removeprefix("W/")
        if old is not None and not sent:
            raise _refuse(call, 400, "If-Match is required: the ETag of the last answer")
        if old is not None and sent != "*" and sent.strip('"') != _answer(old).headers["ETag"].strip('"'):
            raise _refuse(call, 412, "If-Match does not match: the labels were changed by somebody else")
        call.world.store.put("labels", call.path["id"], doc, sandbox=call.sandbox)
    return _answer(doc)


def add(call: Call) -> Answer:
    """Deprecated: only where there are none yet."""
    doc = _checked(call)
    with call.world.store.transaction():
        if _stored(call) is not None:
            raise _refuse(call, 403, "Entity already exists; use PUT")
        call.world.store.put("labels", call.path["id"], doc, sandbox=call.sandbox)
    return _answer(doc, 201)


def _checked(call: Call) -> Doc:
    content_type(call, "application/json")
    body = json_body(call)
    if call.world.store.get("dataset", call.path["id"], sandbox=call.sandbox) is None:
        raise _refuse(call, 404, "Dataset not found")
    if not isinstance(body, dict) or not _texts(body.get("labels", [])):
        raise _refuse(call, 400, "labels must be an array of texts")
    optional = body.get("optionalLabels", [])
    if not isinstance(optional, list) or not all(_optional(item) for item in optional):
        raise _refuse(call, 400, "optionalLabels must be an array of {option: {id, contentType, schemaPath}, labels}")
    return {"labels": body.get("labels", []), "optionalLabels": optional}


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _optional(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("option"), dict) or not _texts(item.get("labels")):
        return False
    return all(isinstance(item["option"].get(key), str) for key in ("id", "contentType", "schemaPath"))


ROUTES = [Route("GET", _PATH, read), Route("PUT", _PATH, write), Route("POST", _PATH, add)]
