"""Field definitions: types that XDM knows, names that a tenant may give, and where a tenant's fields may stand."""

import re
from typing import Any

from ...platform.http import Call
from ...platform.store import Doc
from . import resolve
from .problem import invalid, refuse

TYPES = ("string", "integer", "number", "boolean", "object", "array")
DEPTH_AT_MOST = 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_NUMBERS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


def check_parts(call: Call, doc: Doc, *, below_tenant: bool) -> None:
    """The document's own fields: its `properties`, those of its definitions, and of parts given inline."""
    definitions = doc.get("definitions", {})
    if not isinstance(definitions, dict) or not all(isinstance(part, dict) for part in definitions.values()):
        raise invalid(call, "definitions must be an object of objects")
    inline = [part for part in doc.get("allOf") or [] if "$ref" not in part]
    parts = [("", doc), *((f"/definitions/{name}", part) for name, part in definitions.items())]
    for path, part in [*parts, *(("/allOf", part) for part in inline)]:
        _check_names_of_part(call, part, path, below_tenant=below_tenant)
        _check_required(call, part, path)


def _check_names_of_part(call: Call, part: Doc, path: str, *, below_tenant: bool) -> None:
    tenant = f"_{call.world.identity.tenant}"
    properties = _properties(call, part, path)
    for name, field in properties.items():
        where = f"{path}/properties/{name}"
        if below_tenant and name != tenant:
            message = f"Field {where} is outside of the tenant's namespace: it must be defined under {tenant}"
            raise refuse(call, 400, 1020, message)
        if name == tenant:
            if not isinstance(field, dict) or field.get("type", "object") != "object":
                raise invalid(call, f"{where} must be an object")
            for inner, below in _properties(call, field, where).items():
                _check_name(call, inner, where)
                check_field(call, below, f"{where}/properties/{inner}", 1)
            _check_required(call, field, where)
        else:
            _check_name(call, name, path)
            check_field(call, field, where, 1)


def _properties(call: Call, part: Doc, path: str) -> Doc:
    found = part.get("properties", {})
    if not isinstance(found, dict):
        raise invalid(call, f"{path}/properties must be an object")
    return found


def _check_name(call: Call, name: str, path: str) -> None:
    if not _NAME.match(name):
        message = f"Field name {name} in {path} is not valid: letters, digits, _ and -, and no _ in front"
        raise refuse(call, 400, 1021, message)


def _check_required(call: Call, part: Doc, path: str) -> None:
    required = part.get("required", [])
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        raise invalid(call, f"{path}/required must be an array of field names")
    unknown = set(required) - set(part.get("properties") or {})
    if unknown and "properties" in part:
        raise invalid(call, f"{path}/required names {min(unknown)}, which is no field there")


def check_field(call: Call, field: Any, path: str, depth: int) -> None:
    if not isinstance(field, dict):
        raise invalid(call, f"{path} must be an object")
    if depth > DEPTH_AT_MOST:
        raise invalid(call, f"{path} is nested deeper than {DEPTH_AT_MOST} levels")
    if "$ref" in field:
        target = field["$ref"]
        if not isinstance(target, str) or not resolve.find(call.world, call.sandbox, target, ("datatypes",)):
            raise invalid(call, f"{path}/$ref names {target}, which is no data type")
        return
    if field.get("type") not in TYPES:
        raise invalid(call, f"{path}/type must be one of {', '.join(TYPES)}, not {field.get('type')}")
    _check_constraints(call, field, path)
    match field["type"]:
        case "object":
            _check_object(call, field, path, depth)
        case "array":
            if "items" not in field:
                raise invalid(call, f"{path} is an array and needs items")
            check_field(call, field["items"], f"{path}/items", depth + 1)


def _check_object(call: Call, field: Doc, path: str, depth: int) -> None:
    for name, inner in _properties(call, field, path).items():
        _check_name(call, name, path)
        check_field(call, inner, f"{path}/properties/{name}", depth + 1)
    _check_required(call, field, path)
    if isinstance(field.get("additionalProperties"), dict):
        check_field(call, field["additionalProperties"], f"{path}/additionalProperties", depth + 1)


def _check_constraints(call: Call, field: Doc, path: str) -> None:
    for key in _NUMBERS:
        value = field.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise invalid(call, f"{path}/{key} must be a number")
    for key in ("title", "description", "format", "pattern"):
        if not isinstance(field.get(key, ""), str):
            raise invalid(call, f"{path}/{key} must be a text")
    try:
        re.compile(field.get("pattern", ""))
    except re.error as error:
        raise invalid(call, f"{path}/pattern is no regular expression: {error}") from None
    kinds = {"string": str, "integer": int, "number": int | float, "boolean": bool}
    wanted = kinds.get(field["type"])
    values = field.get("enum")
    if values is not None and (not isinstance(values, list) or not values or not wanted):
        raise invalid(call, f"{path}/enum must be an array of values of a simple type")
    for value in values or []:
        if not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool):  # type: ignore[arg-type]
            raise invalid(call, f"{path}/enum holds {value!r}, which is no {field['type']}")
