"""A step's states out of the engine's JSON: values as the provider would see them, and who depends on whom."""

from collections.abc import Mapping
from typing import Any

from ..core.field import UNKNOWN, unknown
from ..core.live import Fields

# What Pulumi writes for what is not known yet: one mark per type.
_UNKNOWNS = {
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # text, and all that Python programs send
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
}


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
    return UNKNOWN if isinstance(value, str) and value in _UNKNOWNS else value


def shown(value: Any) -> Any:
    """Back into JSON: whole numbers whole, what is not known as null."""
    if unknown(value):
        return None
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def declared(state: Mapping[str, Any]) -> str | None:
    """File and line of the program: the innermost place that lies in the project."""
    places = [str(item.get("sourcePosition", "")) for item in state.get("stackTrace") or []]
    for place in (place.removeprefix("project:///") for place in places if place.startswith("project:///")):
        if not place.startswith("../") and ".venv/" not in place:
            return place.replace("#", ":")
    return None
