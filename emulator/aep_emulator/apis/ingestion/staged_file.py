"""A batch's files until it is processed: which parts have arrived, and where they are kept."""

import hashlib
import shutil
from pathlib import Path

from ...platform.store import Doc
from ...platform.world import World

KIND = "upload"


def _key(batch: str, name: str) -> str:
    return f"{batch}/{name}"


def folder(world: World, sandbox: str, batch: str) -> Path:
    return world.subfolder("uploads", sandbox, batch)


def path_of(world: World, sandbox: str, batch: str, name: str) -> Path:
    """Names may be long and contain slashes, so the file is called by a hash of its name."""
    return folder(world, sandbox, batch) / hashlib.sha256(name.encode()).hexdigest()[:32]


def find(world: World, sandbox: str, batch: str, name: str) -> Doc | None:
    return world.store.get(KIND, _key(batch, name), sandbox=sandbox)


def all_of(world: World, sandbox: str, batch: str) -> list[Doc]:
    """The batch's files, sorted by name."""
    docs = [doc for doc in world.store.all(KIND, sandbox=sandbox) if doc["batch"] == batch]
    return sorted(docs, key=lambda doc: doc["name"])


def record(
    world: World, sandbox: str, batch: str, name: str, *, size: int, parts: list[list[int]] | None = None
) -> None:
    """`parts` are the byte ranges of a large file that have arrived; None once a file is complete."""
    doc = {"batch": batch, "name": name, "size": size, "parts": parts}
    world.store.put(KIND, _key(batch, name), doc, sandbox=sandbox)


def remove(world: World, sandbox: str, batch: str) -> None:
    with world.store.transaction():
        for doc in all_of(world, sandbox, batch):
            world.store.delete(KIND, _key(batch, doc["name"]), sandbox=sandbox)
    shutil.rmtree(world.folder / "uploads" / sandbox / batch, ignore_errors=True)
