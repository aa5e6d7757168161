"""Bytes of a file, whole or a range of them, and lists of files."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...platform.choices import LISTED_AT_MOST
from ...platform.http import Answer, Call
from ...platform.store import Doc
from ..platform_errors import refuse

_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


def listed(call: Call, rows: list[Any]) -> Answer:
    """A page of them; `count` is how many there are in all."""
    start, limit = _number(call, "start", 0, least=0), _number(call, "limit", LISTED_AT_MOST, least=1)
    limit = min(limit, LISTED_AT_MOST)
    links: Doc = {"page": {"href": call.href(call.url_path) + "?limit={limit}&start={start}", "templated": True}}
    if start + limit < len(rows):
        links["next"] = {"href": call.href(f"{call.url_path}?limit={limit}&start={start + limit}")}
    page = {"limit": limit, "count": len(rows)}
    return Answer(json={"data": rows[start : start + limit], "_page": page, "_links": links})


def _number(call: Call, name: str, default: int, *, least: int) -> int:
    text = call.query.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise refuse(400, f"{name} must be a whole number, {least} at least, not {text}")
    return int(text)


def entry(call: Call, name: str, place: Path) -> Doc:
    href = call.href(f"{quote(call.url_path)}?path={quote(name, safe='')}")
    return {"name": name, "length": str(place.stat().st_size), "_links": {"self": {"href": href}}}


def content(call: Call, place: Path, media_type: str = "application/octet-stream") -> Answer:
    size = place.stat().st_size
    headers = {"Accept-Ranges": "bytes"}
    if call.method == "HEAD":
        return Answer(
            media_type=media_type, headers=headers | {"Content-Length": str(size), "Content-Type": media_type}
        )
    wanted = _RANGE.match(call.headers.get("range", "").replace(" ", ""))
    if not wanted or wanted.groups() == ("", ""):
        return Answer(content=place.read_bytes(), media_type=media_type, headers=headers)
    first, last = _span(wanted[1], wanted[2], size)
    if first > last:
        raise refuse(416, f"{place.name} has {size} bytes; {call.headers['range']} lies outside")
    with place.open("rb") as file:
        file.seek(first)
        part = file.read(last - first + 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Answer(status=206, content=part, media_type=media_type, headers=headers)


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    """`a-b`, `a-` or `-n`, the last n bytes."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)
