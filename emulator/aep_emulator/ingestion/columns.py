"""Columns brought to a schema's types, whole columns at a time (Parquet, CSV). Every table comes out in the same shape.

Which type may become which is the Platform's table (page `ingestion/batch-ingestion/troubleshooting`).
"""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


class Unfit(Exception):
    """A column that the schema doesn't take: (code, words)."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def table(source: pa.Table, target: pa.Schema, required: list[str]) -> pa.Table:
    unknown = [name for name in source.column_names if name not in target.names]
    if unknown:
        raise Unfit("INGEST-1211-400", f"The column {unknown[0]} is not in the schema")
    missing = [name for name in required if name not in source.column_names or source[name].null_count]
    if missing:
        raise Unfit("INGEST-1555-400", f"The required field {missing[0]} is missing or null")
    columns = []
    for field in target:
        if field.name in source.column_names:
            columns.append(_fitted(_whole(source[field.name]), field.type, field.name))
        else:
            columns.append(pa.nulls(len(source), field.type))
    return pa.Table.from_arrays(columns, schema=target)


def _whole(column: Any) -> pa.Array:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return array.chunk(0) if isinstance(array, pa.ChunkedArray) else array


def _fitted(array: pa.Array, target: pa.DataType, path: str) -> pa.Array:
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), target)
    if pa.types.is_struct(target):
        return _struct(array, target, path)
    if pa.types.is_list(target):
        return _list(array, target, path)
    if pa.types.is_map(target):
        return _map(array, target, path)
    return _scalar(array, target, path)


def _struct(array: pa.Array, target: pa.StructType, path: str) -> pa.Array:
    if not pa.types.is_struct(array.type):
        raise Unfit("INGEST-1212-400", f"The column {path} is {array.type}, not an object")
    names = [array.type.field(index).name for index in range(array.type.num_fields)]
    wanted = {target.field(index).name: target.field(index) for index in range(target.num_fields)}
    unknown = [name for name in names if name not in wanted]
    if unknown:
        raise Unfit("INGEST-1211-400", f"The column {path}.{unknown[0]} is not in the schema")
    inner = dict(zip(names, array.flatten(), strict=True))
    children = [
        _fitted(inner[name], field.type, f"{path}.{name}") if name in inner else pa.nulls(len(array), field.type)
        for name, field in wanted.items()
    ]
    return pa.StructArray.from_arrays(children, fields=list(wanted.values()), mask=array.is_null())


def _list(array: pa.Array, target: pa.ListType, path: str) -> pa.Array:
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        raise Unfit("INGEST-1212-400", f"The column {path} is {array.type}, not an array")
    lengths = pc.fill_null(pc.list_value_length(array), 0)
    ends = pc.cumulative_sum(lengths.cast(pa.int32()))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), _whole(ends)])
    values = _fitted(array.flatten(), target.value_type, f"{path}[]")
    return pa.ListArray.from_arrays(offsets, values, type=target, mask=array.is_null())


def _map(array: pa.Array, target: pa.MapType, path: str) -> pa.Array:
    if pa.types.is_map(array.type):
        return array.cast(target)
    if not pa.types.is_struct(array.type):
        raise Unfit("INGEST-1212-400", f"The column {path} is {array.type}, not a map")
    rows = [
        None if row is None else [(key, value) for key, value in row.items() if value is not None]
        for row in array.to_pylist()
    ]
    return pa.array(rows, type=target)


def _scalar(array: pa.Array, target: pa.DataType, path: str) -> pa.Array:
    source = array.type
    if source == target:
        return array
    if pa.types.is_dictionary(source):
        return _scalar(array.dictionary_decode(), target, path)
    if not _allowed(source, target):
        raise Unfit("INGEST-1212-400", f"The column {path} is {source}, which cannot become {target}")
    try:
        if pa.types.is_timestamp(target) and pa.types.is_timestamp(source) and source.tz is None:
            return pc.assume_timezone(array.cast(pa.timestamp("ms"), safe=False), "UTC")
        return array.cast(target, safe=not pa.types.is_temporal(target))
    except pa.ArrowInvalid as error:
        words = str(error).splitlines()[0]
        raise Unfit("INGEST-1212-400", f"The column {path} holds a value that is no {target}: {words}") from None


def _allowed(source: pa.DataType, target: pa.DataType) -> bool:
    number = pa.types.is_integer(target) or pa.types.is_floating(target)
    text = pa.types.is_string(target)
    if pa.types.is_string(source) or pa.types.is_large_string(source):
        return not pa.types.is_boolean(target)
    if pa.types.is_integer(source):
        return number or text or pa.types.is_temporal(target)
    if pa.types.is_floating(source):
        return number or text
    if pa.types.is_date(source):
        return pa.types.is_temporal(target)
    return pa.types.is_timestamp(source) and pa.types.is_temporal(target)
