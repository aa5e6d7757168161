"""A project's Python files: read as they are, and compared."""

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

EXCLUDED = {"__pycache__", "node_modules", "site-packages"}


def read_program(folder: Path) -> dict[str, str]:
    """Relative path to text. Virtual environments and hidden folders are not part of a program."""
    return {str(path.relative_to(folder)): read_text(path) for path in sorted(_python_files(folder))}


def _python_files(folder: Path) -> Iterator[Path]:
    for place, subfolders, names in os.walk(folder):
        here = Path(place)
        subfolders[:] = [
            name
            for name in subfolders
            if name not in EXCLUDED and not name.startswith(".") and not (here / name / "pyvenv.cfg").exists()
        ]
        yield from (here / name for name in names if name.endswith(".py"))


def read_text(path: Path) -> str:
    """Line endings are kept. Empty if there is no such file."""
    if not path.exists():
        return ""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def unified_diff(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    parts = []
    for path, new in after.items():
        old = before.get(path, "")
        if new != old:
            lines = (old.splitlines(keepends=True), new.splitlines(keepends=True))
            parts += [_terminate(line) for line in difflib.unified_diff(*lines, f"a/{path}", f"b/{path}")]
    return "".join(parts)


def _terminate(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
