"""Catalog's list parameters: paging, projection, order, and four ways to filter."""

import fnmatch
import re
from typing import Any

from ..answer import Call
from ..store import Doc
from .problem import refuse

CONTROL = {"limit", "start", "properties", "orderBy", "property", "tags", "requestDataSource"}
MOMENTS = ("created", "updated")
_CONDITION = re.compile(r"([\w.$:/-]+)(==|!=|<=|>=|<|>|~)(.*)\Z", re.DOTALL)


def page(call: Call, rows: list[Doc], *, aliases: dict[str, Any] | None = None) -> Doc:
    """Keyed by id. `aliases` maps a filter's name to how a row answers it (a batch's `dataSet`)."""
    limit, start = _number(call, "limit", 20, 100), _number(call, "start", 0, None)
    rows = [row for row in rows if _kept(call, row, aliases or {})]
    for part in reversed([part for part in call.query.get("orderBy", "").split(",") if part]):
        way, _, key = part.rpartition(":")
        rows.sort(key=lambda row, key=key: (row.get(key) is None, row.get(key) or 0), reverse=way == "desc")
    names = [name for name in call.query.get("properties", "").split(",") if name]
    shown = rows[start : start + limit]
    return {row["id"]: shaped(row, names) for row in shown}


def shaped(row: Doc, names: list[str] | None = None) -> Doc:
    body = {key: value for key, value in row.items() if key != "id"}
    return {key: body[key] for key in names if key in body} if names else body


def _number(call: Call, name: str, default: int, most: int | None) -> int:
    try:
        value = int(call.query.get(name, default))
    except ValueError:
        raise refuse(400, f"{name} must be a whole number") from None
    if value < (0 if most is None else 1) or (most is not None and value > most):
        raise refuse(400, f"{name} must lie between 1 and {most}" if most else f"{name} must not be negative")
    return value


def _kept(call: Call, row: Doc, aliases: dict[str, Any]) -> bool:
    for name, value in call.query.multi_items():
        if name == "property":
            kept = _property(row, value, aliases)
        elif name == "tags":
            kept = all(_tag(row, part) for part in value.split(","))
        elif name.removesuffix("After").removesuffix("Before") in MOMENTS:
            kept = _moment(row, name, value)
        elif name in CONTROL:
            kept = True
        else:
            kept = _simple(_value(row, name, aliases), value)
        if not kept:
            return False
    return True


def _value(row: Doc, name: str, aliases: dict[str, Any]) -> Any:
    if name in aliases:
        return aliases[name](row)
    here: Any = row
    for part in name.split("."):
        here = here.get(part) if isinstance(here, dict) else None
    return here


def _simple(value: Any, wanted: str) -> bool:
    if wanted.startswith("!"):
        return not _simple(value, wanted[1:])
    text = "" if value is None else str(value)
    return value is not None and any(_like(text, pattern) for pattern in wanted.split(","))


def _like(text: str, pattern: str) -> bool:
    """`*` stands for any run; a literal star is written twice."""
    parts = pattern.replace("**", "\0").split("*")
    regex = ".*".join(re.escape(part.replace("\0", "*")) for part in parts)
    return re.fullmatch(regex, text, re.DOTALL) is not None


def _property(row: Doc, condition: str, aliases: dict[str, Any]) -> bool:
    if condition.startswith("!"):
        return _value(row, condition[1:], aliases) is None
    match = _CONDITION.match(condition)
    if not match:
        return _value(row, condition, aliases) is not None
    value, sign, wanted = _value(row, match[1], aliases), match[2], match[3]
    if value is None:
        return sign == "!="
    if sign in ("==", "!="):
        return (str(value).lower() == wanted.lower() if isinstance(value, bool) else str(value) == wanted) == (
            sign == "=="
        )
    if sign == "~":
        return re.search(wanted, str(value)) is not None
    left, right = (float(value), float(wanted)) if isinstance(value, int | float) else (str(value), wanted)
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]  # type: ignore[operator]


def _tag(row: Doc, part: str) -> bool:
    key, _, wanted = part.rpartition(":") if part.count(":") == 1 else part.partition(":")
    values = (row.get("tags") or {}).get(key)
    return values is not None and any(fnmatch.fnmatchcase(str(value), wanted or "*") for value in values)


def _moment(row: Doc, name: str, value: str) -> bool:
    key = name.removesuffix("After").removesuffix("Before")
    try:
        wanted = int(value)
    except ValueError:
        raise refuse(400, f"{name} must be a time in milliseconds") from None
    there = row.get(key, 0)
    return bool(
        there > wanted if name.endswith("After") else there < wanted if name.endswith("Before") else there == wanted
    )
