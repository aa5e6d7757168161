"""Batches as Catalog shows them; ingestion makes them."""

from typing import Any

from ...platform.http import Answer, Call
from ...platform.lake import dataset_of
from ..platform_errors import refuse
from . import listing


def _date(which: str) -> Any:
    return lambda row: (row.get("availableDates") or {}).get(which)


ALIASES: dict[str, Any] = {
    "dataSet": dataset_of,
    "dataSetId": dataset_of,
    "batch": lambda row: row["id"],
    "startDate": _date("startDate"),
    "endDate": _date("endDate"),
}


def every(call: Call) -> Answer:
    return Answer(json=listing.page(call, call.world.store.all("batch", sandbox=call.sandbox), aliases=ALIASES))


def one(call: Call) -> Answer:
    ids = [id for id in call.path["id"].split(",") if id]
    found = [doc for doc in (call.world.store.get("batch", id, sandbox=call.sandbox) for id in ids) if doc]
    if not found or len(found) < len(ids):
        raise refuse(404, f"Batch {call.path['id']} is not found")
    names = [name for name in call.query.get("properties", "").split(",") if name]
    headers = {"ETag": f'"{found[0]["version"]}"'} if len(found) == 1 else {}
    return Answer(json={doc["id"]: listing.shaped(doc, names) for doc in found}, headers=headers)


def last(call: Call) -> Answer:
    """Of each dataset that ever got a batch, or of those named."""
    rows = [
        {
            "id": doc["id"],
            "lastBatchId": doc["lastBatchId"],
            "lastBatchStatus": doc["lastBatchStatus"],
            **({"lastSuccessfulBatchId": doc["lastSuccessfulBatch"]} if "lastSuccessfulBatch" in doc else {}),
            **({"lastFailedBatchId": doc["lastFailedBatch"]} if "lastFailedBatch" in doc else {}),
            "imsOrg": doc["imsOrg"],
            "created": doc["created"],
            "updated": doc["updated"],
        }
        for doc in call.world.store.all("dataset", sandbox=call.sandbox)
        if "lastBatchId" in doc
    ]
    return Answer(json=listing.page(call, rows, aliases={"dataSetId": lambda row: row["id"]}))
