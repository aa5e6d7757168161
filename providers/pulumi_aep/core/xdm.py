"""Field types of XDM, as the JSON Schema that the registry takes (`xdm/schema/field-constraints`)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator

from ..errors import few
from .values import quoted

Field = dict[str, Any]
TYPES = ("string", "number", "integer", "boolean", "object", "array")


def _made(text: str, **schema: Any) -> Field:
    return {**schema, **({"description": text} if text else {})}


def string(text: str = "", *, enum: Sequence[str] = ()) -> Field:
    return _made(text, type="string", **({"enum": list(enum)} if enum else {}))


def number(text: str = "") -> Field:
    """A double."""
    return _made(text, type="number")


def integer(text: str = "") -> Field:
    """A 32-bit whole number."""
    return _made(text, type="integer", minimum=-(2**31), maximum=2**31 - 1)


def long(text: str = "") -> Field:
    """A whole number of up to 53 bits."""
    return _made(text, type="integer", minimum=-(2**53), maximum=2**53)


def boolean(text: str = "") -> Field:
    return _made(text, type="boolean")


def date(text: str = "") -> Field:
    return _made(text, type="string", format="date")


def datetime(text: str = "") -> Field:
    return _made(text, type="string", format="date-time")


def struct(properties: Mapping[str, Field], text: str = "") -> Field:
    """An object with these fields."""
    return _made(text, type="object", properties=dict(properties))


def array(items: Field, text: str = "") -> Field:
    return _made(text, type="array", items=items)


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
DEPTH = 20  # levels of fields in fields
NUMBERS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
_VALUES: dict[str, Any] = {"string": str, "integer": int | float, "number": int | float, "boolean": bool}


def wrong(properties: Any, place: str = "", depth: int = 1) -> Iterator[str]:
    """What no registry takes of these fields, a phrase each."""
    for name, field in properties.items():
        where = f"{place}{name}"
        if not _NAME.match(name):
            yield f"{quoted(where)} is no name for a field: it starts with a letter or a digit, and _ and - may follow"
        if not isinstance(field, Mapping):
            yield f"{quoted(where)} must be a field such as aep.xdm.string(), not {quoted(field)}"
        elif depth > DEPTH:
            yield f"{quoted(where)} lies deeper than {DEPTH} levels"
        else:
            yield from _in_field(field, where, depth)


def _in_field(field: Mapping[str, Any], where: str, depth: int) -> Iterator[str]:
    inner, items = field.get("properties", {}), field.get("items")
    if "$ref" in field:  # a data type, which only the registry knows
        return
    if field.get("type") not in TYPES:
        yield f"{quoted(where)} has the type {quoted(field.get('type'))}; there are {', '.join(TYPES)}"
    elif not isinstance(inner, Mapping):
        yield f"{quoted(where)} has properties that are no map of names to fields, but {quoted(inner)}"
    elif field["type"] == "array" and not isinstance(items, Mapping):
        yield f"{quoted(where)} is an array without items; write for example aep.xdm.array(aep.xdm.string())"
    else:
        yield from _constraints(field, where)
        yield from wrong(inner, f"{where}.", depth + 1)
        for key in ("items", "additionalProperties"):
            if isinstance(field.get(key), Mapping):
                yield from _in_field(field[key], f"{where}.{key}", depth + 1)


def _constraints(field: Mapping[str, Any], where: str) -> Iterator[str]:
    for key in NUMBERS:
        if isinstance(value := field.get(key, 0), bool) or not isinstance(value, int | float):
            yield f"{quoted(where)} has {key} {quoted(value)}, which must be a number"
    for key in ("title", "description", "format", "pattern"):
        if not isinstance(field.get(key, ""), str):
            yield f"{quoted(where)} has {key} {quoted(field[key])}, which must be text"
    yield from _pattern(field, where)
    yield from _enum(field, where)
    required = field.get("required", [])
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        yield f"{quoted(where)} has required {quoted(required)}, which must be a list of names"
    elif unheard := sorted(set(required) - set(field.get("properties", required))):
        yield f"{quoted(where)} requires {quoted(unheard[0])}, which is no field of it"


def _pattern(field: Mapping[str, Any], where: str) -> Iterator[str]:
    pattern = str(field.get("pattern", ""))
    if "\\p" in pattern or "(?<" in pattern:  # the Platform's dialect knows more than Python's
        return
    try:
        re.compile(pattern)
    except re.error as error:
        yield f"{quoted(where)} has a pattern that is no regular expression: {error}"


def _enum(field: Mapping[str, Any], where: str) -> Iterator[str]:
    values, kind = field.get("enum"), _VALUES.get(field["type"])
    if values is None:
        return
    if not isinstance(values, list) or not values or kind is None:
        yield f"{quoted(where)} has an enum that is no list of values of a simple type"
        return
    for value in values:
        if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            yield f"{quoted(where)} has {quoted(value)} in its enum, which is no {field['type']}"


def _well_formed(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    found = list(wrong(fields))
    if found or not fields:
        raise ValueError(few(found, between="; ", most=2) or 'is empty; give fields, e.g. {"score": aep.xdm.number()}')
    return fields


Properties = Annotated[Mapping[str, Any], AfterValidator(_well_formed)]
"""Field name to JSON Schema."""
