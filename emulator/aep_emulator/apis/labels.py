"""Data usage labels of datasets. Adobe calls the API "Dataset Service" (`/data/foundation/dataset`); it serves no more.

Source: `dataset-service.yaml`. A PUT needs the last ETag, unless the dataset has no labels yet.
"""

import hashlib
import json
from typing import Any

from ..platform.http import ApiError, Request, Response, Route
from ..platform.store import Doc
from .data_foundation import content_type, json_body

_PATH = "/data/foundation/dataset/datasets/{id}/labels"
_STATUS = {400: "BAD_REQUEST", 403: "FORBIDDEN", 404: "NOT_FOUND", 412: "PRECONDITION_FAILED"}


def _refuse(request: Request, status: int, message: str) -> ApiError:
    body = {
        "timestamp": request.world.clock.iso(),
        "status": _STATUS[status],
        "code": f"PES-{status}",
        "message": message,
        "path": f"/entities/AEP:dataset:{request.path['id']}",
    }
    return ApiError(status, body)


def _response(doc: Doc, status: int = 200) -> Response:
    tag = hashlib.sha256(json.dumps(doc, sort_keys=True).encode()).hexdigest()[:32]
    return Response(status=status, json=doc, headers={"ETag": f'"{tag}"'})


def _current(request: Request) -> Doc | None:
    """None if the dataset has no labels, or doesn't exist."""
    return request.world.store.get("labels", request.path["id"], sandbox=request.sandbox)


def get(request: Request) -> Response:
    doc = _current(request)
    if doc is None:
        raise _refuse(request, 404, "GET Entities Not Found")
    return _response(doc)


def replace(request: Request) -> Response:
    doc = _checked(request)
    with request.world.store.transaction():
        old = _current(request)
        if old is not None and not request.headers.get("if-match", "").strip():
            raise _refuse(request, 400, "If-Match is required: the ETag of the last answer")
        if old is not None and not request.matches(_response(old).headers["ETag"]):
            raise _refuse(request, 412, "If-Match does not match: the labels were changed by somebody else")
        request.world.store.put("labels", request.path["id"], doc, sandbox=request.sandbox)
    return _response(doc)


def create(request: Request) -> Response:
    """Deprecated; only for a dataset without labels."""
    doc = _checked(request)
    with request.world.store.transaction():
        if _current(request) is not None:
            raise _refuse(request, 403, "Entity already exists; use PUT")
        request.world.store.put("labels", request.path["id"], doc, sandbox=request.sandbox)
    return _response(doc, 201)


def _checked(request: Request) -> Doc:
    content_type(request, "application/json")
    body = json_body(request)
    if request.world.store.get("dataset", request.path["id"], sandbox=request.sandbox) is None:
        raise _refuse(request, 404, "Dataset not found")
    if not isinstance(body, dict) or not _texts(body.get("labels", [])):
        raise _refuse(request, 400, "labels must be an array of texts")
    optional = body.get("optionalLabels", [])
    if not isinstance(optional, list) or not all(_optional(item) for item in optional):
        raise _refuse(
            request, 400, "optionalLabels must be an array of {option: {id, contentType, schemaPath}, labels}"
        )
    return {"labels": body.get("labels", []), "optionalLabels": optional}


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _optional(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("option"), dict) or not _texts(item.get("labels")):
        return False
    return all(isinstance(item["option"].get(key), str) for key in ("id", "contentType", "schemaPath"))


ROUTES = [Route("GET", _PATH, get), Route("PUT", _PATH, replace), Route("POST", _PATH, create)]
