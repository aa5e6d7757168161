"""`meta:xdmType`: the XDM name of a field's JSON Schema type."""

from typing import Any

INTEGERS = {128: "byte", 32768: "short", 2147483648: "int", 9007199254740992: "long"}


def xdm_type(field: dict[str, Any]) -> str:
    match field.get("type"):
        case "string":
            return {"date": "date", "date-time": "date-time"}.get(field.get("format", ""), "string")
        case "integer":
            bound = abs(field.get("minimum", -2147483648))
            return next((name for limit, name in INTEGERS.items() if bound <= limit), "long")
        case "number" | "boolean" | "array":
            return str(field["type"])
        case "object":
            return "map" if isinstance(field.get("additionalProperties"), dict) else "object"
    return "object"


def annotated(field: dict[str, Any]) -> dict[str, Any]:
    """The field and all below it with `meta:xdmType`."""
    made = dict(field)
    if isinstance(field.get("properties"), dict):
        made["properties"] = {name: annotated(inner) for name, inner in field["properties"].items()}
    if isinstance(field.get("items"), dict):
        made["items"] = annotated(field["items"])
    return made if "$ref" in field else {**made, "meta:xdmType": xdm_type(field)}
