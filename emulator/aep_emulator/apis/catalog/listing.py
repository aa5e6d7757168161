"""Catalog's list parameters: pages, fields to show, order, and four ways to filter."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from ...platform.http import Request
from ...platform.store import Doc
from ..data_foundation import refuse
from ..paging import sort_key, whole_number
from ..property_filter import BadCondition, holds, value_at

CONTROL = {"limit", "start", "properties", "orderBy", "property", "tags", "requestDataSource", "expansion"}
_MOMENT = re.compile(r"(created|updated|start|end)(After|Before)\Z")
Aliases = Mapping[str, Callable[[Doc], Any]]
LIMIT, LIMIT_AT_MOST, LIMIT_OF_OBSERVABLE = 20, 100, 20


def page(request: Request, rows: list[Doc], *, aliases: Aliases | None = None) -> Doc:
    """Keyed by id. `aliases` computes values that a row doesn't hold under the filter's name (a batch's `dataSet`)."""
    names = [name for name in request.query.get("properties", "").split(",") if name]
    most = LIMIT_OF_OBSERVABLE if "observableSchema" in names else LIMIT_AT_MOST
    limit = whole_number(request, "limit", LIMIT, least=1, most=most, refuse=refuse)
    start = whole_number(request, "start", 0, refuse=refuse)
    try:
        rows = [row for row in rows if _matches_all(request, row, aliases or {})]
    except BadCondition as error:
        raise refuse(400, f"property: {error}") from None
    rows = _ordered(request, rows)
    return {row["id"]: shown(row, names) for row in rows[start : start + limit]}


def shown(row: Doc, names: list[str] | None = None) -> Doc:
    """Without the id, which is the key, and without private fields; only the fields asked for, if any are named."""
    body = {key: value for key, value in row.items() if key != "id" and not key.startswith("_")}
    return {key: body[key] for key in names if key in body} if names else body


def _ordered(request: Request, rows: list[Doc]) -> list[Doc]:
    """`desc:created,asc:name`; a key without a direction takes that of the key before it, the first one ascends."""
    way, keys = "asc", []
    for part in request.query.get("orderBy", "").split(","):
        given, _, key = part.rpartition(":")
        way = given or way
        if way not in ("asc", "desc"):
            raise refuse(400, f"orderBy knows asc: and desc:, not {way}:")
        if key:
            keys.append((key, way))
    for key, direction in reversed(keys):
        rows = _sorted(rows, key, backwards=direction == "desc")
    return rows


def _sorted(rows: list[Doc], key: str, *, backwards: bool) -> list[Doc]:
    return sorted(rows, key=lambda row: sort_key(_value(row, key, {})), reverse=backwards)


def _matches_all(request: Request, row: Doc, aliases: Aliases) -> bool:
    return all(_matches(row, name, value, aliases) for name, value in request.query.multi_items())


def _matches(row: Doc, name: str, value: str, aliases: Aliases) -> bool:
    if name == "property":
        return holds(value, lambda field: _value(row, field, aliases))
    if name == "tags":
        return all(_tag(row, part) for part in value.split(","))
    moment = _MOMENT.match(name)
    if moment:
        return _moment(row, moment, value, aliases)
    return name in CONTROL or _simple(_value(row, name, aliases), value)


def _value(row: Doc, name: str, aliases: Aliases) -> Any:
    if name in aliases:
        return aliases[name](row)
    return row[name] if name in row else value_at(row, name)


def _simple(value: Any, wanted: str) -> bool:
    """Equal to any of several values, or with `!` to none of them."""
    if wanted.startswith("!"):
        return not _simple(value, wanted[1:])
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return value is not None and any(_like(text, pattern) for pattern in wanted.split(","))


def _like(text: str, pattern: str) -> bool:
    """`*` matches any characters; a literal star is written twice."""
    parts = pattern.replace("**", "\0").split("*")
    regex = ".*".join(re.escape(part.replace("\0", "*")) for part in parts)
    return re.fullmatch(regex, text, re.DOTALL) is not None


def _tag(row: Doc, part: str) -> bool:
    """`name:value`; both may contain colons, so every colon is tried as the separator."""
    tags = row.get("tags") or {}
    cuts = [at for at, letter in enumerate(part) if letter == ":"] or [len(part)]
    return any(_like(str(value), part[cut + 1 :] or "*") for cut in cuts for value in tags.get(part[:cut]) or ())


def _moment(row: Doc, moment: "re.Match[str]", value: str, aliases: Aliases) -> bool:
    """`createdAfter=…` and the like; both bounds are exclusive."""
    try:
        wanted = int(value)
    except ValueError:
        raise refuse(400, f"{moment[0]} must be a time as a whole number, not {value}") from None
    there = _value(row, f"{moment[1]}Date" if moment[1] in ("start", "end") else moment[1], aliases)
    if there is None:
        return False
    return bool(there > wanted if moment[2] == "After" else there < wanted)
