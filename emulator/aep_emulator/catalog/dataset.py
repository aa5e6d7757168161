"""Datasets: created from a schema, changed by three forms of PATCH and a PUT, with a version that guards writes."""

import re
import secrets
from copy import deepcopy
from typing import Any

from ..answer import Answer, Call, Route
from ..registry import identity, resolve
from ..store import Doc
from ..world import World
from . import listing
from .problem import refuse

PREFIX = "/data/foundation/catalog"
SERVER_SET = {
    "id", "version", "imsOrg", "created", "updated", "createdClient", "createdUser", "updatedUser", "viewId", "files",
    "basePath", "state", "namespace", "lastBatchId", "lastBatchStatus", "lastSuccessfulBatch", "lastFailedBatch",
}  # fmt: skip
IMMUTABLE = ("schemaRef", "fileDescription", "dataSourceId")
SWITCHES = ("unifiedProfile", "unifiedIdentity")


def dataset(world: World, sandbox: str, id: str) -> Doc | None:
    return world.store.get("dataset", id, sandbox=sandbox)


def _switched(values: Any, wanted: str) -> bool:
    return any(str(value).replace(" ", "") == wanted for value in values or [])


def profile_enabled(doc: Doc) -> bool:
    return _switched((doc.get("tags") or {}).get("unifiedProfile"), "enabled:true")


def _checked(call: Call, doc: Doc, old: Doc | None) -> Doc:
    """The document as it may be stored."""
    if not isinstance(doc.get("name"), str) or not doc["name"]:
        raise refuse(400, "name is required")
    schema = (doc.get("schemaRef") or {}).get("id")
    if not schema:
        raise refuse(400, "schemaRef.id is required")
    if resolve.find(call.world, call.sandbox, schema, ("schemas",)) is None:
        raise refuse(400, f"schema {schema} is not found")
    tags = doc.get("tags") or {}
    if not isinstance(tags, dict) or not all(isinstance(value, list) for value in tags.values()):
        raise refuse(400, "tags is a map of names to arrays of strings")
    for key in IMMUTABLE if old else ():
        if doc.get(key) != (old or {}).get(key):
            raise refuse(400, f"{key} cannot be changed")
    _switches(call, schema, tags, (old or {}).get("tags") or {})
    return doc


def _switches(call: Call, schema: str, tags: Doc, before: Doc) -> None:
    for key in SWITCHES:
        now, was = tags.get(key), before.get(key)
        if _switched(now, "enabled:true") and not identity.in_union(call.world, call.sandbox, schema):
            raise refuse(400, f"schema {schema} is not in the union, so {key} cannot be enabled")
        upsert = _switched(now, "isUpsert:true") and not _switched(was, "isUpsert:true")
        if upsert and _switched(was, "enabled:true"):
            raise refuse(400, f"{key} must be disabled before it is enabled with isUpsert")


def _store(call: Call, doc: Doc, old: Doc | None) -> Doc:
    now, client = call.world.clock.millis(), call.client
    revision = int(old["version"].rpartition(".")[2]) + 1 if old else 0
    kept = {key: old[key] for key in SERVER_SET if key in old} if old else _born(call, doc)
    made = {
        **{key: value for key, value in doc.items() if key not in SERVER_SET},
        **kept,
        "version": f"1.0.{revision}",
        "updated": now,
        "updatedUser": client,
    }
    call.world.store.put("dataset", made["id"], made, sandbox=call.sandbox)
    return made


def _born(call: Call, doc: Doc) -> Doc:
    id, now = secrets.token_hex(12), call.world.clock.millis()
    table = re.sub(r"\W+", "_", doc["name"].lower()).strip("_")
    doc.setdefault("fileDescription", {"format": "parquet"})
    doc["tags"] = {**(doc.get("tags") or {}), "adobe/pqs/table": [table]}
    return {
        "id": id,
        "imsOrg": call.world.identity.org,
        "created": now,
        "createdClient": call.client,
        "createdUser": call.client,
        "viewId": secrets.token_hex(12),
        "files": f"@/dataSetFiles?dataSetId={id}",
        "basePath": f"lake/{call.sandbox}/{id}",
        "state": "DRAFT",
        "namespace": "ACP",
    }


def _named(id: str) -> Answer:
    return Answer(json=[f"@/dataSets/{id}"])


def _body(call: Call) -> Any:
    sent = call.headers.get("content-type", "").split(";")[0].strip()
    if sent not in ("application/json", "application/json-patch+json"):
        raise refuse(400, "A valid content-type must be specified")
    return call.json()


