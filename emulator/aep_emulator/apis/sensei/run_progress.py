"""The progress of runs: a status document per run, a queue entry per unfinished run, log files."""

from pathlib import Path
from typing import Any

from ...platform.choices.sensei import LOG_TAIL
from ...platform.store import ORG, Doc
from ...platform.world import World

STATUS, QUEUE = "runStatus", "runQueue"
LOGS = ("execution", "stderr", "stdout")


def log_file(world: World, run_id: str, name: str) -> Path:
    return world.subfolder("runs", run_id) / f"{name}.log"


def tail(file: Path) -> str:
    """The last part of a log."""
    if not file.exists():
        return ""
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - LOG_TAIL))
        return stream.read().decode("utf-8", "replace")


def status(world: World, sandbox: str, run_id: str) -> Doc:
    return world.store.get(STATUS, run_id, sandbox=sandbox) or {"state": "PENDING"}


def report(world: World, sandbox: str, run_id: str, **changes: Any) -> None:
    world.store.put(STATUS, run_id, status(world, sandbox, run_id) | changes, sandbox=sandbox)


def enqueue(world: World, sandbox: str, run: Doc, *, after: list[str], then: str | None) -> None:
    """`after` names runs that must finish first, `then` an MLService to score for when the run is done."""
    report(world, sandbox, run["id"], state="PENDING")
    entry = {"run": run["id"], "sandbox": sandbox, "experiment": run["experimentId"], "mode": run["mode"]}
    world.store.put(QUEUE, run["id"], entry | {"after": after, "then": then}, sandbox=ORG)


def queue_entries(world: World) -> list[Doc]:
    """The entries of all unfinished runs, oldest first."""
    return world.store.all(QUEUE, sandbox=ORG)


def dequeue(world: World, run_id: str) -> None:
    world.store.delete(QUEUE, run_id, sandbox=ORG)
