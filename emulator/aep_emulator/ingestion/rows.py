"""JSON rows brought to a schema's types, one by one, so that each bad row is named and the others can go on."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from ..registry.xdm_type import INTEGERS, xdm_type
from ..store import Doc

Convert = Callable[[Any, str], Any]
BOUNDS = {name: bound for bound, name in INTEGERS.items()}


class BadRow(Exception):
    """(code, words)."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def _wrong(path: str, value: Any, wanted: str) -> BadRow:
    shown = repr(value)
    return BadRow("INGEST-1212-400", f"The field {path} is {shown[:60]}, which is no {wanted}")


def reader(properties: Doc, required: list[str]) -> Callable[[Any], Doc]:
    """A function from a row as sent to a row as stored. BadRow says what is wrong with it."""
    convert = _object({"properties": properties, "required": required})

    def read(row: Any) -> Doc:
        if not isinstance(row, dict):
            raise BadRow("INGEST-1401-400", "The row is no object")
        made: Doc = convert(row, "")
        return made

    return read


def _of(field: Doc) -> Convert:
    kind = xdm_type(field)
    if kind == "object":
        return _object(field)
    if kind == "array":
        return _array(field)
    if kind == "map":
        return _map(field)
    return _SCALARS.get(kind) or _integer(kind)


def _object(field: Doc) -> Convert:
    inner = {name: _of(part) for name, part in (field.get("properties") or {}).items()}
    required = field.get("required") or []

    def convert(value: Any, path: str) -> Doc:
        if not isinstance(value, dict):
            raise _wrong(path, value, "object")
        made = {}
        for name, item in value.items():
            where = f"{path}.{name}" if path else name
            if name not in inner:
                raise BadRow("INGEST-1211-400", f"The field {where} is not in the schema")
            if item is None or item == "":
                raise BadRow("INGEST-1555-400", f"The field {where} is null or empty; leave it out instead")
            made[name] = inner[name](item, where)
        for name in required:
            if name not in value:
                raise BadRow("INGEST-1555-400", f"The required field {path + '.' if path else ''}{name} is missing")
        return made

    return convert


def _array(field: Doc) -> Convert:
    item_of = _of(field.get("items") or {"type": "string"})

    def convert(value: Any, path: str) -> list[Any]:
        if not isinstance(value, list):
            raise _wrong(path, value, "array")
        return [item_of(item, f"{path}[{index}]") for index, item in enumerate(value)]

    return convert


def _map(field: Doc) -> Convert:
    value_of = _of(field["additionalProperties"])

    def convert(value: Any, path: str) -> list[tuple[str, Any]]:
        if not isinstance(value, dict):
            raise _wrong(path, value, "map")
        return [(key, value_of(item, f"{path}.{key}")) for key, item in value.items()]

    return convert


def _integer(kind: str) -> Convert:
    bound = BOUNDS[kind]

    def convert(value: Any, path: str) -> int:
        try:
            if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
                raise ValueError
            number = int(value)
        except (TypeError, ValueError):
            raise _wrong(path, value, kind) from None
        if abs(number) > bound:
            raise _wrong(path, value, kind)
        return number

    return convert


def _text(value: Any, path: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise _wrong(path, value, "string")


def _number(value: Any, path: str) -> float:
    try:
        if isinstance(value, bool):
            raise ValueError
        return float(value)
    except (TypeError, ValueError):
        raise _wrong(path, value, "number") from None


def _boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, value, "boolean")
    return value


def _moment(value: Any, path: str) -> datetime:
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError, OverflowError):
        raise _wrong(path, value, "date-time") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _day(value: Any, path: str) -> date:
    return _moment(value, path).date()


_SCALARS: dict[str, Convert] = {
    "string": _text,
    "number": _number,
    "boolean": _boolean,
    "date-time": _moment,
    "date": _day,
}