def create(call: Call) -> Answer:
    body = _body(call)
    if not isinstance(body, dict):
        raise refuse(400, "the body must be an object")
    with call.world.store.transaction():
        doc = _checked(call, {key: value for key, value in body.items() if key not in SERVER_SET}, None)
        if "validate-only" in call.headers.get("pragma", ""):
            return Answer(status=200, json=[])
        made = _store(call, doc, None)
    where = {"Location": call.href(f"{PREFIX}/dataSets/{made['id']}")}
    return Answer(status=201, json=[f"@/dataSets/{made['id']}"], headers=where)


def every(call: Call) -> Answer:
    return Answer(json=listing.page(call, call.world.store.all("dataset", sandbox=call.sandbox)))


def one(call: Call) -> Answer:
    """Keyed by id, also for one; several are asked for with commas."""
    ids = call.path["id"].split(",")
    found = [doc for doc in (dataset(call.world, call.sandbox, id) for id in ids) if doc]
    if len(found) < len(ids):
        raise refuse(404, f"dataSet {call.path['id']} is not found")
    names = [name for name in call.query.get("properties", "").split(",") if name]
    headers = {"ETag": f'"{found[0]["version"]}"'} if len(found) == 1 else {}
    return Answer(json={doc["id"]: listing.shaped(doc, names) for doc in found}, headers=headers)


def _current(call: Call) -> Doc:
    """The dataset about to be written, if nobody else wrote it since the caller looked."""
    doc = dataset(call.world, call.sandbox, call.path["id"])
    if doc is None:
        raise refuse(404, f"dataSet {call.path['id']} is not found")
    wanted = call.headers.get("if-match")
    if wanted and wanted.strip('"') not in ("*", doc["version"]):
        raise refuse(412, f"dataSet {doc['id']} is at version {doc['version']}, not {wanted}")
    return doc


def put(call: Call) -> Answer:
    body = _body(call)
    with call.world.store.transaction():
        old = _current(call)
        doc = _checked(call, body, old)
        if "validate-only" not in call.headers.get("pragma", ""):
            _store(call, doc, old)
    return _named(old["id"])


def patch(call: Call) -> Answer:
    """Top-level keys replaced, or a JSON Patch, by content type."""
    body = _body(call)
    with call.world.store.transaction():
        old = _current(call)
        if call.headers.get("content-type", "").startswith("application/json-patch+json"):
            new = _patched(old, body)
        elif isinstance(body, dict):
            new = {**old, **body}
        else:
            raise refuse(400, "the body must be an object")
        _store(call, _checked(call, new, old), old)
    return _named(old["id"])


def _patched(old: Doc, operations: Any) -> Doc:
    import jsonpatch
    import jsonpointer

    try:
        new: Doc = jsonpatch.apply_patch(old, operations)
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, KeyError) as error:
        raise refuse(400, f"the patch cannot be applied: {error}") from None
    return new


def merge(call: Call) -> Answer:
    """The v2 path: keys are merged at every depth."""
    body = _body(call)
    if not isinstance(body, dict):
        raise refuse(400, "the body must be an object")
    with call.world.store.transaction():
        old = _current(call)
        _store(call, _checked(call, _merged(deepcopy(old), body), old), old)
    return _named(old["id"])


def _merged(into: Doc, more: Doc) -> Doc:
    for key, value in more.items():
        into[key] = _merged(into[key], value) if isinstance(value, dict) and isinstance(into.get(key), dict) else value
    return into


def delete(call: Call) -> Answer:
    """An unknown id is no error. Its data goes with it."""
    import shutil

    id = call.path["id"]
    with call.world.store.transaction():
        gone = call.world.store.delete("dataset", id, sandbox=call.sandbox)
    shutil.rmtree(call.world.folder / "lake" / call.sandbox / id, ignore_errors=True)
    return _named(id) if gone else Answer(json=[])


ROUTES = [
    row
    for name in ("dataSets", "datasets")
    for row in (
        Route("GET", f"{PREFIX}/{name}", every),
        Route("POST", f"{PREFIX}/{name}", create),
        Route("GET", f"{PREFIX}/{name}/{{id}}", one),
        Route("PUT", f"{PREFIX}/{name}/{{id}}", put),
        Route("PATCH", f"{PREFIX}/{name}/{{id}}", patch),
        Route("DELETE", f"{PREFIX}/{name}/{{id}}", delete),
        Route("PATCH", f"{PREFIX}/v2/{name}/{{id}}", merge),
    )
]
