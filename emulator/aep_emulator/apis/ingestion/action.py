"""What can be done to a batch: COMPLETE, ABORT, FAIL, REVERT. COMPLETE only accepts; the work goes on afterwards."""

from ...platform.http import Answer, Call, Refused
from ...platform.lake import IN
from ...platform.store import Doc
from ...platform.world import World
from ..platform_errors import refuse
from . import batch, file, work

DONE_WITH = ("inactive", "deleted")


def act(call: Call) -> Answer:
    action = call.query.get("action", "").upper()
    acts = {"COMPLETE": _complete, "ABORT": _abort, "FAIL": _fail, "REVERT": _revert}
    if action not in acts:
        raise refuse(400, f"action must be one of {', '.join(acts)}")
    with call.world.store.transaction():
        doc = batch.found(call)
        was = doc["status"]
        acts[action](call, doc)
    if doc["status"] != was:
        follow_up(call.world, call.sandbox, doc)
    return Answer(json=batch.public(doc))


def follow_up(world: World, sandbox: str, doc: Doc) -> None:
    """The work that a batch's state asks for; also what a stopped server had left."""
    if doc["status"] in work.WAITING:
        world.spawn(f"batch {doc['id']}", work.process, world, sandbox, doc["id"])
    elif doc["status"] == "inactive" and doc.get("_reverting"):
        world.spawn(f"revert of batch {doc['id']}", _reverted, world, sandbox, doc["id"])
    elif doc["status"] in ("aborted", "failed"):
        file.forget(world, sandbox, doc["id"])


def _to(call: Call, doc: Doc, status: str) -> None:
    batch.put(call.world, call.sandbox, doc, status=status, updatedUser=f"{call.client}@techacct.adobe.com")


def _cannot(doc: Doc, action: str) -> Refused:
    return refuse(400, f"Batch {doc['id']} is {doc['status']} and cannot be {action}")


def _complete(call: Call, doc: Doc) -> None:
    """Said twice it does no harm."""
    if doc["status"] in (*work.WAITING, *IN):
        return
    if doc["status"] != "loading":
        raise _cannot(doc, "completed")
    files = file.every(call.world, call.sandbox, doc["id"])
    if not files:
        raise refuse(400, f"Batch {doc['id']} holds no files")
    for one in files:
        if one["parts"] is not None:
            raise refuse(400, f"File {one['name']} of batch {doc['id']} is not complete")
    _to(call, doc, "loaded")


def _abort(call: Call, doc: Doc) -> None:
    if doc["status"] != "aborted":
        if doc["status"] != "loading":
            raise _cannot(doc, "aborted")
        _to(call, doc, "aborted")


def _fail(call: Call, doc: Doc) -> None:
    if doc["status"] != "failed":
        if doc["status"] != "loading":
            raise _cannot(doc, "failed")
        _to(call, doc, "failed")


def _revert(call: Call, doc: Doc) -> None:
    if doc["status"] in DONE_WITH:
        return
    if doc["status"] not in IN:
        raise _cannot(doc, "reverted")
    doc["_reverting"] = True
    _to(call, doc, "inactive")


def _reverted(world: World, sandbox: str, id: str) -> None:
    with world.store.transaction():
        doc = world.store.get("batch", id, sandbox=sandbox)
        if doc and doc["status"] == "inactive":
            batch.put(world, sandbox, doc, status="deleted")
            work.drop_rows(world, sandbox, doc)
