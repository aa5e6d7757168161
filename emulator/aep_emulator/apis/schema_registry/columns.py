"""The Parquet columns for a schema's data in the lake."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...platform.store import Doc
from .xdm_type import xdm_type

if TYPE_CHECKING:
    import pyarrow as pa


def schema_of(schema: Doc) -> "pa.Schema":
    """The columns of a resolved schema; an object without fields has none."""
    import pyarrow as pa

    return pa.schema(list(_fields(schema.get("properties") or {})))


def _fields(properties: Doc) -> "Iterator[pa.Field]":
    import pyarrow as pa

    for name, field in properties.items():
        type_ = arrow_type(field)
        if type_ is not None:
            yield pa.field(name, type_)


def arrow_type(field: dict[str, Any]) -> "pa.DataType | None":
    """A field's type in Parquet; None for an object without fields, which Parquet cannot store."""
    import pyarrow as pa

    simple = {
        "string": pa.string(),
        "date": pa.date32(),
        "date-time": pa.timestamp("ms", tz="UTC"),
        "byte": pa.int32(),
        "short": pa.int32(),
        "int": pa.int32(),
        "long": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
    }
    kind = xdm_type(field)
    if kind in simple:
        return simple[kind]
    if kind == "array":
        inner = arrow_type(field.get("items") or {"type": "string"})
        return None if inner is None else pa.list_(pa.field("element", inner))
    if kind == "map":
        inner = arrow_type(field["additionalProperties"])
        return None if inner is None else pa.map_(pa.string(), inner)
    fields = list(_fields(field.get("properties") or {}))
    return pa.struct(fields) if fields else None
