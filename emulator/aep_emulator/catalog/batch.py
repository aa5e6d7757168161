"""Batches and files as Catalog shows them; ingestion makes them."""

from typing import Any

from .. import lake
from ..answer import Answer, Call, Route
from ..store import Doc
from . import listing
from .dataset import PREFIX
from .problem import refuse


def dataset_of(doc: Doc) -> str:
    return next((item["id"] for item in doc.get("relatedObjects", []) if item["type"] == "dataSet"), "")


ALIASES: dict[str, Any] = {"dataSet": dataset_of, "dataSetId": dataset_of}


def every(call: Call) -> Answer:
    return Answer(json=listing.page(call, call.world.store.all("batch", sandbox=call.sandbox), aliases=ALIASES))


def one(call: Call) -> Answer:
    doc = call.world.store.get("batch", call.path["id"], sandbox=call.sandbox)
    if doc is None:
        raise refuse(404, f"batch {call.path['id']} is not found")
    return Answer(json={doc["id"]: listing.shaped(doc)}, headers={"ETag": f'"{doc["version"]}"'})


def last(call: Call) -> Answer:
    found = {}
    for id in call.query.get("dataSetId", "").split(","):
        doc = call.world.store.get("dataset", id, sandbox=call.sandbox)
        if doc:
            found[id] = {
                "lastBatchId": doc.get("lastBatchId"),
                "lastBatchStatus": doc.get("lastBatchStatus"),
                "lastSuccessfulBatchId": doc.get("lastSuccessfulBatch"),
                "lastFailedBatchId": doc.get("lastFailedBatch"),
            }
    return Answer(json=found)


def files(call: Call) -> Answer:
    batches = call.world.store.all("batch", sandbox=call.sandbox)
    if "batchId" in call.query:
        batches = [doc for doc in batches if doc["id"] == call.query["batchId"]]
    if "dataSetId" in call.query:
        batches = [doc for doc in batches if dataset_of(doc) == call.query["dataSetId"]]
    found = {}
    for doc in batches:
        dataset = call.world.store.get("dataset", dataset_of(doc), sandbox=call.sandbox) or {}
        for number, _ in enumerate(lake.files(call.world, call.sandbox, dataset_of(doc), doc["id"]), start=1):
            found[f"{doc['id']}-{number}"] = {
                "id": f"{doc['id']}-{number}",
                "batchId": doc["id"],
                "dataSetViewId": dataset.get("viewId", ""),
                "imsOrg": call.world.identity.org,
                "version": "1.0.0",
                "created": doc["created"],
                "updated": doc["updated"],
            }
    return Answer(json=found)


ROUTES = [
    Route("GET", f"{PREFIX}/batches", every),
    Route("GET", PREFIX + "/batches/{id}", one),
    Route("GET", f"{PREFIX}/lastBatches", last),
    Route("GET", f"{PREFIX}/dataSetFiles", files),
]
