"""Data access (`/data/foundation/export`): what lies in the lake, file by file, and a preview of rows.

Source: `data-access.yaml`, page `data-access/api`. Stored files are Parquet whatever came in.
"""

import base64
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from . import lake
from .answer import Answer, Call, Route
from .catalog.batch import dataset_of
from .catalog.problem import refuse
from .store import Doc

PREFIX = "/data/foundation/export"
ROWS = 100  # of a preview
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


def _batch(call: Call, id: str) -> Doc:
    doc = call.world.store.get("batch", id, sandbox=call.sandbox)
    if doc is None:
        raise refuse(404, f"batch {id} is not found")
    return doc


def _number(call: Call, name: str, default: int) -> int:
    try:
        return max(0, int(call.query.get(name, default)))
    except ValueError:
        raise refuse(400, f"{name} must be a whole number") from None


def files(call: Call) -> Answer:
    doc = _batch(call, call.path["batch"])
    there = lake.files(call.world, call.sandbox, dataset_of(doc), doc["id"])
    dataset = call.world.store.get("dataset", dataset_of(doc), sandbox=call.sandbox) or {}
    start, limit = _number(call, "start", 0), min(_number(call, "limit", 100), 100)
    rows = [
        {
            "dataSetFileId": f"{doc['id']}-{number}",
            "dataSetViewId": dataset.get("viewId", ""),
            "version": "1.0.0",
            "created": str(doc["created"]),
            "updated": str(doc["updated"]),
            "records": doc.get("recordCount", 0) if len(there) == 1 else None,
            "size": file.stat().st_size,
            "isValid": True,
            "_links": {"self": {"href": call.href(f"{PREFIX}/files/{doc['id']}-{number}")}},
        }
        for number, file in enumerate(there, start=1)
    ]
    return Answer(json=_listed(call, rows[start : start + limit], limit, len(rows)))


def _listed(call: Call, rows: list[Any], limit: int, total: int) -> Doc:
    page = {"href": call.href(call.url_path + "{?start,limit}"), "templated": True}
    return {"data": rows, "_page": {"limit": limit, "count": total}, "_links": {"page": page}}


def _file(call: Call) -> Path:
    batch, _, number = call.path["file"].rpartition("-")
    doc = _batch(call, batch)
    there = lake.files(call.world, call.sandbox, dataset_of(doc), batch)
    if not number.isdigit() or not 1 <= int(number) <= len(there):
        raise refuse(404, f"file {call.path['file']} is not found")
    return there[int(number) - 1]


def file(call: Call) -> Answer:
    """Without `path` what there is; with it the bytes."""
    place = _file(call)
    if "path" not in call.query:
        here = f"{PREFIX}/files/{call.path['file']}?path={place.name}"
        row = {"name": place.name, "length": str(place.stat().st_size), "_links": {"self": {"href": call.href(here)}}}
        return Answer(json=_listed(call, [row], 100, 1))
    if call.query["path"] != place.name:
        raise refuse(404, f"{call.query['path']} is not found in {call.path['file']}")
    return _bytes(call, place)


def _bytes(call: Call, place: Path) -> Answer:
    content = place.read_bytes()
    headers = {"Accept-Ranges": "bytes"}
    if call.method == "HEAD":
        return Answer(media_type="application/octet-stream", headers=headers | {"Content-Length": str(len(content))})
    match = _RANGE.match(call.headers.get("range", ""))
    if not match or match[0] == "bytes=-":
        return Answer(content=content, media_type="application/octet-stream", headers=headers)
    first = int(match[1]) if match[1] else max(0, len(content) - int(match[2]))
    last = min(int(match[2]) if match[1] and match[2] else len(content) - 1, len(content) - 1)
    if first > last:
        raise refuse(416, f"{place.name} has {len(content)} bytes")
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    part = content[first : last + 1]
    return Answer(status=206, content=part, media_type="application/octet-stream", headers=headers)


def failed(call: Call) -> Answer:
    """The rows that were refused, with why."""
    doc = _batch(call, call.path["batch"])
    place = lake.folder(call.world, call.sandbox, dataset_of(doc), doc["id"]) / "failed.json"
    if "path" not in call.query:
        rows = [{"name": place.name, "length": str(place.stat().st_size)}] if place.exists() else []
        return Answer(json=_listed(call, rows, 100, len(rows)))
    if call.query["path"] != place.name or not place.exists():
        raise refuse(404, f"{call.query['path']} is not found")
    return _bytes(call, place)


def meta(call: Call) -> Answer:
    doc = _batch(call, call.path["batch"])
    if "path" not in call.query:
        rows = [{"name": name} for name in ("row_errors", "input_files")]
        return Answer(json=_listed(call, rows, 100, 2))
    if call.query["path"].startswith("row_errors"):
        return Answer(json={"data": doc.get("errors", [])})
    if call.query["path"].startswith("input_files"):
        return Answer(json={"data": [{"count": (doc.get("metrics") or {}).get("inputFileCount", 0)}]})
    raise refuse(404, f"{call.query['path']} is not found")


def preview(call: Call) -> Answer:
    """The first rows. What is null isn't there."""
    import pyarrow.parquet as pq

    id = call.path["dataset"]
    if call.world.store.get("dataset", id, sandbox=call.sandbox) is None:
        raise refuse(404, f"dataset {id} is not found")
    rows: list[Any] = []
    for doc in lake.batches_of(call.world, call.sandbox, id):
        for place in lake.files(call.world, call.sandbox, id, doc["id"]):
            if len(rows) < ROWS:
                part = next(pq.ParquetFile(place).iter_batches(ROWS - len(rows)), None)
                rows += part.to_pylist() if part else []
    return Answer(json={"data": [plain(row) for row in rows]})


def plain(value: Any) -> Any:
    """As JSON: times as ISO 8601, maps as objects, nulls left out."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        if value and all(isinstance(item, tuple) and len(item) == 2 for item in value):
            return {key: plain(item) for key, item in value}
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


ROUTES = [
    Route("GET", PREFIX + "/batches/{batch}/files", files),
    Route("GET", PREFIX + "/batches/{batch}/failed", failed),
    Route("GET", PREFIX + "/batches/{batch}/meta", meta),
    Route("GET", PREFIX + "/datasets/{dataset}/preview", preview),
    Route("GET", PREFIX + "/files/{file}", file),
    Route("HEAD", PREFIX + "/files/{file}", file),
]
