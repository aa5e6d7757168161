"""Converting an Arrow column to a field's type, by the Platform's conversion table; what doesn't convert is reported.

Source: page "batch ingestion overview", table of type conversion. Other pairs are a TypeCompatibilityException.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from ...platform.store import Doc
from ..schema_registry.columns import arrow_type
from ..schema_registry.xdm_type import xdm_type
from .constraint import constraints
from .findings import NOT_ALLOWED, WRONG_TYPE, Findings, RowError, UnusableFile

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

BOUNDS = {
    "byte": (-128, 128),
    "short": (-32768, 32768),
    "int": (-2147483648, 2147483648),
    "long": (-9007199254740992, 9007199254740992),
}
_RANGES = {
    **{kind: (low, high if kind == "long" else high - 1) for kind, (low, high) in BOUNDS.items()},
    "date": (-719_162, 2_932_896),  # days: years 1 to 9999
    "date-time": (-62_135_596_800_000, 253_402_300_799_999),  # milliseconds
}
_NUMBERS = (*BOUNDS, "number")
ACCEPTS = {
    "String": ("string", *_NUMBERS, "date", "date-time"),
    "Integer": ("string", *_NUMBERS),
    "Long": ("string", *_NUMBERS, "date", "date-time"),
    "Double": ("string", *_NUMBERS),
    "Date": ("date",),
    "DateTime": ("date-time",),
    "Boolean": ("boolean",),
}
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def moment(text: str) -> datetime | None:
    """RFC 3339 with a zone, as XDM writes a date-time."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if _MOMENT.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def whole_number(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def number(text: str) -> float | None:
    found = float(text) if _NUMBER.fullmatch(text) else math.inf
    return found if math.isfinite(found) else None


def family(type_: "pa.DataType") -> str:
    """The conversion table's name for an Arrow type; "" if it has none."""
    import pyarrow.types as t

    if t.is_dictionary(type_):
        return family(type_.value_type)
    known: list[tuple[Callable[[Any], bool], str]] = [
        (t.is_string, "String"),
        (t.is_large_string, "String"),
        (t.is_string_view, "String"),
        (lambda one: t.is_int64(one) or t.is_uint64(one) or t.is_uint32(one), "Long"),
        (t.is_integer, "Integer"),
        (lambda one: t.is_floating(one) or t.is_decimal(one), "Double"),
        (t.is_boolean, "Boolean"),
        (t.is_date, "Date"),
        (t.is_timestamp, "DateTime"),
        (t.is_null, "Null"),
    ]
    return next((name for test, name in known if test(type_)), "")


def convert(array: "pa.Array", field: Doc, column: str, rows: "np.ndarray[Any, Any]", findings: Findings) -> "pa.Array":
    """The column in the field's Arrow type. Values that don't convert become null and are reported by their `rows`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind, source, target = xdm_type(field), family(array.type), arrow_type(field)
    if source == "Null" or array.null_count == len(array):
        return pa.nulls(len(array), target)
    if kind not in ACCEPTS.get(source, ()):
        raise mismatch(column, str(array.type), kind)
    plain = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    if pa.types.is_floating(plain.type):
        plain = pc.if_else(pc.is_nan(plain), None, plain)
    made = _in_range(_cast(plain, source, kind), kind)
    lost = pc.and_(pc.is_valid(plain), pc.is_null(made))
    _report(lost, RowError(WRONG_TYPE, column, f"is no {kind}"), plain, rows, findings)
    made = made.cast(target)
    for name, bound, message in constraints(field, kind):
        broken = pc.fill_null(_broken(made, kind, name, bound), False)
        _report(broken, RowError(NOT_ALLOWED, column, message), made, rows, findings)
    return made


def mismatch(column: str, found: str, kind: str) -> UnusableFile:
    return UnusableFile(WRONG_TYPE, f"TypeCompatibilityException: column {column} is {found}, the schema says {kind}")


def _report(bad: Any, fault: RowError, values: Any, rows: Any, findings: Findings) -> None:
    import pyarrow.compute as pc

    places = pc.indices_nonzero(bad).to_numpy()
    if len(places):
        findings.add(fault, rows[places].tolist(), values[int(places[0])].as_py())


_TEXTS: dict[str, tuple["re.Pattern[str]", Callable[[str], Any]]] = {
    "date": (_DATE, day),
    "date-time": (_MOMENT, moment),
    "number": (_NUMBER, number),
}


def _parse_texts(array: Any, kind: str) -> Any:
    """All at once if every text is valid; else one by one, with null for the invalid ones."""
    import pyarrow as pa
    import pyarrow.compute as pc

    pattern, parse = _TEXTS.get(kind) or (_WHOLE, whole_number)
    types = {"date": pa.date32(), "date-time": pa.timestamp("ms", tz="UTC"), "number": pa.float64()}
    type_ = types.get(kind, pa.int64())
    if pc.all(pc.match_substring_regex(array, f"^(?:{pattern.pattern})$")).as_py():
        try:
            return array.cast(type_)
        except pa.ArrowInvalid:  # a day or an hour that doesn't exist
            pass
    return pa.array([None if text is None else parse(text) for text in array.to_pylist()], type_)


def _cast(array: Any, source: str, kind: str) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    utc = pa.timestamp("ms", tz="UTC")
    if kind == "string":
        return array.cast(pa.string())
    if kind == "boolean":
        return array
    if source == "String":
        return _parse_texts(array.cast(pa.string()), kind)
    if kind == "date":
        moments = array.cast(pa.int64()).cast(pa.timestamp("ms")) if source == "Long" else array
        return moments.cast(pa.date32(), safe=False)
    if kind == "date-time":
        return (array.cast(pa.int64()) if source == "Long" else array).cast(utc, safe=False)
    if kind == "number":
        return array.cast(pa.float64(), safe=False)
    if source == "Double":
        broad = array.cast(pa.float64(), safe=False)
        good = pc.and_(pc.equal(pc.floor(broad), broad), pc.less_equal(pc.abs(broad), float(BOUNDS["long"][1])))
        return pc.if_else(good, broad, None).cast(pa.int64())
    return array.cast(pa.int64(), safe=False)


def _in_range(array: Any, kind: str) -> Any:
    """Numbers and times outside the type's range become null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if kind not in _RANGES:
        return array
    whole = array.cast(pa.int32()) if kind == "date" else array
    low, high = _RANGES[kind]
    numbers = whole.cast(pa.int64())
    return pc.if_else(pc.and_(pc.greater_equal(numbers, low), pc.less_equal(numbers, high)), array, None)


def _broken(array: Any, kind: str, name: str, bound: Any) -> Any:
    """Where the column breaks that constraint; null where it has no value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    match name:
        case "enum":
            allowed = pa.array([str(value) if kind == "string" else value for value in bound]).cast(array.type)
            return pc.and_(pc.is_valid(array), pc.invert(pc.is_in(array, value_set=allowed)))
        case "pattern":
            matches = [text is None or re.search(bound, text) is not None for text in array.to_pylist()]
            return pc.invert(pa.array(matches, pa.bool_()))
        case "minLength":
            return pc.less(pc.utf8_length(array), bound)
        case "maxLength":
            return pc.greater(pc.utf8_length(array), bound)
        case "minimum":
            return pc.less(array, pa.scalar(bound))
        case _:
            return pc.greater(array, pa.scalar(bound))
