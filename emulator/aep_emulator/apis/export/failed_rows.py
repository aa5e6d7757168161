"""A batch's bad rows: the rows under `failed`, the reasons under `meta`."""

from pathlib import Path

from ...platform.http import Request, Response
from ..data_foundation import refuse
from ..ingestion import diagnostics
from .content import file_entry, file_response, listing
from .files import batch_of


def get_failed(request: Request) -> Response:
    return _below(request, "failed")


def get_meta(request: Request) -> Response:
    return _below(request, "meta")


def _below(request: Request, branch: str) -> Response:
    """`path` names a file, whose bytes are returned, or a folder, which is listed."""
    batch = batch_of(request, request.path["batch"])
    root = diagnostics.folder(request.world, request.sandbox, batch["id"]) / branch
    asked = request.query.get("path", "").strip("/")
    here = root / asked
    if not here.resolve().is_relative_to(root.resolve()):
        raise refuse(404, f"{asked} is not found")
    if asked and not here.exists():
        raise refuse(404, f"{asked} of batch {batch['id']} is not found")
    if here.is_file():
        return file_response(request, here, "application/json")
    found = sorted(here.iterdir()) if here.exists() else []
    return listing(request, [file_entry(request, _name(root, place), place) for place in found])


def _name(root: Path, place: Path) -> str:
    return place.relative_to(root).as_posix()
