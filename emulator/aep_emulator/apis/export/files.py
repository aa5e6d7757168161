"""The lake's files, batch by batch. Whatever the input format was, they are Parquet."""

from pathlib import Path

from ...platform.http import Answer, Call
from ...platform.store import Doc
from ..catalog import data_set_file
from ..platform_errors import refuse
from .content import content, entry, listed

PREFIX = "/data/foundation/export"


def batch_of(call: Call, id: str) -> Doc:
    doc = call.world.store.get("batch", id, sandbox=call.sandbox)
    if doc is None:
        raise refuse(404, f"Batch {id} is not found")
    return doc


def of_batch(call: Call) -> Answer:
    import pyarrow.parquet as pq

    batch = batch_of(call, call.path["batch"])
    rows = [
        {
            "dataSetFileId": doc["id"],
            "dataSetViewId": doc["dataSetViewId"],
            "version": doc["version"],
            "created": str(doc["created"]),
            "updated": str(doc["updated"]),
            "records": str(pq.read_metadata(place).num_rows),
            "size": str(place.stat().st_size),
            "isValid": True,
            "_links": {"self": {"href": call.href(f"{PREFIX}/files/{doc['id']}")}},
        }
        for doc, place in data_set_file.of_batch(call, batch)
    ]
    return listed(call, rows)


def _place(call: Call) -> Path:
    id = call.path["file"]
    batch = call.world.store.get("batch", id.rpartition("-")[0], sandbox=call.sandbox)
    for doc, place in data_set_file.of_batch(call, batch) if batch else ():
        if doc["id"] == id:
            return place
    raise refuse(404, f"File {id} is not found")


def one(call: Call) -> Answer:
    """Without `path` what there is under this id, with it the bytes."""
    place, name = _place(call), call.query.get("path")
    if name is None and call.method == "HEAD":
        raise refuse(400, "path is required: the name of the file")
    if name is None:
        return listed(call, [entry(call, place.name, place)])
    if name != place.name:
        raise refuse(404, f"{name} is not found in file {call.path['file']}")
    return content(call, place)
