"""Times as people and JSON read them."""

from datetime import UTC, datetime
from typing import Any


def iso_time(value: Any) -> str:
    """Epoch milliseconds or ISO 8601 as `2026-01-31T09:30:00Z`; "" for what is no time, or a time that means none."""
    try:
        is_epoch = isinstance(value, int | float)
        found = datetime.fromtimestamp(value / 1000, UTC) if is_epoch else datetime.fromisoformat(str(value or ""))
    except (ValueError, OverflowError):
        return ""
    return "" if found.year < 2000 else found.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
