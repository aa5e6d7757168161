"""The lake's files as Catalog knows them: `{batch}-{n}`, one for each input file of a batch that is in."""

from pathlib import Path

from ...platform import lake
from ...platform.http import Answer, Call
from ...platform.store import Doc
from ..platform_errors import refuse
from . import listing


def of_batch(call: Call, batch: Doc) -> list[tuple[Doc, Path]]:
    """The files of a batch; none while it isn't in."""
    if batch["status"] not in lake.IN:
        return []
    dataset = call.world.store.get("dataset", lake.dataset_of(batch), sandbox=call.sandbox) or {}
    places = lake.files(call.world, call.sandbox, lake.dataset_of(batch), batch["id"])
    return [(_shown(call, batch, dataset, number), place) for number, place in enumerate(places, start=1)]


def _shown(call: Call, batch: Doc, dataset: Doc, number: int) -> Doc:
    return {
        "id": f"{batch['id']}-{number}",
        "batchId": batch["id"],
        "dataSetViewId": dataset.get("viewId", ""),
        "imsOrg": call.world.identity.org,
        "version": "1.0.0",
        "created": batch["completed"],
        "updated": batch["completed"],
        "createdUser": batch["createdUser"],
        "createdClient": batch["createdClient"],
        "updatedUser": batch["updatedUser"],
        "isValid": True,
        "_dataSet": lake.dataset_of(batch),
    }


def every(call: Call) -> Answer:
    batches = call.world.store.all("batch", sandbox=call.sandbox)
    wanted = call.query.get("batchId")
    rows = [doc for batch in batches if wanted in (None, batch["id"]) for doc, _ in of_batch(call, batch)]
    aliases = {"dataSetId": lambda row: row["_dataSet"], "dataSet": lambda row: row["_dataSet"]}
    found = listing.page(call, rows, aliases=aliases)
    return Answer(json={id: {"id": id, **doc} for id, doc in found.items()})


def of_view(call: Call) -> Answer:
    dataset = call.world.store.get("dataset", call.path["id"], sandbox=call.sandbox)
    if dataset is None or dataset["viewId"] != call.path["view"]:
        raise refuse(404, f"View {call.path['view']} of dataset {call.path['id']} is not found")
    batches = lake.batches_of(call.world, call.sandbox, dataset["id"])
    rows = [doc for batch in batches for doc, _ in of_batch(call, batch)]
    return Answer(json={id: {"id": id, **doc} for id, doc in listing.page(call, rows).items()})
