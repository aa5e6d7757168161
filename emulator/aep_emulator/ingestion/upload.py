"""Files on their way into a batch: whole by PUT, or in parts (INITIALIZE, PATCH with Content-Range, COMPLETE)."""

import re
from pathlib import Path
from urllib.parse import quote

from ..answer import Answer, Call, Route
from ..catalog.batch import dataset_of
from ..catalog.problem import refuse
from . import work
from .batch import PREFIX, found

WHOLE = 512_000_000  # bytes a PUT may carry; pages name 256 and 512 MB
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)\Z")
PATH = PREFIX + "/batches/{batch}/datasets/{dataset}/files/{name:path}"


def _place(call: Call) -> Path:
    doc = found(call)
    if doc["status"] != "loading":
        raise refuse(400, f"batch {doc['id']} is {doc['status']}; files can be added only while it is loading")
    if dataset_of(doc) != call.path["dataset"]:
        raise refuse(400, f"batch {doc['id']} does not belong to dataset {call.path['dataset']}")
    folder = work.staged(call.world, doc["id"], call.path["dataset"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder / quote(call.path["name"], safe="")


def _octets(call: Call) -> None:
    if call.headers.get("content-type", "").split(";")[0] != "application/octet-stream":
        raise refuse(415, "Content-Type must be application/octet-stream")


def whole(call: Call) -> Answer:
    """Sending it again replaces it."""
    _octets(call)
    if len(call.content) > WHOLE:
        raise refuse(400, f"a file of more than {WHOLE} bytes must be sent in parts")
    place = _place(call)
    draft = place.with_name(f".{place.name}")
    draft.write_bytes(call.content)
    draft.replace(place)
    return Answer(status=201)


def _parts(place: Path) -> Path:
    return place.with_name(f".parts-{place.name}")


def act(call: Call) -> Answer:
    place, action = _place(call), call.query.get("action", "").upper()
    parts = _parts(place)
    if action == "INITIALIZE":
        parts.mkdir(exist_ok=True)
        return Answer(status=201)
    if action != "COMPLETE":
        raise refuse(400, "action must be INITIALIZE or COMPLETE")
    if not parts.exists():
        raise refuse(400, f"the upload of {call.path['name']} was not initialised")
    _joined(parts, place)
    return Answer(status=200, json={"name": call.path["name"], "sizeInBytes": place.stat().st_size})


def _joined(parts: Path, place: Path) -> None:
    at = 0
    with place.with_name(f".{place.name}").open("wb") as out:
        for part in sorted(parts.iterdir()):
            first, last, total = (int(text) for text in part.name.split("-"))
            if first != at:
                raise refuse(400, f"parts overlap or are missing at byte {at}")
            out.write(part.read_bytes())
            at = last + 1
    if at == 0 or at != total:
        raise refuse(400, f"parts end at byte {at}, not at the end of the file")
    place.with_name(f".{place.name}").replace(place)


def part(call: Call) -> Answer:
    _octets(call)
    match = _RANGE.match(call.headers.get("content-range", ""))
    place = _place(call)
    if not match or int(match[2]) - int(match[1]) + 1 != len(call.content):
        raise refuse(400, "Content-Range must be `bytes first-last/total` and fit the body")
    folder = _parts(place)
    if not folder.exists():
        raise refuse(400, f"the upload of {call.path['name']} was not initialised")
    first, last, total = (int(match[index]) for index in (1, 2, 3))
    (folder / f"{first:020d}-{last:020d}-{total:020d}").write_bytes(call.content)
    return Answer(headers={"Range": f"bytes=0-{last}"})


def arrived(call: Call) -> Answer:
    place = _place(call)
    size = place.stat().st_size if place.exists() else 0
    if _parts(place).exists():
        size = max([int(item.name.split("-")[1]) + 1 for item in _parts(place).iterdir()], default=0)
    return Answer(headers={"Range": f"bytes=0-{max(size - 1, 0)}"})


ROUTES = [
    Route("PUT", PATH, whole),
    Route("POST", PATH, act),
    Route("PATCH", PATH, part),
    Route("HEAD", PATH, arrived),
]
