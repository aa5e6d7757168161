"""Checking a table against a schema by whole columns, and converting it to the schema's shape.

A null is an absent value here, since a column has no other way to leave a value out.
"""

from typing import TYPE_CHECKING, Any

from ...platform.store import Doc
from ..schema_registry.columns import arrow_type
from ..schema_registry.xdm_type import xdm_type
from . import conversion
from .findings import MISSING, NOT_ALLOWED, Findings, RowError, UnusableFile

if TYPE_CHECKING:
    import pyarrow as pa


def checked(table: "pa.Table", schema: Doc) -> "tuple[pa.Table, Findings]":
    """The table in the schema's shape, and its rows' errors. Raises UnusableFile for a wrong structure."""
    import numpy as np
    import pyarrow as pa

    findings = Findings()
    columns = [pa.concat_arrays(table[name].chunks) if table[name].num_chunks else pa.nulls(0, table[name].type)
               for name in table.column_names]  # fmt: skip
    part = _Values(np.arange(1, table.num_rows + 1), findings)
    inner = dict(zip(table.column_names, columns, strict=True))
    if len(inner) < len(columns):
        raise UnusableFile(NOT_ALLOWED, "two columns have the same name")
    made = part.fields(inner, schema, "", pa.array([True] * table.num_rows))
    return pa.table({name: array for name, array in made.items() if array is not None}), findings


class _Values:
    """Values with the rows that they belong to; the elements of a list share a row."""

    def __init__(self, rows: Any, findings: Findings) -> None:
        self.rows = rows
        self.findings = findings

    def fields(self, inner: dict[str, Any], schema: Doc, column: str, there: Any) -> dict[str, Any]:
        """Every field of an object, also those without a column. `there` marks the rows that have the object."""
        import pyarrow as pa

        properties = schema.get("properties") or {}
        for name in inner:
            if name not in properties:
                raise UnusableFile(NOT_ALLOWED, f"column {_path(column, name)} is not in the schema")
        made: dict[str, Any] = {}
        for name, field in properties.items():
            type_ = arrow_type(field)
            if name in inner and not pa.types.is_null(inner[name].type):
                made[name] = self.value(inner[name], field, _path(column, name))
            elif type_ is not None:
                made[name] = pa.nulls(len(there), type_)
        self._required(inner, schema, column, there)
        return made

    def value(self, array: Any, field: Doc, column: str) -> Any:
        match xdm_type(field):
            case "object":
                return self._object(array, field, column)
            case "array":
                return self._array(array, field, column)
            case "map":
                return self._map(array, field, column)
            case _:
                return conversion.convert(array, field, column, self.rows, self.findings)

    def _required(self, inner: dict[str, Any], schema: Doc, column: str, there: Any) -> None:
        import pyarrow.compute as pc

        for name in schema.get("required") or []:
            lacking = pc.and_(there, pc.is_null(inner[name])) if name in inner else there
            places = pc.indices_nonzero(lacking).to_numpy()
            if len(places):
                fault = RowError(MISSING, _path(column, name), "is required and missing")
                self.findings.add(fault, self.rows[places].tolist())

    def _object(self, array: Any, field: Doc, column: str) -> Any:
        import pyarrow as pa

        if not pa.types.is_struct(array.type):
            raise conversion.mismatch(column, str(array.type), "object")
        inner = {part.name: values for part, values in zip(array.type, array.flatten(), strict=True)}
        made = {
            name: one for name, one in self.fields(inner, field, column, array.is_valid()).items() if one is not None
        }
        if not made:
            return None
        fields = [pa.field(name, one.type) for name, one in made.items()]
        return pa.StructArray.from_arrays(list(made.values()), fields=fields, mask=array.is_null())

    def _array(self, array: Any, field: Doc, column: str) -> Any:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
            raise conversion.mismatch(column, str(array.type), "array")
        items, type_ = field.get("items") or {"type": "string"}, arrow_type(field)
        if type_ is None or pa.types.is_null(array.type.value_type):
            return None if type_ is None else pa.nulls(len(array), type_)
        parents = pc.list_parent_indices(array).to_numpy(zero_copy_only=False)
        made = _Values(self.rows[parents], self.findings).value(array.flatten(), items, f"{column}[]")
        lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
        offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
        return pa.ListArray.from_arrays(offsets, made, type=type_, mask=array.is_null())

    def _map(self, array: Any, field: Doc, column: str) -> Any:
        """Value by value: maps are rare and small."""
        import numpy as np
        import pyarrow as pa

        type_ = arrow_type(field)
        if type_ is None:
            return None
        if not (pa.types.is_map(array.type) or pa.types.is_struct(array.type)):
            raise conversion.mismatch(column, str(array.type), "map")
        found = [_pairs(value) for value in array.to_pylist()]
        rows = [row for row, pairs in zip(self.rows.tolist(), found, strict=True) for _ in pairs or ()]
        flat = [value for pairs in found for _, value in pairs or ()]
        if not flat:
            return pa.array(found, type_)
        try:
            values = pa.array(flat)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            raise conversion.mismatch(column, "a map of values of different types", "map of values of one") from None
        inner = _Values(np.array(rows), self.findings).value(values, field["additionalProperties"], f"{column}{{}}")
        made = iter(inner.to_pylist())
        return pa.array([pairs and [(key, next(made)) for key, _ in pairs] for pairs in found], type_)


def _path(column: str, name: str) -> str:
    return f"{column}.{name}" if column else name


def _pairs(value: Any) -> list[tuple[str, Any]] | None:
    """The entries of a map or an object: "Object → Map" in the conversion table."""
    if isinstance(value, dict):
        return [(key, inner) for key, inner in value.items() if inner is not None]
    return value if value is None else [(str(key), inner) for key, inner in value]
