"""The files that programs name: recipes and rows, and the same content under another name."""

import json
from pathlib import Path

from tests.support.recipes import toy


def row(id: str) -> str:
    return json.dumps({"_id": id, "_luma": {"id": id}}) + "\n"


def write_files(folder: Path, modules: toy.Modules = toy.IDENTIFIED) -> None:
    """For the assets in the table of kinds."""
    for name, ids in {"rows.jsonl": "1", "copy.jsonl": "1", "more.jsonl": "123"}.items():
        (folder / name).write_text("".join(map(row, ids)))
    for name in ("recipe", "recipe2", "copy"):
        toy.write(folder / name, modules, remark="more" if name == "recipe2" else "")


def change(place: Path) -> None:
    """Another content: of a recipe's folder, or of a file of rows."""
    if place.is_dir():
        toy.write(place, toy.IDENTIFIED, remark="changed")
    else:
        place.write_text(row("changed"))


def source_of(behavior: str, *, full: bool, number: int) -> str:
    """The file of rows for a schema of that behavior, with a field group or without."""
    return f"{behavior}-{'full' if full else 'bare'}-{number}.jsonl"


def write_random_files(folder: Path) -> None:
    """For programs made at random: two recipes, and for each sort of schema one row, and two."""
    for number in (1, 2):
        toy.write(folder / f"toy{number}", remark=f"version {number}")
        for behavior in ("profile", "experienceevent"):
            for full in (True, False):
                time = '"timestamp": "2026-01-01T00:00:00Z", ' if behavior != "profile" else ""
                own = ', "_luma": {"id": "x", "mail": "x@y.z"}' if full else ""
                line = f'{{{time}"_id": "{number}"{own}}}\n'
                (folder / source_of(behavior, full=full, number=number)).write_text(line * number)
