"""Checking field definitions: XDM's types, allowed names, and where a tenant's fields may be defined."""

import re
from typing import Any

from ...platform.http import Request
from ...platform.store import Doc
from . import resolve
from .errors import invalid, refuse

TYPES = ("string", "integer", "number", "boolean", "object", "array")
DEPTH_AT_MOST = 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_NUMBERS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


def check_parts(request: Request, doc: Doc, *, below_tenant: bool) -> None:
    """Check the document's own fields: in its `properties`, its definitions and its inline parts."""
    definitions = doc.get("definitions", {})
    if not isinstance(definitions, dict) or not all(isinstance(part, dict) for part in definitions.values()):
        raise invalid(request, "definitions must be an object of objects")
    inline = [part for part in doc.get("allOf") or [] if "$ref" not in part]
    parts = [("", doc), *((f"/definitions/{name}", part) for name, part in definitions.items())]
    for path, part in [*parts, *(("/allOf", part) for part in inline)]:
        _check_names_of_part(request, part, path, below_tenant=below_tenant)
        _check_required(request, part, path)


def _check_names_of_part(request: Request, part: Doc, path: str, *, below_tenant: bool) -> None:
    tenant = f"_{request.world.organisation.tenant}"
    properties = _properties(request, part, path)
    for name, field in properties.items():
        where = f"{path}/properties/{name}"
        if below_tenant and name != tenant:
            message = f"Field {where} is outside of the tenant's namespace: it must be defined under {tenant}"
            raise refuse(request, 400, 1020, message)
        if name == tenant:
            if not isinstance(field, dict) or field.get("type", "object") != "object":
                raise invalid(request, f"{where} must be an object")
            for inner, below in _properties(request, field, where).items():
                _check_name(request, inner, where)
                check_field(request, below, f"{where}/properties/{inner}", 1)
            _check_required(request, field, where)
        else:
            _check_name(request, name, path)
            check_field(request, field, where, 1)


def _properties(request: Request, part: Doc, path: str) -> Doc:
    found = part.get("properties", {})
    if not isinstance(found, dict):
        raise invalid(request, f"{path}/properties must be an object")
    return found


def _check_name(request: Request, name: str, path: str) -> None:
    if not _NAME.match(name):
        message = f"Field name {name} in {path} is not valid: letters, digits, _ and -, and no _ in front"
        raise refuse(request, 400, 1021, message)


def _check_required(request: Request, part: Doc, path: str) -> None:
    required = part.get("required", [])
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        raise invalid(request, f"{path}/required must be an array of field names")
    unknown = set(required) - set(part.get("properties") or {})
    if unknown and "properties" in part:
        raise invalid(request, f"{path}/required names {min(unknown)}, which is no field there")


def check_field(request: Request, field: Any, path: str, depth: int) -> None:
    if not isinstance(field, dict):
        raise invalid(request, f"{path} must be an object")
    if depth > DEPTH_AT_MOST:
        raise invalid(request, f"{path} is nested deeper than {DEPTH_AT_MOST} levels")
    if "$ref" in field:
        target = field["$ref"]
        if not isinstance(target, str) or not resolve.find(request.world, request.sandbox, target, ("datatypes",)):
            raise invalid(request, f"{path}/$ref names {target}, which is no data type")
        return
    if field.get("type") not in TYPES:
        raise invalid(request, f"{path}/type must be one of {', '.join(TYPES)}, not {field.get('type')}")
    _check_constraints(request, field, path)
    match field["type"]:
        case "object":
            _check_object(request, field, path, depth)
        case "array":
            if "items" not in field:
                raise invalid(request, f"{path} is an array and needs items")
            check_field(request, field["items"], f"{path}/items", depth + 1)


def _check_object(request: Request, field: Doc, path: str, depth: int) -> None:
    for name, inner in _properties(request, field, path).items():
        _check_name(request, name, path)
        check_field(request, inner, f"{path}/properties/{name}", depth + 1)
    _check_required(request, field, path)
    if isinstance(field.get("additionalProperties"), dict):
        check_field(request, field["additionalProperties"], f"{path}/additionalProperties", depth + 1)


def _check_constraints(request: Request, field: Doc, path: str) -> None:
    for key in _NUMBERS:
        value = field.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise invalid(request, f"{path}/{key} must be a number")
    for key in ("title", "description", "format", "pattern"):
        if not isinstance(field.get(key, ""), str):
            raise invalid(request, f"{path}/{key} must be a text")
    try:
        re.compile(field.get("pattern", ""))
    except re.error as error:
        raise invalid(request, f"{path}/pattern is no regular expression: {error}") from None
    kinds = {"string": str, "integer": int, "number": int | float, "boolean": bool}
    wanted = kinds.get(field["type"])
    values = field.get("enum")
    if values is not None and (not isinstance(values, list) or not values or not wanted):
        raise invalid(request, f"{path}/enum must be an array of values of a simple type")
    for value in values or []:
        if not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool):  # type: ignore[arg-type]
            raise invalid(request, f"{path}/enum holds {value!r}, which is no {field['type']}")
