"""A batch's actions: COMPLETE, ABORT, FAIL, REVERT. COMPLETE responds before the batch is processed."""

from ...platform.http import ApiError, Request, Response
from ...platform.lake import IN
from ...platform.store import Doc
from ...platform.world import World
from ..data_foundation import refuse
from . import batch, processing, staged_file

REMOVED = ("inactive", "deleted")


def act(request: Request) -> Response:
    action = request.query.get("action", "").upper()
    acts = {"COMPLETE": _complete, "ABORT": _abort, "FAIL": _fail, "REVERT": _revert}
    if action not in acts:
        raise refuse(400, f"action must be one of {', '.join(acts)}")
    with request.world.store.transaction():
        doc = batch.find(request)
        was = doc["status"]
        acts[action](request, doc)
    if doc["status"] != was:
        start_work(request.world, request.sandbox, doc)
    return Response(json=batch.shown(doc))


def start_work(world: World, sandbox: str, doc: Doc) -> None:
    """Start the work that follows from a batch's status, also when a stopped server left it undone."""
    if doc["status"] in processing.PENDING:
        world.spawn(f"batch {doc['id']}", processing.process, world, sandbox, doc["id"])
    elif doc["status"] == "inactive" and doc.get("_reverting"):
        world.spawn(f"revert of batch {doc['id']}", _finish_revert, world, sandbox, doc["id"])
    elif doc["status"] in ("aborted", "failed"):
        staged_file.remove(world, sandbox, doc["id"])


def _set_status(request: Request, doc: Doc, status: str) -> None:
    batch.save(request.world, request.sandbox, doc, status=status, updatedUser=f"{request.client}@techacct.adobe.com")


def _wrong_status(doc: Doc, action: str) -> ApiError:
    return refuse(400, f"Batch {doc['id']} is {doc['status']} and cannot be {action}")


def _complete(request: Request, doc: Doc) -> None:
    """Doing it twice does no harm."""
    if doc["status"] in (*processing.PENDING, *IN):
        return
    if doc["status"] != "loading":
        raise _wrong_status(doc, "completed")
    files = staged_file.all_of(request.world, request.sandbox, doc["id"])
    if not files:
        raise refuse(400, f"Batch {doc['id']} holds no files")
    for one in files:
        if one["parts"] is not None:
            raise refuse(400, f"File {one['name']} of batch {doc['id']} is not complete")
    _set_status(request, doc, "loaded")


def _abort(request: Request, doc: Doc) -> None:
    if doc["status"] != "aborted":
        if doc["status"] != "loading":
            raise _wrong_status(doc, "aborted")
        _set_status(request, doc, "aborted")


def _fail(request: Request, doc: Doc) -> None:
    if doc["status"] != "failed":
        if doc["status"] != "loading":
            raise _wrong_status(doc, "failed")
        _set_status(request, doc, "failed")


def _revert(request: Request, doc: Doc) -> None:
    if doc["status"] in REMOVED:
        return
    if doc["status"] not in IN:
        raise _wrong_status(doc, "reverted")
    doc["_reverting"] = True
    _set_status(request, doc, "inactive")


def _finish_revert(world: World, sandbox: str, id: str) -> None:
    with world.store.transaction():
        doc = world.store.get("batch", id, sandbox=sandbox)
        if doc and doc["status"] == "inactive":
            batch.save(world, sandbox, doc, status="deleted")
            processing.remove_rows(world, sandbox, doc)
