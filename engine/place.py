"""An engine in the virtual environment: beside its Python, which the language host finds by PATH."""

import contextlib
import os
import shutil
from pathlib import Path

from engine import launcher


def put(engine: Path, folder: Path) -> None:
    """Every file of the engine into the folder, whole or not at all: as hard links, where the disk allows."""
    for source in engine.iterdir():
        if source.suffix != ".json" and not _same(source, folder / source.name):
            fresh = folder / f".{source.name}.{os.getpid()}"
            try:
                (launcher.write if source.name == launcher.NAME else _link)(source, fresh)
                fresh.replace(folder / source.name)
            finally:
                fresh.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """What an earlier set-up put there, so that the engine on PATH is the one that is found."""
    for name in ("pulumi", *(file.name for file in folder.glob("pulumi-*"))):
        (folder / name).unlink(missing_ok=True)


def _same(source: Path, placed: Path) -> bool:
    if not placed.exists():
        return False
    if source.name == launcher.NAME:
        return placed.read_text() == launcher.adapted(source)
    one, other = source.stat(), placed.stat()
    return os.path.samestat(one, other) or (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _link(source: Path, fresh: Path) -> None:
    with contextlib.suppress(OSError):
        fresh.hardlink_to(source)
        return
    shutil.copy2(source, fresh)
