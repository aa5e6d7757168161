"""The lake's files as Catalog lists them: `{batch}-{n}`, one for each input file of a successful batch."""

from pathlib import Path

from ...platform import lake
from ...platform.http import Request, Response
from ...platform.store import Doc
from ..data_foundation import refuse
from . import listing


def of_batch(request: Request, batch: Doc) -> list[tuple[Doc, Path]]:
    """None before the batch has succeeded."""
    if batch["status"] not in lake.IN:
        return []
    dataset = request.world.store.get("dataset", lake.dataset_of(batch), sandbox=request.sandbox) or {}
    places = lake.files(request.world, request.sandbox, lake.dataset_of(batch), batch["id"])
    return [(_shown(request, batch, dataset, number), place) for number, place in enumerate(places, start=1)]


def _shown(request: Request, batch: Doc, dataset: Doc, number: int) -> Doc:
    return {
        "id": f"{batch['id']}-{number}",
        "batchId": batch["id"],
        "dataSetViewId": dataset.get("viewId", ""),
        "imsOrg": request.world.organisation.org,
        "version": "1.0.0",
        "created": batch["completed"],
        "updated": batch["completed"],
        "createdUser": batch["createdUser"],
        "createdClient": batch["createdClient"],
        "updatedUser": batch["updatedUser"],
        "isValid": True,
        "_dataSet": lake.dataset_of(batch),
    }


def list_(request: Request) -> Response:
    batches = request.world.store.all("batch", sandbox=request.sandbox)
    wanted = request.query.get("batchId")
    rows = [doc for batch in batches if wanted in (None, batch["id"]) for doc, _ in of_batch(request, batch)]
    aliases = {"dataSetId": lambda row: row["_dataSet"], "dataSet": lambda row: row["_dataSet"]}
    found = listing.page(request, rows, aliases=aliases)
    return Response(json={id: {"id": id, **doc} for id, doc in found.items()})


def list_of_view(request: Request) -> Response:
    dataset = request.world.store.get("dataset", request.path["id"], sandbox=request.sandbox)
    if dataset is None or dataset["viewId"] != request.path["view"]:
        raise refuse(404, f"View {request.path['view']} of dataset {request.path['id']} is not found")
    batches = lake.batches_of(request.world, request.sandbox, dataset["id"])
    rows = [doc for batch in batches for doc, _ in of_batch(request, batch)]
    return Response(json={id: {"id": id, **doc} for id, doc in listing.page(request, rows).items()})
