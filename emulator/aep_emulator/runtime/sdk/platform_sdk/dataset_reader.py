# ruff: noqa: N802 - the names that recipes know
"""Reading a data set into a DataFrame: all successful batches in stored order, nested fields as dotted columns."""

import io
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .client_context import ClientContext, PlatformError

_PAGE = 100


class Condition:
    """A condition on columns; `And` and `Or` join two."""

    def __init__(self, expression: Any) -> None:
        self.expression = expression

    def And(self, other: "Condition") -> "Condition":
        return Condition(("and", self.expression, other.expression))

    def Or(self, other: "Condition") -> "Condition":
        return Condition(("or", self.expression, other.expression))


class Column:
    """A column by its dotted name: `reader["a.b"].gt("2019-01-01")`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _compare(self, operator: str, value: Any) -> Condition:
        return Condition((operator, self._name, value))

    def eq(self, value: Any) -> Condition:
        return self._compare("equal", value)

    def ne(self, value: Any) -> Condition:
        return self._compare("not_equal", value)

    def gt(self, value: Any) -> Condition:
        return self._compare("greater", value)

    def ge(self, value: Any) -> Condition:
        return self._compare("greater_equal", value)

    def lt(self, value: Any) -> Condition:
        return self._compare("less", value)

    def le(self, value: Any) -> Condition:
        return self._compare("less_equal", value)


def flatten(table: pa.Table) -> pa.Table:
    """Every struct becomes its fields, down to the last; a null struct gives nulls."""
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _mask(table: pa.Table, expression: Any) -> Any:
    operator, left, right = expression
    if operator in ("and", "or"):
        join = pc.and_kleene if operator == "and" else pc.or_kleene
        return join(_mask(table, left), _mask(table, right))
    if left not in table.column_names:
        raise PlatformError(f"The data set has no column {left}")
    column = table[left]
    value = pa.scalar(right)
    if value.type != column.type:
        value = value.cast(column.type)
    return getattr(pc, operator)(column, value)


class DatasetReader:
    """The calls chain; each changes this reader and gives it back."""

    def __init__(self, client_context: ClientContext, dataset_id: str) -> None:
        self._client = client_context
        self._dataset_id = dataset_id
        self._columns: list[str] | None = None
        self._condition: Condition | None = None
        self._order: list[tuple[str, str]] = []
        self._limit: int | None = None
        self._offset = 0
        self._distinct: list[str] | bool = False

    def __getitem__(self, name: str) -> Column:
        return Column(name)

    def select(self, columns: Sequence[str]) -> "DatasetReader":
        self._columns = list(columns)
        return self

    def where(self, condition: Condition) -> "DatasetReader":
        self._condition = condition
        return self

    def sort(self, columns: Sequence[tuple[str, str]]) -> "DatasetReader":
        self._order = [(name, "descending" if way.lower().startswith("desc") else "ascending") for name, way in columns]
        return self

    def limit(self, rows: int) -> "DatasetReader":
        self._limit = rows
        return self

    def offset(self, rows: int) -> "DatasetReader":
        self._offset = rows
        return self

    def distinct(self, columns: Sequence[str] | None = None) -> "DatasetReader":
        self._distinct = list(columns) if columns else True
        return self

    def _pages(self, path: str, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            page = self._client.json("GET", path, start=len(found), limit=_PAGE, **query)["data"]
            found += page
            if len(page) < _PAGE:
                return found

    def _batches(self) -> list[str]:
        """Ids of the batches that hold data, in the order in which they were done."""
        found: dict[str, Any] = {}
        while True:
            page = self._client.json(
                "GET", "/catalog/batches", dataSet=self._dataset_id, status="success", start=len(found), limit=_PAGE
            )
            found |= page
            if len(page) < _PAGE:
                return sorted(found, key=lambda key: (found[key].get("completed") or 0, key))

    def _files(self, batch_id: str) -> list[bytes]:
        return [
            self._client.call("GET", f"/export/files/{file_id}", path=part["name"])
            for file_id in (one["dataSetFileId"] for one in self._pages(f"/export/batches/{batch_id}/files"))
            for part in self._client.json("GET", f"/export/files/{file_id}")["data"]
        ]

    def table(self) -> pa.Table:
        """What `read` gives, as an Arrow table."""
        self._client.json("GET", f"/catalog/dataSets/{self._dataset_id}")  # an unknown data set is an error, not empty
        contents = [content for batch_id in self._batches() for content in self._files(batch_id)]
        if not contents:
            return pa.table({})
        wanted = None if self._condition or self._order or self._distinct else self._columns
        tables = [self._parquet(content, wanted) for content in contents]
        return self._shaped(pa.concat_tables(tables, promote_options="permissive"))

    def _parquet(self, content: bytes, wanted: list[str] | None) -> pa.Table:
        return flatten(pq.read_table(io.BytesIO(content), columns=wanted))

    def _shaped(self, table: pa.Table) -> pa.Table:
        if self._condition:
            table = table.filter(_mask(table, self._condition.expression))
        if self._order:
            table = table.sort_by(self._order)
        if self._distinct:
            names = self._distinct if isinstance(self._distinct, list) else self._columns or table.column_names
            table = table.group_by(names, use_threads=False).aggregate([])
        if self._columns:
            absent = [name for name in self._columns if name not in table.column_names]
            if absent:
                raise PlatformError(f"The data set has no column {', '.join(absent)}")
            table = table.select(self._columns)
        return table.slice(self._offset, self._limit)

    def read(self) -> Any:
        """A pandas DataFrame."""
        return self.table().to_pandas()
