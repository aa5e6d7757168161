"""Batches: created, completed, aborted, failed, reverted. COMPLETE only accepts; the work goes on afterwards."""

import secrets
from typing import Any

from .. import lake
from ..answer import Answer, Call, Route
from ..catalog.problem import refuse
from ..store import ORG, Doc
from ..world import World
from . import work

PREFIX = "/data/foundation/import"
FORMATS = ("json", "parquet", "csv")
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _ulid(millis: int) -> str:
    """26 characters that sort by time."""
    number = (millis << 80) | secrets.randbits(80)
    return "".join(_BASE32[(number >> (5 * place)) & 31] for place in range(25, -1, -1))


def _format(body: Doc) -> Doc:
    given = body.get("inputFormat") or {}
    if not isinstance(given, dict):
        raise refuse(400, "inputFormat must be an object")
    name = str(given.get("format", "parquet"))
    if name.lower() not in FORMATS:
        raise refuse(400, f"inputFormat.format must be one of JSON, Parquet, CSV, not {name}")
    return {**given, "format": name}


def create(call: Call) -> Answer:
    body = call.json()
    if not isinstance(body, dict) or not body.get("datasetId"):
        raise refuse(400, "datasetId is required")
    if call.world.store.get("dataset", body["datasetId"], sandbox=call.sandbox) is None:
        raise refuse(404, f"dataset {body['datasetId']} is not found")
    percent = body.get("partialIngestionPercent")
    if percent is not None and (not isinstance(percent, int) or not 0 <= percent <= 100):
        raise refuse(400, "partialIngestionPercent must be a whole number from 0 to 100")
    now = call.world.clock.millis()
    id = _ulid(now)
    doc = {
        "id": id,
        "imsOrg": call.world.identity.org,
        "status": "loading",
        "created": now,
        "updated": now,
        "relatedObjects": [{"type": "dataSet", "id": body["datasetId"]}],
        "version": "1.0.0",
        "tags": body.get("tags") or {},
        "createdUser": call.client,
        "createdClient": call.client,
        "updatedUser": call.client,
        "externalId": body.get("externalId") or id,
        "inputFormat": _format(body),
        **{key: body[key] for key in ("replay", "enableErrorDiagnostics", "partialIngestionPercent") if key in body},
    }
    with call.world.store.transaction():
        if _taken(call.world, doc["externalId"]):
            raise refuse(409, f"a batch with externalId {doc['externalId']} exists already")
        call.world.store.put("batch", id, doc, sandbox=call.sandbox)
    return Answer(status=201, json=doc)


def _taken(world: World, external: str) -> bool:
    names = [doc["name"] for doc in world.store.all("sandbox", sandbox=ORG)]
    return any(doc["externalId"] == external for name in names for doc in world.store.all("batch", sandbox=name))


def found(call: Call) -> Doc:
    doc = call.world.store.get("batch", call.path["batch"], sandbox=call.sandbox)
    if doc is None:
        raise refuse(404, f"batch {call.path['batch']} is not found")
    return doc


def act(call: Call) -> Answer:
    action = call.query.get("action", "").upper()
    acts = {"COMPLETE": _complete, "ABORT": _abort, "FAIL": _fail, "REVERT": _revert}
    if action not in acts:
        raise refuse(400, f"action must be one of {', '.join(acts)}")
    with call.world.store.transaction():
        acts[action](call, found(call))
    if action == "COMPLETE":
        call.world.spawn(f"batch {call.path['batch']}", work.process, call.world, call.sandbox, call.path["batch"])
    return Answer()


def _to(call: Call, doc: Doc, status: str) -> None:
    doc.update(status=status, updated=call.world.clock.millis(), updatedUser=call.client)
    call.world.store.put("batch", doc["id"], doc, sandbox=call.sandbox)


def _complete(call: Call, doc: Doc) -> None:
    if doc["status"] == "loading":
        _to(call, doc, "loaded")
    elif doc["status"] not in (*work.WAITING, *lake.IN):
        raise refuse(400, f"batch {doc['id']} is {doc['status']} and cannot be completed")


def _abort(call: Call, doc: Doc) -> None:
    if doc["status"] != "loading":
        raise refuse(400, f"batch {doc['id']} is {doc['status']} and cannot be aborted")
    _to(call, doc, "aborted")


def _fail(call: Call, doc: Doc) -> None:
    if doc["status"] != "loading":
        raise refuse(400, f"batch {doc['id']} is {doc['status']} and cannot be failed")
    _to(call, doc, "failed")


def _revert(call: Call, doc: Doc) -> None:
    """Its rows leave the lake at once; that it reports `inactive` for a while is left out."""
    import shutil

    if doc["status"] not in lake.IN:
        raise refuse(400, f"batch {doc['id']} is {doc['status']} and cannot be reverted")
    _to(call, doc, "deleted")
    dataset = next(item["id"] for item in doc["relatedObjects"])
    shutil.rmtree(lake.folder(call.world, call.sandbox, dataset, doc["id"]), ignore_errors=True)


def start(world: World) -> None:
    """Batches that were being worked on when the server stopped."""
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        for doc in world.store.all("batch", sandbox=sandbox["name"]):
            if doc["status"] in work.WAITING:
                world.spawn(f"batch {doc['id']}", work.process, world, sandbox["name"], doc["id"])


ROUTES: list[Any] = [
    Route("POST", f"{PREFIX}/batches", create),
    Route("POST", PREFIX + "/batches/{batch}", act),
]
