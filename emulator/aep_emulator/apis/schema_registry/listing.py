"""The registry's lists: filters on top-level attributes, an order, and a cursor that is a value, not an index."""

from typing import Any
from urllib.parse import urlencode

from ...platform.http import Request
from ...platform.store import Doc
from ..paging import sort_key
from ..property_filter import BadCondition, holds
from .errors import BAD_LIST, refuse

CAP = 300  # results on a page without a limit
LIMIT_AT_MOST = 500
_TIMES = {"updated": "repo:lastModifiedDate", "created": "repo:createdDate"}
_ROOT = "/data/foundation/schemaregistry"


def _value(row: Doc, key: str) -> Any:
    if key in _TIMES:
        return (row.get("meta:registryMetadata") or {}).get(_TIMES[key], 0)
    return row.get(key)


def _matches(row: Doc, conditions: list[str]) -> bool:
    return all(holds(text, lambda key: _value(row, key)) for text in conditions)


def _filtered(request: Request, rows: list[Doc]) -> list[Doc]:
    try:
        return [row for row in rows if _matches(row, request.query.getlist("property"))]
    except BadCondition as error:
        raise refuse(request, 400, BAD_LIST, f"property: {error}") from None


def _ordered(rows: list[Doc], keys: list[str]) -> list[Doc]:
    for key in reversed(keys):
        rows = _sorted(rows, key.removeprefix("-"), backwards=key.startswith("-"))
    return rows


def _sorted(rows: list[Doc], name: str, *, backwards: bool) -> list[Doc]:
    return sorted(rows, key=lambda row: sort_key(_value(row, name)), reverse=backwards)


def page(request: Request, rows: list[Doc]) -> Doc:
    """The next page begins after a value, so rows that share the last one's value stay on its page, beyond `limit`."""
    orderby = request.query.get("orderby", "")
    for name in ("start", "limit"):
        if name in request.query and not orderby:
            raise refuse(request, 400, BAD_LIST, f"{name} needs orderby")
    keys = [key.strip() for key in (orderby or "updated").split(",") if key.strip("- ")] or ["updated"]
    rows, limit = _ordered(_filtered(request, rows), keys), _limit(request)
    first, backwards = keys[0].removeprefix("-"), keys[0].startswith("-")
    if "start" in request.query:
        rows = [row for row in rows if _after(_value(row, first), request.query["start"], backwards=backwards)]
    while 0 < limit < len(rows) and _value(rows[limit], first) == _value(rows[limit - 1], first):
        limit += 1
    found = rows[:limit]
    following = _value(found[-1], first) if found and limit < len(rows) else None
    return {
        "results": found,
        "_page": {"orderby": orderby or "updated", "next": following, "count": len(found)},
        "_links": {
            "next": {"href": _link(request, orderby, following)},
            "global_schemas": {"href": request.href(f"{_ROOT}/global/schemas")},
        },
    }


def _link(request: Request, orderby: str, following: Any) -> str | None:
    if following is None:
        return None
    asked = [(key, value) for key, value in request.query.multi_items() if key not in ("start", "orderby")]
    query = urlencode([*asked, ("orderby", orderby or "updated"), ("start", following)])
    return request.href(f"{request.url_path}?{query}")


def _after(value: Any, start: str, *, backwards: bool) -> bool:
    wanted: Any = start
    if isinstance(value, int | float):
        try:
            wanted = float(start)
        except ValueError:
            return True
    there, given = sort_key(value), sort_key(wanted)
    return there < given if backwards else there > given


def _limit(request: Request) -> int:
    text = request.query.get("limit", str(CAP))
    if not text.isdecimal() or int(text) > LIMIT_AT_MOST:
        raise refuse(request, 400, BAD_LIST, f"limit must be a whole number from 0 to {LIMIT_AT_MOST}, not {text}")
    return int(text) or CAP
