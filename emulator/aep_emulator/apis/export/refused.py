"""What is kept of a batch's bad rows: themselves under `failed`, why they are bad under `meta`."""

from pathlib import Path

from ...platform.http import Answer, Call
from ..ingestion import diagnostics
from ..platform_errors import refuse
from .content import content, entry, listed
from .files import batch_of


def failed(call: Call) -> Answer:
    return _below(call, "failed")


def meta(call: Call) -> Answer:
    return _below(call, "meta")


def _below(call: Call, branch: str) -> Answer:
    """`path` names a file, whose bytes are the answer, or a folder, which is listed."""
    batch = batch_of(call, call.path["batch"])
    root = diagnostics.folder(call.world, call.sandbox, batch["id"]) / branch
    asked = call.query.get("path", "").strip("/")
    here = root / asked
    if not here.resolve().is_relative_to(root.resolve()):
        raise refuse(404, f"{asked} is not found")
    if asked and not here.exists():
        raise refuse(404, f"{asked} of batch {batch['id']} is not found")
    if here.is_file():
        return content(call, here, "application/json")
    found = sorted(here.iterdir()) if here.exists() else []
    return listed(call, [entry(call, _name(root, place), place) for place in found])


def _name(root: Path, place: Path) -> str:
    return place.relative_to(root).as_posix()
