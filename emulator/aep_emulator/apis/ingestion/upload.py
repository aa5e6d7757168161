"""PUT of a whole file into a batch that is loading. Sent again it replaces what was there."""

from ...platform.choices import FILES_AT_MOST, PUT_BYTES_AT_MOST
from ...platform.http import Answer, Call
from ...platform.lake import dataset_of
from ...platform.store import Doc
from ..platform_errors import refuse
from . import file
from .batch import found


def octets(call: Call) -> None:
    sent = call.headers.get("content-type", "")
    if sent.split(";")[0].strip().lower() != "application/octet-stream":
        raise refuse(415, f"Content-Type must be application/octet-stream, not {sent or 'absent'}")


def batch_of(call: Call) -> Doc:
    """The batch that the path names, of the dataset that the path names."""
    doc = found(call)
    if call.world.store.get("dataset", call.path["dataset"], sandbox=call.sandbox) is None:
        raise refuse(404, f"Dataset {call.path['dataset']} is not found")
    if dataset_of(doc) != call.path["dataset"]:
        raise refuse(400, f"Batch {doc['id']} is of dataset {dataset_of(doc)}, not of {call.path['dataset']}")
    return doc


def loading(call: Call) -> Doc:
    doc = batch_of(call)
    if doc["status"] != "loading":
        raise refuse(400, f"Batch {doc['id']} is {doc['status']}: files can be sent only while it is loading")
    if not call.path["name"]:
        raise refuse(400, "The path must end in the file's name")
    return doc


def room(call: Call, batch: str) -> None:
    if len(file.every(call.world, call.sandbox, batch)) >= FILES_AT_MOST:
        raise refuse(400, f"A batch holds at most {FILES_AT_MOST} files")


def whole(call: Call) -> Answer:
    octets(call)
    if len(call.content) > PUT_BYTES_AT_MOST:
        raise refuse(400, f"A file of more than {PUT_BYTES_AT_MOST} bytes must be sent as a large file")
    batch, name = loading(call)["id"], call.path["name"]
    place = file.place(call.world, call.sandbox, batch, name)
    draft = place.with_suffix(".draft")
    draft.write_bytes(call.content)
    with call.world.store.transaction():
        loading(call)  # it may have been completed while the file was written
        there = file.found(call.world, call.sandbox, batch, name)
        if there is None:
            room(call, batch)
        draft.replace(place)
        file.note(call.world, call.sandbox, batch, name, size=len(call.content))
    return Answer(status=200 if there else 201)
