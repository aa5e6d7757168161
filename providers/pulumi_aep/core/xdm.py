"""Field types of XDM, as the JSON Schema that the registry takes (`xdm/schema/field-constraints`)."""

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


def wrong(properties: Any, place: str = "") -> Iterator[str]:
    """What no registry takes of these fields, a phrase each."""
    for name, field in properties.items():
        where = f"{place}{name}"
        if not name or name.startswith("_"):
            yield f"{quoted(where)} is no name for a field: it starts with a letter or a digit"
        if not isinstance(field, Mapping):
            yield f"{quoted(where)} must be a field such as aep.xdm.string(), not {quoted(field)}"
        else:
            yield from _in_field(field, where)


def _in_field(field: Mapping[str, Any], where: str) -> Iterator[str]:
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
        yield from wrong(inner, f"{where}.")
        yield from _in_field(items, f"{where}.items") if isinstance(items, Mapping) else ()


def _well_formed(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    found = list(wrong(fields))
    if found or not fields:
        raise ValueError(few(found, between="; ", most=2) or 'is empty; give fields, e.g. {"score": aep.xdm.number()}')
    return fields


Properties = Annotated[Mapping[str, Any], AfterValidator(_well_formed)]
"""Field name to JSON Schema."""
