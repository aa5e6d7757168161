"""The lake: what batches brought, as Parquet files below `lake/{sandbox}/{dataset}/{batch}/`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .registry import resolve
from .registry.xdm_type import xdm_type
from .store import Doc
from .world import World

if TYPE_CHECKING:
    import pyarrow as pa

IN = ("success", "active")


def folder(world: World, sandbox: str, dataset: str, batch: str) -> Path:
    return world.folder / "lake" / sandbox / dataset / batch


def files(world: World, sandbox: str, dataset: str, batch: str) -> list[Path]:
    return sorted(folder(world, sandbox, dataset, batch).glob("*.parquet"))


def batches_of(world: World, sandbox: str, dataset: str) -> list[Doc]:
    """The dataset's batches that are in, in order of completion."""
    found = [
        doc
        for doc in world.store.all("batch", sandbox=sandbox)
        if doc["status"] in IN and any(item["id"] == dataset for item in doc["relatedObjects"])
    ]
    return sorted(found, key=lambda doc: doc.get("completed", 0))


def read(world: World, sandbox: str, dataset_id: str, batch_id: str | None = None) -> "pa.Table":
    """Rows in stored order: of one batch, or of all that are in."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    batches = [batch_id] if batch_id else [doc["id"] for doc in batches_of(world, sandbox, dataset_id)]
    tables = [pq.read_table(file) for batch in batches for file in files(world, sandbox, dataset_id, batch)]
    if tables:
        return pa.concat_tables(tables, promote_options="permissive")
    dataset = world.store.get("dataset", dataset_id, sandbox=sandbox) or {}
    return schema_of(world, sandbox, (dataset.get("schemaRef") or {}).get("id", "")).empty_table()


def schema_of(world: World, sandbox: str, schema_id: str) -> "pa.Schema":
    import pyarrow as pa

    properties = resolve.full(world, sandbox, schema_id)["properties"]
    return pa.schema([pa.field(name, arrow_type(field)) for name, field in properties.items()])


def arrow_type(field: dict[str, Any]) -> "pa.DataType":
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
        return pa.list_(pa.field("element", arrow_type(field.get("items") or {"type": "string"})))
    if kind == "map":
        return pa.map_(pa.string(), arrow_type(field["additionalProperties"]))
    inner = field.get("properties") or {}
    return pa.struct([pa.field(name, arrow_type(part)) for name, part in inner.items()])
