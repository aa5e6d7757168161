"""The constraints that a schema puts on a field's values, and what is said of a value that breaks one."""

from typing import Any

from ...platform.store import Doc

_NUMBERS = ("minimum", "maximum")
_BY_KIND = {
    "string": ("pattern", "minLength", "maxLength"),
    **dict.fromkeys(("byte", "short", "int", "long", "number"), _NUMBERS),
}
_MESSAGES = {
    "enum": "is none of the values that the schema allows",
    "pattern": "does not match {}",
    "minLength": "is shorter than {}",
    "maxLength": "is longer than {}",
    "minimum": "is less than {}",
    "maximum": "is more than {}",
}


def constraints(field: Doc, kind: str) -> list[tuple[str, Any, str]]:
    """(keyword, its value, message); those that apply to fields of that XDM type."""
    names = (*(("enum",) if isinstance(field.get("enum"), list) else ()), *_BY_KIND.get(kind, ()))
    wanted = [(name, field[name]) for name in names if field.get(name) not in (None, "")]
    return [(name, value, _MESSAGES[name].format(value)) for name, value in wanted]
