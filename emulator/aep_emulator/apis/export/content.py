"""A file's bytes, whole or in part, and lists of files."""

import re
from pathlib import Path
from urllib.parse import quote

from ...platform.choices.storage import LISTED_AT_MOST
from ...platform.http import Request, Response
from ...platform.store import Doc
from ..data_foundation import refuse
from ..paging import page, whole_number

_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


def listing(request: Request, rows: list[Doc]) -> Response:
    """One page; `count` is the number of all rows."""
    start = whole_number(request, "start", 0, refuse=refuse)
    limit = min(whole_number(request, "limit", LISTED_AT_MOST, least=1, refuse=refuse), LISTED_AT_MOST)
    links: Doc = {"page": {"href": request.href(request.url_path) + "?limit={limit}&start={start}", "templated": True}}
    found = page(rows, start, limit)
    if found.following is not None:
        links["next"] = {"href": request.href(f"{request.url_path}?limit={limit}&start={found.following}")}
    return Response(json={"data": found.rows, "_page": {"limit": limit, "count": len(rows)}, "_links": links})


def file_entry(request: Request, name: str, place: Path) -> Doc:
    href = request.href(f"{quote(request.url_path)}?path={quote(name, safe='')}")
    return {"name": name, "length": str(place.stat().st_size), "_links": {"self": {"href": href}}}


def file_response(request: Request, place: Path, media_type: str = "application/octet-stream") -> Response:
    size = place.stat().st_size
    headers = {"Accept-Ranges": "bytes"}
    if request.method == "HEAD":
        return Response(
            media_type=media_type, headers=headers | {"Content-Length": str(size), "Content-Type": media_type}
        )
    wanted = _RANGE.match(request.headers.get("range", "").replace(" ", ""))
    if not wanted or wanted.groups() == ("", ""):
        return Response(content=place.read_bytes(), media_type=media_type, headers=headers)
    first, last = _span(wanted[1], wanted[2], size)
    if first > last:
        raise refuse(416, f"{place.name} has {size} bytes; {request.headers['range']} lies outside")
    with place.open("rb") as file:
        file.seek(first)
        part = file.read(last - first + 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Response(status=206, content=part, media_type=media_type, headers=headers)


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    """Of `a-b`, `a-`, or `-n` (the last n bytes)."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)
