"""`meta:xdmType`: the XDM name of a field's JSON Schema type."""

from typing import Any

INTEGERS = {128: "byte", 32768: "short", 2147483648: "int", 9007199254740992: "long"}
_FORMATS = {"date": "date", "date-time": "date-time"}


def xdm_type(field: dict[str, Any]) -> str:
    match field.get("type"):
        case "string":
            return _FORMATS.get(field.get("format", ""), "string")
        case "integer":
            return _integer(field)
        case "number" | "boolean" | "array":
            return str(field["type"])
    return "map" if isinstance(field.get("additionalProperties"), dict) else "object"


def _integer(field: dict[str, Any]) -> str:
    """The wider bound decides; without bounds it is an int."""
    bounds = [abs(field[key]) for key in ("minimum", "maximum") if isinstance(field.get(key), int | float)]
    if not bounds:
        return "int"
    return next((name for limit, name in INTEGERS.items() if max(bounds) <= limit), "long")


def annotated(field: dict[str, Any]) -> dict[str, Any]:
    """With `meta:xdmType` added to the field and to all fields below it."""
    made = dict(field)
    if isinstance(field.get("properties"), dict):
        made["properties"] = {name: annotated(inner) for name, inner in field["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(field.get(key), dict):
            made[key] = annotated(field[key])
    return {**made, "type": made.get("type", "object"), "meta:xdmType": xdm_type(made)}
