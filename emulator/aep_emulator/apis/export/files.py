"""The lake's files, batch by batch; Parquet, whatever the input format was."""

from pathlib import Path

from ...platform.http import Request, Response
from ...platform.store import Doc
from ..catalog import dataset_file
from ..data_foundation import refuse
from .content import file_entry, file_response, listing

PREFIX = "/data/foundation/export"


def batch_of(request: Request, id: str) -> Doc:
    doc = request.world.store.get("batch", id, sandbox=request.sandbox)
    if doc is None:
        raise refuse(404, f"Batch {id} is not found")
    return doc


def list_of_batch(request: Request) -> Response:
    import pyarrow.parquet as pq

    batch = batch_of(request, request.path["batch"])
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
            "_links": {"self": {"href": request.href(f"{PREFIX}/files/{doc['id']}")}},
        }
        for doc, place in dataset_file.of_batch(request, batch)
    ]
    return listing(request, rows)


def _place(request: Request) -> Path:
    id = request.path["file"]
    batch = request.world.store.get("batch", id.rpartition("-")[0], sandbox=request.sandbox)
    for doc, place in dataset_file.of_batch(request, batch) if batch else ():
        if doc["id"] == id:
            return place
    raise refuse(404, f"File {id} is not found")


def get(request: Request) -> Response:
    """Without `path` a list of the file's parts, with `path` the bytes of one."""
    place, name = _place(request), request.query.get("path")
    if name is None and request.method == "HEAD":
        raise refuse(400, "path is required: the name of the file")
    if name is None:
        return listing(request, [file_entry(request, place.name, place)])
    if name != place.name:
        raise refuse(404, f"{name} is not found in file {request.path['file']}")
    return file_response(request, place)
