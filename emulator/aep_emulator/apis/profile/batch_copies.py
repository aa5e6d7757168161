"""Profile's own copies of the batches it has taken in: for reading events, and rebuilding profiles after a removal.

A Parquet file per batch with a column of XIDs, by which events are sorted, so that one profile's are found quickly.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...platform.atomic_file import draft_of
from ...platform.store import Doc
from ...platform.world import World

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = "profileBatch"  # {id, dataset, at, kind: record|event, rows, schema}
XID = "__xid"
_GROUP = 2000  # rows of a group: the least that is read at once


def file(world: World, sandbox: str, batch: str) -> Path:
    return world.subfolder("profile", sandbox) / f"{batch}.parquet"


def write(world: World, sandbox: str, batch: Doc, table: "pa.Table", xids: list[str | None]) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = table.append_column(XID, pa.array(xids, pa.string()))
    if batch["kind"] == "event":
        table = table.filter(pc.is_valid(table[XID]))
        keys = [(name, "ascending") for name in (XID, "timestamp") if name in table.column_names]
        order = pc.sort_indices(table.select([name for name, _ in keys]), sort_keys=keys)
        table = table.take(order)
    with draft_of(file(world, sandbox, batch["id"])) as draft:
        pq.write_table(table, draft, row_group_size=_GROUP)


def rows(
    world: World, sandbox: str, batch: str, *, xid: str | None = None, paths: list[str] | None = None
) -> list[dict[str, Any]]:
    """All rows, or one profile's; only the columns at the dotted `paths`, if these are given."""
    import pyarrow.parquet as pq

    place = file(world, sandbox, batch)
    if not place.exists():
        return []
    names = None if paths is None else [XID, *dict.fromkeys(["timestamp", *paths])]
    if xid is None:
        table = pq.ParquetFile(place).read(columns=names)
    else:
        table = pq.read_table(place, columns=names, filters=[(XID, "=", xid)])
    found: list[dict[str, Any]] = table.to_pylist(maps_as_pydicts="lossy")
    return found


def batches(world: World, sandbox: str) -> list[Doc]:
    """In the order in which Profile took them in."""
    return world.store.all(BATCH, sandbox=sandbox)
