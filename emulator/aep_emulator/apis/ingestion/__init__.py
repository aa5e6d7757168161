"""Batch ingestion (`/data/foundation/import`). Source: `batch-ingestion.yaml`, pages `ingestion/batch-ingestion/*`."""

from ...platform.choices.storage import URL_AT_MOST
from ...platform.http import Handler, Request, Response, Route
from ...platform.store import ORG
from ...platform.world import World
from ..data_foundation import refuse
from . import abandonment, action, batch, large_file, preview, processing, upload

PREFIX = "/data/foundation/import"
_FILE = PREFIX + "/batches/{batch}/datasets/{dataset}/files/{name:path}"


def _limit_url(handler: Handler) -> Handler:
    """Refuses long URLs; of all services' API files, only this one's sets a limit."""

    def guarded(request: Request) -> Response:
        length = len(request.href(request.url_path)) + len(str(request.query)) + bool(request.query)
        if length > URL_AT_MOST:
            raise refuse(414, f"The URL has {length} characters; {URL_AT_MOST} are allowed")
        return handler(request)

    return guarded


_TABLE = [
    Route("POST", f"{PREFIX}/batches", batch.create),
    Route("POST", PREFIX + "/batches/{batch}", action.act),
    Route("PUT", _FILE, upload.replace),
    Route("POST", _FILE, large_file.act),
    Route("PATCH", _FILE, large_file.update),
    Route("HEAD", _FILE, large_file.head),
    Route("GET", PREFIX + "/batches/{batch}/datasets/{dataset}/preview", preview.get),
]
ROUTES = [Route(row.method, row.path, _limit_url(row.handler)) for row in _TABLE]


def start(world: World) -> None:
    """Resumes what a stopped server left unfinished, and abandons batches that are never completed."""
    world.spawn("resuming batches", _resume, world)
    abandonment.start(world)


def _resume(world: World) -> None:
    """Successful batches are announced first, in their order: they must not overwrite what comes after them."""
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        for note in world.store.all(processing.UNANNOUNCED, sandbox=sandbox["name"]):
            processing.announce(world, sandbox["name"], note["batch"])
        for doc in world.store.all("batch", sandbox=sandbox["name"]):
            action.start_work(world, sandbox["name"], doc)
