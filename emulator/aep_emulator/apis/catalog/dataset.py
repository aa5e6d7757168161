"""Datasets: created from a schema, changed by PUT and three kinds of PATCH, guarded by a version."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from ...platform import lake
from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from ..data_foundation import content_type, json_body, json_object, refuse
from ..json_patch import BadPatch, patched
from . import dataset_document, listing

JSON = "application/json"
JSON_PATCH = "application/json-patch+json"


def dataset(world: World, sandbox: str, id: str) -> Doc | None:
    return world.store.get("dataset", id, sandbox=sandbox)


def _named(id: str) -> list[str]:
    return [f"@/dataSets/{id}"]


def _validate_only(request: Request) -> bool:
    return "validate-only" in request.headers.get("pragma", "").lower()


def create(request: Request) -> Response:
    content_type(request, JSON)
    with request.world.store.transaction():
        doc = dataset_document.writable(json_body(request))
        dataset_document.check(request, doc, None)
        if _validate_only(request):
            return Response(json=[])
        made = dataset_document.new_dataset(request, doc)
        request.world.store.put("dataset", made["id"], made, sandbox=request.sandbox)
    where = {"Location": request.href(f"/data/foundation/catalog/dataSets/{made['id']}")}
    return Response(status=201, json=_named(made["id"]), headers=where)


def list_(request: Request) -> Response:
    rows = request.world.store.all("dataset", sandbox=request.sandbox)
    return Response(json=listing.page(request, rows))


def get(request: Request) -> Response:
    """Keyed by id, even when there is only one. The path may name several ids, separated by commas."""
    ids = [id for id in request.path["id"].split(",") if id]
    found = [doc for doc in (dataset(request.world, request.sandbox, id) for id in ids) if doc]
    if not found or len(found) < len(ids):
        raise refuse(404, f"Dataset {request.path['id']} is not found")
    names = [name for name in request.query.get("properties", "").split(",") if name]
    headers = {"ETag": f'"{found[0]["version"]}"'} if len(found) == 1 else {}
    return Response(json={doc["id"]: listing.shown(doc, names) for doc in found}, headers=headers)


def _current(request: Request) -> Doc:
    """The dataset to be written, unless somebody else has written it since the caller read it."""
    doc = dataset(request.world, request.sandbox, request.path["id"])
    if doc is None:
        raise refuse(404, f"Dataset {request.path['id']} is not found")
    if not request.matches(doc["version"]):
        raise refuse(412, f"Dataset {doc['id']} is at version {doc['version']}, not {request.headers['if-match']}")
    return doc


def _write(request: Request, make: Callable[[Doc], Any]) -> Response:
    """`make` turns the stored dataset into the one that the client wants."""
    with request.world.store.transaction():
        old = _current(request)
        doc = dataset_document.writable(make(deepcopy(old)))
        dataset_document.check(request, doc, old)
        if not _validate_only(request):
            request.world.store.put(
                "dataset", old["id"], dataset_document.next_version(request, doc, old), sandbox=request.sandbox
            )
    return Response(json=_named(old["id"]))


def replace(request: Request) -> Response:
    """Replaces the whole object: what the body leaves out is removed, except for what can never change."""
    body = json_object(request)
    kept = ("fileDescription", "dataSourceId")
    return _write(request, lambda old: {key: old[key] for key in kept if key in old} | body)


def update(request: Request) -> Response:
    """The content type decides: JSON replaces top-level keys as wholes, JSON Patch applies its operations."""
    if content_type(request, JSON, JSON_PATCH) == JSON:
        fields = json_object(request)
        return _write(request, lambda old: old | fields)
    operations = json_body(request)
    if not isinstance(operations, list) or not operations:
        raise refuse(400, "The body must be an array of JSON Patch operations")
    try:
        return _write(request, lambda old: patched(old, operations))
    except BadPatch as error:
        raise refuse(400, str(error)) from None


def merge(request: Request) -> Response:
    """PATCH under the v2 path: keys are merged at every depth; null removes a key."""
    body = json_object(request)
    return _write(request, lambda old: _merged(old, body))


def _merged(into: Doc, more: Doc) -> Doc:
    for key, value in more.items():
        if isinstance(value, dict):
            below = into.get(key)
            into[key] = _merged(below if isinstance(below, dict) else {}, value)
        elif value is None:
            into.pop(key, None)
        else:
            into[key] = value
    return into


def delete(request: Request) -> Response:
    """An unknown id is not an error. The dataset's rows, labels and batches are deleted too."""
    world, sandbox, id = request.world, request.sandbox, request.path["id"]
    with world.store.transaction():
        gone = world.store.delete("dataset", id, sandbox=sandbox)
        if gone:
            world.store.delete("labels", id, sandbox=sandbox)
            for doc in world.store.all("batch", sandbox=sandbox):
                if lake.dataset_of(doc) == id and doc["status"] != "deleted":
                    doc |= {"status": "deleted", "updated": world.clock.millis()}
                    world.store.put("batch", doc["id"], doc, sandbox=sandbox)
    shutil.rmtree(lake.folder(world, sandbox, id), ignore_errors=True)
    return Response(json=_named(id) if gone else [])
