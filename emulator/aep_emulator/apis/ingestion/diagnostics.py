"""What is stored of refused rows: the rows, and if the batch asks for diagnostics, the reasons and the input files.

Source: page "partial ingestion", "retrieve error diagnostics".
"""

import json
import shutil
from pathlib import Path
from typing import Any

from ...platform.choices.storage import BAD_ROWS_KEPT
from ...platform.store import Doc
from ...platform.world import World
from .findings import RowError
from .input_file import Checked


def folder(world: World, sandbox: str, batch: str) -> Path:
    return world.folder / "diagnostics" / sandbox / batch


def clear(world: World, sandbox: str, batch: str) -> None:
    shutil.rmtree(folder(world, sandbox, batch), ignore_errors=True)


def _error_documents(faults: list[RowError]) -> list[Doc]:
    return [{"code": fault.code, "column": fault.column, "message": fault.message} for fault in faults]


def _write(place: Path, rows: list[Any]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("".join(json.dumps(row) + "\n" for row in rows))


def store(world: World, sandbox: str, batch: Doc, number: int, name: str, checked: Checked) -> None:
    """Store one input file's bad rows as they were sent, with the errors of each."""
    root, by_row = folder(world, sandbox, batch["id"]), checked.findings.by_row()
    some = sorted(by_row)[:BAD_ROWS_KEPT]
    if some:
        marks = [{"_errors": _error_documents(by_row[row]), "_filename": name} for row in some]
        sent = [checked.bad.get(row) or {} for row in some]
        _write(
            root / "failed" / f"part-{number:05d}.json",
            [{**row, **mark} for row, mark in zip(sent, marks, strict=True)],
        )
        if batch["_diagnostics"]:
            errors = [{"row": row, **mark} for row, mark in zip(some, marks, strict=True)]
            _write(root / "meta" / "row_errors" / f"part-{number:05d}.json", errors)
            if not (root / "meta" / "row_error_samples.json").exists():
                _write(root / "meta" / "row_error_samples.json", errors[:10])
    if batch["_diagnostics"]:
        _write(root / "meta" / "input_files" / f"part-{number:05d}.json", [{"path": name, "records": checked.records}])
