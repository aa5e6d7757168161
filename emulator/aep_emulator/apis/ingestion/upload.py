"""PUT of a whole file into a loading batch; a second PUT replaces the first."""

from ...platform.choices.storage import FILES_AT_MOST, PUT_BYTES_AT_MOST
from ...platform.http import Request, Response
from ...platform.lake import dataset_of
from ...platform.store import Doc
from ..data_foundation import refuse
from . import staged_file
from .batch import find


def require_octet_stream(request: Request) -> None:
    sent = request.headers.get("content-type", "")
    if sent.split(";")[0].strip().lower() != "application/octet-stream":
        raise refuse(415, f"Content-Type must be application/octet-stream, not {sent or 'absent'}")


def batch_of(request: Request) -> Doc:
    """The batch in the path, which must be of the dataset in the path."""
    doc = find(request)
    if request.world.store.get("dataset", request.path["dataset"], sandbox=request.sandbox) is None:
        raise refuse(404, f"Dataset {request.path['dataset']} is not found")
    if dataset_of(doc) != request.path["dataset"]:
        raise refuse(400, f"Batch {doc['id']} is of dataset {dataset_of(doc)}, not of {request.path['dataset']}")
    return doc


def loading_batch(request: Request) -> Doc:
    doc = batch_of(request)
    if doc["status"] != "loading":
        raise refuse(400, f"Batch {doc['id']} is {doc['status']}: files can be sent only while it is loading")
    if not request.path["name"]:
        raise refuse(400, "The path must end in the file's name")
    return doc


def require_room(request: Request, batch: str) -> None:
    if len(staged_file.all_of(request.world, request.sandbox, batch)) >= FILES_AT_MOST:
        raise refuse(400, f"A batch holds at most {FILES_AT_MOST} files")


def replace(request: Request) -> Response:
    require_octet_stream(request)
    if len(request.content) > PUT_BYTES_AT_MOST:
        raise refuse(400, f"A file of more than {PUT_BYTES_AT_MOST} bytes must be sent as a large file")
    batch, name = loading_batch(request)["id"], request.path["name"]
    place = staged_file.path_of(request.world, request.sandbox, batch, name)
    draft = place.with_suffix(".draft")
    draft.write_bytes(request.content)
    with request.world.store.transaction():
        loading_batch(request)  # it may have been completed while the file was written
        there = staged_file.find(request.world, request.sandbox, batch, name)
        if there is None:
            require_room(request, batch)
        draft.replace(place)
        staged_file.record(request.world, request.sandbox, batch, name, size=len(request.content))
    return Response(status=200 if there else 201)
