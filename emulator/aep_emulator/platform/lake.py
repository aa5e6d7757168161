"""The data lake: what batches brought, as Parquet files below `lake/{sandbox}/{dataset}/{batch}/`.

Every file of a dataset has all columns of the schema of that time, whichever of them the batch brought.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from .store import Doc
from .world import World

if TYPE_CHECKING:
    import pyarrow as pa

IN = ("success", "active")  # statuses of batches whose rows are in the lake


def folder(world: World, sandbox: str, dataset: str, batch: str = "") -> Path:
    return world.folder / "lake" / sandbox / dataset / batch


def files(world: World, sandbox: str, dataset: str, batch: str) -> list[Path]:
    return sorted(folder(world, sandbox, dataset, batch).glob("*.parquet"))


def dataset_of(batch: Doc) -> str:
    return next((item["id"] for item in batch.get("relatedObjects", []) if item["type"] == "dataSet"), "")


def batches_of(world: World, sandbox: str, dataset: str) -> list[Doc]:
    """The dataset's successful batches, in order of completion."""
    found = [
        doc for doc in world.store.all("batch", sandbox=sandbox) if doc["status"] in IN and dataset_of(doc) == dataset
    ]
    return sorted(found, key=lambda doc: doc.get("completed", 0))


def read(world: World, sandbox: str, dataset: str, batch: str) -> "pa.Table | None":
    """The rows of a batch in stored order; None if it left no files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = [pq.read_table(file) for file in files(world, sandbox, dataset, batch)]
    return pa.concat_tables(tables, promote_options="permissive") if tables else None
