"""Field types of XDM, as the JSON Schema that the registry takes (`xdm/schema/field-constraints`)."""

from collections.abc import Mapping, Sequence
from typing import Any

Field = dict[str, Any]


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
