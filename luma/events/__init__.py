"""Events of an invented web shop, drawn by a seed: the data of everybody who has no real Luma events.

    python -m luma.events --out DIR [--visitors N] [--seed S] [--format parquet|jsonl]

Who orders can be learnt from what was done before, but not for certain. Nothing in here is from real visitors.
Pulumi's program asks for the file in every preview: one that exists is not read, and nothing heavy is imported then.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Literal

from luma.events.journey import walk
from luma.events.row import rows
from luma.events.visitor import draw

Format = Literal["parquet", "jsonl"]
# Goes up when the same seed gives other events than before; it is part of the file's name, so old files are not taken.
VERSION = 1
VISITORS = 1500
SEED = 2024
DAYS = 42


def default() -> str:
    """The program's data unless it is told of other: relative to the project, so that no two clones differ by it."""
    return events_file(".aep/luma").as_posix()


def events(*, visitors: int = VISITORS, seed: int = SEED) -> list[dict[str, Any]]:
    """Nested events in order of time, keys without value left out; from 2024-01-01 on, six weeks."""
    random = Random(seed)
    end = DAYS * 86_400
    drawn: list[dict[str, Any]] = []
    for _ in range(visitors):
        visitor = draw(random)
        steps = (step for step in walk(random, visitor, until=end) if step.second < end)
        drawn.extend(rows(random, visitor, steps))
    return sorted(drawn, key=lambda row: (row["timestamp"], row["_id"]))


def events_file(folder: str | Path, *, visitors: int = VISITORS, seed: int = SEED, form: Format = "parquet") -> Path:
    """The file with these events in the folder; written if it isn't there, whole or not at all."""
    path = Path(folder) / f"luma-events-v{VERSION}-{visitors}-{seed}.{form}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        _WRITERS[form](events(visitors=visitors, seed=seed), unfinished)
        unfinished.replace(path)
    return path


def _parquet(drawn: list[dict[str, Any]], path: Path) -> None:
    # Imported here: it takes longer than all the rest of a preview that has its file already.
    import pyarrow as pa
    from pyarrow import parquet

    from luma.events.layout import LAYOUT

    parquet.write_table(pa.Table.from_pylist(drawn, schema=LAYOUT), path, compression="snappy")


def _jsonl(drawn: list[dict[str, Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in drawn:
            file.write(json.dumps(row, default=_iso, separators=(",", ":")) + "\n")


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds") + "Z"


_WRITERS = {"parquet": _parquet, "jsonl": _jsonl}
