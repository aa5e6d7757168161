"""A step's states, parsed from the engine's JSON: values as the provider would see them, and dependencies."""

import re
from collections.abc import Mapping
from typing import Any

from ..core.field import UNKNOWN, unknown
from ..core.live import Fields
from ..stack.unknown import contains_unknown

FOREIGN = re.compile(rf"(^|/)(\.venv|site-packages|{__name__.partition('.')[0]})/")


def values(state: Mapping[str, Any], part: str) -> Fields:
    """`inputs` or `outputs` as the provider gets them: unknowns as ours, numbers as floats."""
    found: Fields = _seen(state.get(part) or {})
    return found


def _seen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _seen(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_seen(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return UNKNOWN if contains_unknown(value) else value


def shown(value: Any) -> Any:
    """The value for JSON: whole numbers as integers, unknown values as null."""
    if unknown(value):
        return None
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def source_position(state: Mapping[str, Any]) -> str | None:
    """File and line of the program: the innermost place that lies in the project, and is not the library's own."""
    places = [str(item.get("sourcePosition", "")) for item in state.get("stackTrace") or []]
    for place in (place.removeprefix("project:///") for place in places if place.startswith("project:///")):
        if not place.startswith("../") and not FOREIGN.search(place):
            return place.replace("#", ":")
    return None
