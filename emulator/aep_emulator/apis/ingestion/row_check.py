"""Checking JSON rows against a schema one by one, and converting them to its types, by the rules for columns.

Nulls and empty strings are refused: a field without a value must be left out.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from ...platform.store import Doc
from ..schema_registry.xdm_type import xdm_type
from . import conversion
from .constraint import constraints
from .findings import MISSING, NOT_ALLOWED, UNREADABLE, WRONG_TYPE, RowError

Wrong = list[tuple[RowError, Any]]  # each error of a row, and the wrong value
Convert = Callable[[Any, Wrong], Any]


def reader(schema: Doc) -> Callable[[Any], tuple[Doc, Wrong]]:
    """A function that turns a row as sent into the row to store, and its errors."""
    convert = _object(schema, "")

    def read(row: Any) -> tuple[Doc, Wrong]:
        wrong: Wrong = []
        if not isinstance(row, dict):
            return {}, [(RowError(UNREADABLE, "", "is no JSON object"), row)]
        return convert(row, wrong), wrong

    return read


def _of(field: Doc, column: str) -> Convert:
    match xdm_type(field):
        case "object":
            return _object(field, column)
        case "array":
            return _array(field, column)
        case "map":
            return _map(field, column)
        case kind:
            return _scalar(field, kind, column)


def _object(field: Doc, column: str) -> Convert:
    within = f"{column}." if column else ""
    inner = {name: _of(part, within + name) for name, part in (field.get("properties") or {}).items()}
    required = field.get("required") or []
    no_object = RowError(WRONG_TYPE, column, "is no object")

    def convert(value: Any, wrong: Wrong) -> Any:
        if type(value) is not dict:
            wrong.append((no_object, value))
            return None
        made = {}
        for name, item in value.items():
            known = inner.get(name)
            if known is None:
                wrong.append((RowError(NOT_ALLOWED, within + name, "is not in the schema"), None))
            elif item is None or item == "":
                message = (
                    "is required and null or empty" if name in required else "is null or empty; it must be left out"
                )
                wrong.append((RowError(MISSING if name in required else WRONG_TYPE, within + name, message), None))
            else:
                made[name] = known(item, wrong)
        for name in required:
            if name not in value:
                wrong.append((RowError(MISSING, within + name, "is required and missing"), None))
        return made

    return convert


def _array(field: Doc, column: str) -> Convert:
    item_of = _of(field.get("items") or {"type": "string"}, f"{column}[]")
    no_array = RowError(WRONG_TYPE, column, "is no array")

    def convert(value: Any, wrong: Wrong) -> Any:
        if type(value) is list:
            return [item_of(item, wrong) for item in value]
        wrong.append((no_array, value))
        return None

    return convert


def _map(field: Doc, column: str) -> Convert:
    value_of = _of(field["additionalProperties"], f"{column}{{}}")
    no_map = RowError(WRONG_TYPE, column, "is no map")

    def convert(value: Any, wrong: Wrong) -> Any:
        if type(value) is dict:
            return [(key, value_of(item, wrong)) for key, item in value.items()]
        wrong.append((no_map, value))
        return None

    return convert


def _scalar(field: Doc, kind: str, column: str) -> Convert:
    cast, fault = _CASTS.get(kind) or _integer(kind), RowError(WRONG_TYPE, column, f"is no {kind}")
    tests = [
        (_test(name, bound), RowError(NOT_ALLOWED, column, message))
        for name, bound, message in constraints(field, kind)
    ]

    def convert(value: Any, wrong: Wrong) -> Any:
        made = cast(value)
        if made is None:
            wrong.append((fault, value))
            return None
        for holds, broken in tests:
            if not holds(made):
                wrong.append((broken, value))
        return made

    return convert


def _test(name: str, bound: Any) -> Callable[[Any], bool]:
    match name:
        case "enum":
            return frozenset(bound).__contains__
        case "pattern":
            pattern = re.compile(bound)
            return lambda text: pattern.search(text) is not None
        case "minLength":
            return lambda text: len(text) >= bound
        case "maxLength":
            return lambda text: len(text) <= bound
        case "minimum":
            return lambda number: bool(number >= bound)
        case _:
            return lambda number: bool(number <= bound)


# -- casts: None for a value that doesn't convert -------------------------------------------------------------------
def _integer(kind: str) -> Callable[[Any], int | None]:
    low, high = conversion.BOUNDS[kind]
    high -= kind != "long"

    def cast(value: Any) -> int | None:
        number = value
        if type(value) is float:
            number = int(value) if value.is_integer() else None
        elif type(value) is str:
            number = conversion.whole_number(value)
        return number if type(number) is int and low <= number <= high else None

    return cast


def _text(value: Any) -> str | None:
    if type(value) is str:
        return value
    return str(value) if type(value) in (int, float) else None


def _number(value: Any) -> float | None:
    if type(value) in (int, float):
        return float(value) if abs(value) <= 1.7e308 else None
    return conversion.number(value) if type(value) is str else None


def _boolean(value: Any) -> bool | None:
    return value if type(value) is bool else None


def _moment(value: Any) -> datetime | None:
    """A Long may be a time, an Integer may not; small numbers are Integers."""
    if type(value) is str:
        return conversion.moment(value)
    if type(value) is int and 2**31 <= abs(value) < 2**53:
        try:
            return datetime.fromtimestamp(value / 1000, UTC)
        except (ValueError, OverflowError):
            return None
    return None


def _day(value: Any) -> date | None:
    if type(value) is str:
        return conversion.day(value)
    found = _moment(value)
    return found and found.date()


_CASTS: dict[str, Callable[[Any], Any]] = {
    "string": _text,
    "number": _number,
    "boolean": _boolean,
    "date-time": _moment,
    "date": _day,
}
