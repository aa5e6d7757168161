"""Rows of the lake as Profile shows them in JSON, merged and cut down to the fields asked for."""

from datetime import date, datetime
from typing import Any

from ...platform.iso_time import short_iso


def plain(value: Any) -> Any:
    """Without nulls and empty objects and arrays; times as text."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := plain(item)) is not None} or None
    if isinstance(value, list):
        return [kept for item in value if (kept := plain(item)) is not None] or None
    if isinstance(value, datetime):
        return short_iso(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def merged(old: Any, new: Any) -> Any:
    """Objects merge field by field, the new value winning; an array is replaced as a whole."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}


def selected(row: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """Only the fields at these dotted paths; all of them if none are named."""
    if not fields:
        return row
    out: dict[str, Any] = {}
    for path in fields:
        found: Any = row
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if found is not None:
            for name in reversed(path.split(".")):
                found = {name: found}
            out = merged(out, found)
    return out
