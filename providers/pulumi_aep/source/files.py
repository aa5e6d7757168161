"""A project's Python files: read as they are, compared, written all or none."""

import difflib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

PASSED_BY = {"__pycache__", "node_modules", "site-packages"}


def read(folder: Path) -> dict[str, str]:
    """Path below the folder to text; environments and hidden folders are no part of a program."""
    return {str(path.relative_to(folder)): text(path) for path in sorted(_programs(folder))}


def _programs(folder: Path) -> Iterator[Path]:
    for place, below, names in os.walk(folder):
        here = Path(place)
        below[:] = [
            name
            for name in below
            if name not in PASSED_BY and not name.startswith(".") and not (here / name / "pyvenv.cfg").exists()
        ]
        yield from (here / name for name in names if name.endswith(".py"))


def text(path: Path) -> str:
    """With the line ends that are in it."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """A unified diff of what differs."""
    parts = []
    for path, new in after.items():
        old = before.get(path, "")
        if new != old:
            lines = (old.splitlines(keepends=True), new.splitlines(keepends=True))
            parts += [_ended(line) for line in difflib.unified_diff(*lines, f"a/{path}", f"b/{path}")]
    return "".join(parts)


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def write(folder: Path, changed: Mapping[str, str]) -> None:
    """Each beside its file first, then all into place: what is interrupted leaves whole files."""
    ready = [(_beside(folder / path, new), folder / path) for path, new in changed.items()]
    for made, path in ready:
        made.replace(path)


def _beside(path: Path, new: str) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(new)
    made = Path(name)
    if path.exists():
        shutil.copymode(path, made)
    else:
        made.chmod(0o644)
    return made
