"""The files of a batch on their way in: what has arrived of each, and where it lies until the batch is processed."""

import hashlib
import shutil
from pathlib import Path

from ...platform.store import Doc
from ...platform.world import World

KIND = "upload"


def _key(batch: str, name: str) -> str:
    return f"{batch}/{name}"


def folder(world: World, sandbox: str, batch: str) -> Path:
    return world.place("uploads", sandbox, batch)


def place(world: World, sandbox: str, batch: str, name: str) -> Path:
    """Names may hold slashes and be long, so a file's place is a hash of its name."""
    return folder(world, sandbox, batch) / hashlib.sha256(name.encode()).hexdigest()[:32]


def found(world: World, sandbox: str, batch: str, name: str) -> Doc | None:
    return world.store.get(KIND, _key(batch, name), sandbox=sandbox)


def all_of(world: World, sandbox: str, batch: str) -> list[Doc]:
    """By name."""
    docs = [doc for doc in world.store.all(KIND, sandbox=sandbox) if doc["batch"] == batch]
    return sorted(docs, key=lambda doc: doc["name"])


def note(world: World, sandbox: str, batch: str, name: str, *, size: int, parts: list[list[int]] | None = None) -> None:
    """`parts` are the byte ranges that arrived of a large file not yet complete; None for a complete file."""
    doc = {"batch": batch, "name": name, "size": size, "parts": parts}
    world.store.put(KIND, _key(batch, name), doc, sandbox=sandbox)


def forget(world: World, sandbox: str, batch: str) -> None:
    with world.store.transaction():
        for doc in all_of(world, sandbox, batch):
            world.store.delete(KIND, _key(batch, doc["name"]), sandbox=sandbox)
    shutil.rmtree(world.folder / "uploads" / sandbox / batch, ignore_errors=True)
