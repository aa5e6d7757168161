"""Batches as Catalog shows them; ingestion creates them."""

from collections.abc import Callable
from typing import Any

from ...platform.http import Request, Response
from ...platform.lake import dataset_of
from ...platform.store import Doc
from ..data_foundation import refuse
from . import listing


def _date(which: str) -> Callable[[Doc], Any]:
    return lambda row: (row.get("availableDates") or {}).get(which)


ALIASES: listing.Aliases = {
    "dataSet": dataset_of,
    "dataSetId": dataset_of,
    "batch": lambda row: row["id"],
    "startDate": _date("startDate"),
    "endDate": _date("endDate"),
}


def list_(request: Request) -> Response:
    return Response(
        json=listing.page(request, request.world.store.all("batch", sandbox=request.sandbox), aliases=ALIASES)
    )


def get(request: Request) -> Response:
    ids = [id for id in request.path["id"].split(",") if id]
    found = [doc for doc in (request.world.store.get("batch", id, sandbox=request.sandbox) for id in ids) if doc]
    if not found or len(found) < len(ids):
        raise refuse(404, f"Batch {request.path['id']} is not found")
    names = [name for name in request.query.get("properties", "").split(",") if name]
    headers = {"ETag": f'"{found[0]["version"]}"'} if len(found) == 1 else {}
    return Response(json={doc["id"]: listing.shown(doc, names) for doc in found}, headers=headers)


def list_last(request: Request) -> Response:
    """The last batch of every dataset that has had one, or of the datasets asked for."""
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
        for doc in request.world.store.all("dataset", sandbox=request.sandbox)
        if "lastBatchId" in doc
    ]
    return Response(json=listing.page(request, rows, aliases={"dataSetId": lambda row: row["id"]}))
