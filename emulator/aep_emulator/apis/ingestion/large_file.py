"""A file sent in parts: INITIALIZE, PATCHes with Content-Range in any order, COMPLETE. HEAD tells what has arrived."""

import re

from ...platform.choices import PART_BYTES_AT_MOST
from ...platform.http import Answer, Call
from ...platform.store import Doc
from ..platform_errors import refuse
from . import file
from .upload import batch_of, loading, octets, room

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)\Z")


def act(call: Call) -> Answer:
    match call.query.get("action", "").upper():
        case "INITIALIZE":
            return _initialize(call)
        case "COMPLETE":
            return _complete(call)
    raise refuse(400, "action must be INITIALIZE or COMPLETE")


def _initialize(call: Call) -> Answer:
    """Begins anew if the file was begun before."""
    with call.world.store.transaction():
        batch, name = loading(call)["id"], call.path["name"]
        if file.found(call.world, call.sandbox, batch, name) is None:
            room(call, batch)
        file.place(call.world, call.sandbox, batch, name).write_bytes(b"")
        file.note(call.world, call.sandbox, batch, name, size=0, parts=[])
    return Answer(status=201)


def _begun(call: Call) -> Doc:
    doc = file.found(call.world, call.sandbox, call.path["batch"], call.path["name"])
    if doc is None:
        raise refuse(404, f"File {call.path['name']} is not found; it must be initialized first")
    return doc


def part(call: Call) -> Answer:
    """The same range sent again replaces it; other overlaps are found at COMPLETE."""
    octets(call)
    match = _RANGE.match(call.headers.get("content-range", "").strip())
    if not match:
        raise refuse(400, "Content-Range must read `bytes first-last/total`")
    first, last, total = (int(text) for text in match.groups())
    if last < first or last >= total or last - first + 1 != len(call.content):
        raise refuse(400, f"Content-Range names bytes {first}-{last}/{total}; {len(call.content)} bytes came")
    if len(call.content) > PART_BYTES_AT_MOST:
        raise refuse(400, f"A part holds at most {PART_BYTES_AT_MOST} bytes")
    with call.world.store.transaction():
        batch, doc = loading(call)["id"], _begun(call)
        if doc["parts"] is None:
            raise refuse(400, f"File {doc['name']} is complete")
        if doc["parts"] and doc["size"] != total:
            raise refuse(400, f"Earlier parts said that the file has {doc['size']} bytes, not {total}")
        parts = [one for one in doc["parts"] if one != [first, last]] + [[first, last]]
        with file.place(call.world, call.sandbox, batch, doc["name"]).open("r+b") as out:
            out.seek(first)
            out.write(call.content)
        file.note(call.world, call.sandbox, batch, doc["name"], size=total, parts=sorted(parts))
    return Answer(json={"name": doc["name"], "sizeInBytes": total}, headers={"Range": _arrived(parts)})


def _arrived(parts: list[list[int]]) -> str:
    return "bytes=" + ",".join(f"{first}-{last}" for first, last in sorted(parts))


def _complete(call: Call) -> Answer:
    with call.world.store.transaction():
        batch, doc = loading(call)["id"], _begun(call)
        if doc["parts"] is not None:
            _whole(doc)
            file.note(call.world, call.sandbox, batch, doc["name"], size=doc["size"])
    return Answer(status=201, json={"name": doc["name"], "sizeInBytes": doc["size"]})


def _whole(doc: Doc) -> None:
    at = 0
    for first, last in sorted(doc["parts"]):
        if first != at:
            word = "overlap" if first < at else "are missing"
            raise refuse(400, f"Parts of file {doc['name']} {word} at byte {min(first, at)}")
        at = last + 1
    if at != doc["size"] or not doc["parts"]:
        raise refuse(400, f"Parts of file {doc['name']} are missing from byte {at}")


def arrived(call: Call) -> Answer:
    batch_of(call)
    doc = _begun(call)
    parts = doc["parts"] if doc["parts"] is not None else [[0, doc["size"] - 1]] if doc["size"] else []
    return Answer(headers={"Range": _arrived(parts)} if parts else {})
