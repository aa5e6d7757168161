"""Batches: created here, and stored in the form that Catalog shows."""

import re
import secrets
from typing import Any

from ...platform.http import Request, Response
from ...platform.store import ORG, Doc
from ...platform.world import World
from ..catalog.tags import check_tags
from ..data_foundation import json_object, refuse

FORMATS = ("json", "parquet", "csv")
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PARAMETER = re.compile(r"\$\{(.*)\}\Z")


def _ulid(millis: int) -> str:
    """A ULID: 26 characters that sort by time."""
    number = (millis << 80) | secrets.randbits(80)
    return "".join(_BASE32[(number >> (5 * place)) & 31] for place in range(25, -1, -1))


def find(request: Request) -> Doc:
    doc = request.world.store.get("batch", request.path["batch"], sandbox=request.sandbox)
    if doc is None:
        raise refuse(404, f"Batch {request.path['batch']} is not found")
    return doc


def shown(doc: Doc) -> Doc:
    return {key: value for key, value in doc.items() if not key.startswith("_")}


def save(world: World, sandbox: str, doc: Doc, **changes: Any) -> Doc:
    """With the changes made and the version raised."""
    revision = int(doc["version"].rpartition(".")[2]) + 1
    doc.update(changes, version=f"1.0.{revision}", updated=world.clock.millis())
    world.store.put("batch", doc["id"], doc, sandbox=sandbox)
    return doc


def create(request: Request) -> Response:
    doc = _new_batch(request, json_object(request))
    with request.world.store.transaction():
        if _is_taken(request.world, doc["externalId"]):
            raise refuse(400, f"A batch with externalId {doc['externalId']} exists already in this organization")
        request.world.store.put("batch", doc["id"], doc, sandbox=request.sandbox)
    return Response(status=201, json=shown(doc))


def _new_batch(request: Request, body: Doc) -> Doc:
    now, tags = request.world.clock.millis(), dict(check_tags(body.get("tags")))
    percent, diagnostics = _percent(body), _flag(body, "enableErrorDiagnostics")
    dataset = _dataset(request, body)
    diagnostics = diagnostics if diagnostics is not None else bool(dataset.get("enableErrorDiagnostics"))
    if diagnostics:
        tags["acp_enableErrorDiagnostics"] = ["true"]
    if percent is not None:
        tags["acp_partialIngestionPercent"] = [str(percent)]
    id = _ulid(now)
    return {
        "id": id,
        "imsOrg": request.world.organisation.org,
        "status": "loading",
        "created": now,
        "updated": now,
        "relatedObjects": [{"type": "dataSet", "id": dataset["id"]}],
        "version": "1.0.0",
        "tags": tags,
        "createdUser": f"{request.client}@techacct.adobe.com",
        "createdClient": request.client,
        "updatedUser": f"{request.client}@techacct.adobe.com",
        "externalId": _external(body) or id,
        "inputFormat": _format(body),
        **({"replay": _replay(request, body["replay"])} if body.get("replay") else {}),
        "_partial": percent,
        "_diagnostics": diagnostics,
    }


def _dataset(request: Request, body: Doc) -> Doc:
    id = body.get("datasetId")
    if not isinstance(id, str) or not id:
        raise refuse(400, "datasetId is required")
    doc = request.world.store.get("dataset", id, sandbox=request.sandbox)
    if doc is None:
        raise refuse(400, f"Dataset {id} is not found")
    return doc


def _format(body: Doc) -> Doc:
    given = body.get("inputFormat") or {}
    if not isinstance(given, dict):
        raise refuse(400, "inputFormat must be an object")
    name = given.get("format", "parquet")
    if not isinstance(name, str) or name.lower() not in FORMATS:
        raise refuse(400, f"inputFormat.format must be one of JSON, Parquet, CSV, not {name}")
    if not isinstance(given.get("isMultiLineJson", False), bool):
        raise refuse(400, "inputFormat.isMultiLineJson must be true or false")
    if given.get("isMultiLineJson") and name.lower() != "json":
        raise refuse(400, "inputFormat.isMultiLineJson goes with format JSON only")
    for key in ("delimiter", "quote", "escape"):
        if key in given and (not isinstance(given[key], str) or len(given[key]) != 1):
            raise refuse(400, f"inputFormat.{key} must be one character")
    return {**given, "format": name.lower()}


def _percent(body: Doc) -> int | None:
    percent = body.get("partialIngestionPercent")
    if percent is None:
        return None
    if isinstance(percent, bool) or not isinstance(percent, int) or not 0 <= percent <= 100:
        raise refuse(400, "partialIngestionPercent must be a whole number from 0 to 100")
    return percent


def _flag(body: Doc, name: str) -> bool | None:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise refuse(400, f"{name} must be true or false")
    return value


def _external(body: Doc) -> str | None:
    value = body.get("externalId")
    if value is not None and (not isinstance(value, str) or not value):
        raise refuse(400, "externalId must be a text")
    return value


def _is_taken(world: World, external: str) -> bool:
    names = [doc["name"] for doc in world.store.all("sandbox", sandbox=ORG)]
    return any(doc["externalId"] == external for name in names for doc in world.store.all("batch", sandbox=name))


def _replay(request: Request, body: Any) -> Doc:
    """The batches that this one replaces: by id, written `${id}`, or by external id."""
    if not isinstance(body, dict):
        raise refuse(400, "replay must be an object")
    made: Doc = {"reason": str(body.get("reason", ""))}
    for key, field in (("predecessors", "id"), ("predecessorsByExternalId", "externalId")):
        given = body.get(key) or []
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise refuse(400, f"replay.{key} must be an array of ids")
        ids = [_PARAMETER.sub(r"\1", one).removeprefix("$") for one in given]
        known = {doc[field] for doc in request.world.store.all("batch", sandbox=request.sandbox)}
        unknown = [id for id in ids if id not in known]
        if unknown:
            raise refuse(400, f"replay.{key} names {unknown[0]}, which is no batch of this sandbox")
        if ids:
            made[key] = ids
    return made
