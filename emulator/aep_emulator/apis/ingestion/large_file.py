"""A file sent in parts: INITIALIZE, PATCH with Content-Range in any order, COMPLETE. HEAD tells what has arrived."""

import re

from ...platform.choices.storage import PART_BYTES_AT_MOST
from ...platform.http import Request, Response
from ...platform.store import Doc
from ..data_foundation import refuse
from . import staged_file
from .upload import batch_of, loading_batch, require_octet_stream, require_room

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)\Z")


def act(request: Request) -> Response:
    match request.query.get("action", "").upper():
        case "INITIALIZE":
            return _initialize(request)
        case "COMPLETE":
            return _complete(request)
    raise refuse(400, "action must be INITIALIZE or COMPLETE")


def _initialize(request: Request) -> Response:
    """Starts over if the file was started before."""
    with request.world.store.transaction():
        batch, name = loading_batch(request)["id"], request.path["name"]
        if staged_file.find(request.world, request.sandbox, batch, name) is None:
            require_room(request, batch)
        staged_file.path_of(request.world, request.sandbox, batch, name).write_bytes(b"")
        staged_file.record(request.world, request.sandbox, batch, name, size=0, parts=[])
    return Response(status=201)


def _find_started(request: Request) -> Doc:
    doc = staged_file.find(request.world, request.sandbox, request.path["batch"], request.path["name"])
    if doc is None:
        raise refuse(404, f"File {request.path['name']} is not found; it must be initialized first")
    return doc


def update(request: Request) -> Response:
    """The same range again replaces it; other overlaps are detected at COMPLETE."""
    require_octet_stream(request)
    match = _RANGE.match(request.headers.get("content-range", "").strip())
    if not match:
        raise refuse(400, "Content-Range must read `bytes first-last/total`")
    first, last, total = (int(text) for text in match.groups())
    if last < first or last >= total or last - first + 1 != len(request.content):
        raise refuse(400, f"Content-Range names bytes {first}-{last}/{total}; {len(request.content)} bytes came")
    if len(request.content) > PART_BYTES_AT_MOST:
        raise refuse(400, f"A part holds at most {PART_BYTES_AT_MOST} bytes")
    with request.world.store.transaction():
        batch, doc = loading_batch(request)["id"], _find_started(request)
        if doc["parts"] is None:
            raise refuse(400, f"File {doc['name']} is complete")
        if doc["parts"] and doc["size"] != total:
            raise refuse(400, f"Earlier parts said that the file has {doc['size']} bytes, not {total}")
        parts = [one for one in doc["parts"] if one != [first, last]] + [[first, last]]
        with staged_file.path_of(request.world, request.sandbox, batch, doc["name"]).open("r+b") as out:
            out.seek(first)
            out.write(request.content)
        staged_file.record(request.world, request.sandbox, batch, doc["name"], size=total, parts=sorted(parts))
    return Response(json={"name": doc["name"], "sizeInBytes": total}, headers={"Range": _arrived(parts)})


def _arrived(parts: list[list[int]]) -> str:
    return "bytes=" + ",".join(f"{first}-{last}" for first, last in sorted(parts))


def _complete(request: Request) -> Response:
    with request.world.store.transaction():
        batch, doc = loading_batch(request)["id"], _find_started(request)
        if doc["parts"] is not None:
            _require_complete(doc)
            staged_file.record(request.world, request.sandbox, batch, doc["name"], size=doc["size"])
    return Response(status=201, json={"name": doc["name"], "sizeInBytes": doc["size"]})


def _require_complete(doc: Doc) -> None:
    at = 0
    for first, last in sorted(doc["parts"]):
        if first != at:
            word = "overlap" if first < at else "are missing"
            raise refuse(400, f"Parts of file {doc['name']} {word} at byte {min(first, at)}")
        at = last + 1
    if at != doc["size"] or not doc["parts"]:
        raise refuse(400, f"Parts of file {doc['name']} are missing from byte {at}")


def head(request: Request) -> Response:
    batch_of(request)
    doc = _find_started(request)
    parts = doc["parts"] if doc["parts"] is not None else [[0, doc["size"] - 1]] if doc["size"] else []
    return Response(headers={"Range": _arrived(parts)} if parts else {})
