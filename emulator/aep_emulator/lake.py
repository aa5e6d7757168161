"""The lake: what batches brought, as Parquet files below `lake/{sandbox}/{dataset}/{batch}/`.

Every file of a dataset has the columns of its schema as it was then, whatever columns the batch brought.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .registry import resolve
from .registry.xdm_type import xdm_type
from .store import Doc
from .world import World

if TYPE_CHECKING:
    import pyarrow as pa

IN = ("success", "active")


def folder(world: World, sandbox: str, dataset: str, batch: str = "") -> Path:
    return world.folder / "lake" / sandbox / dataset / batch


def files(world: World, sandbox: str, dataset: str, batch: str) -> list[Path]:
    return sorted(folder(world, sandbox, dataset, batch).glob("*.parquet"))


def dataset_of(batch: Doc) -> str:
    return next((item["id"] for item in batch.get("relatedObjects", []) if item["type"] == "dataSet"), "")


def batches_of(world: World, sandbox: str, dataset: str) -> list[Doc]:
    """The dataset's batches that are in, in order of completion."""
    found = [
        doc for doc in world.store.all("batch", sandbox=sandbox) if doc["status"] in IN and dataset_of(doc) == dataset
    ]
    return sorted(found, key=lambda doc: doc.get("completed", 0))


def read(world: World, sandbox: str, dataset_id: str, batch_id: str | None = None) -> "pa.Table":
    """Rows in stored order: of one batch, or of all that are in."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    batches = [batch_id] if batch_id else [doc["id"] for doc in batches_of(world, sandbox, dataset_id)]
    tables = [pq.read_table(file) for batch in batches for file in files(world, sandbox, dataset_id, batch)]
    if tables:
        return pa.concat_tables(tables, promote_options="permissive")  # the schema may have grown between two batches
    dataset = world.store.get("dataset", dataset_id, sandbox=sandbox) or {}
    schema = resolve.full(world, sandbox, (dataset.get("schemaRef") or {}).get("id", ""))
    return schema_of(schema).empty_table()


def schema_of(schema: Doc) -> "pa.Schema":
    """The columns of a resolved schema; a field that can hold nothing (an object without fields) has none."""
    import pyarrow as pa

    return pa.schema(list(_fields(schema.get("properties") or {})))


def _fields(properties: Doc) -> "Iterator[pa.Field]":
    import pyarrow as pa

    for name, field in properties.items():
        type_ = arrow_type(field)
        if type_ is not None:
            yield pa.field(name, type_)


def arrow_type(field: dict[str, Any]) -> "pa.DataType | None":
    """A field's type in Parquet; None for an object without fields, which Parquet doesn't know."""
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
