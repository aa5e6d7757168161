"""Values as JSON carries them, and objects merged."""

from datetime import UTC, date, datetime
from typing import Any


def plain(value: Any) -> Any:
    """Without what is missing or empty; times as text."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := plain(item)) is not None} or None
    if isinstance(value, list):
        return [kept for item in value if (kept := plain(item)) is not None] or None
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def iso(at: datetime) -> str:
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S") + (f".{at.microsecond // 1000:03d}" if at.microsecond else "") + "Z"


def iso_millis(millis: int) -> str:
    return iso(datetime.fromtimestamp(millis / 1000, UTC))


def merged(old: Any, new: Any) -> Any:
    """What the new one has replaces what the old one had, field by field; arrays as a whole."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}


def chosen(row: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """Only those dotted paths; no fields: everything."""
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
