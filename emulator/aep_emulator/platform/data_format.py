"""The storage format of a data folder or a snapshot: a number in its `format.json`.

A folder without that file is of format 1, as release 0.1.0 left it.
"""

import json
from pathlib import Path

from .atomic_file import write_private

FORMAT = 1  # raised when an older emulator could not read what this one writes
_FILE = "format.json"


class NewerFormat(Exception):
    """A newer emulator wrote this data; the text says which data, and in which format."""


def check(found: int, folder: Path) -> None:
    if found > FORMAT:
        raise NewerFormat(f"the data in {folder} is of format {found}; this emulator reads up to format {FORMAT}")


def check_folder(folder: Path) -> None:
    file = folder / _FILE
    if file.exists():
        check(int(json.loads(file.read_text())["format"]), folder)


def mark(folder: Path) -> None:
    write_private(folder / _FILE, json.dumps({"format": FORMAT}))
