"""System jobs (`/system/jobs`): a dataset's or a batch's data leaves Profile, and only Profile.

Source: `profile.yaml`, page `profile/api/profile-system-jobs`. Batches of records cannot be undone: they overwrote.
"""

import json
import uuid
from typing import Any

from ...platform.http import Answer, Call
from ...platform.store import ORG, Doc
from ...platform.world import World
from ..ups import listing, object_of, refuse
from . import copies, removal

KIND = "profileJob"
_ENDED = ("COMPLETED", "ERROR")


def start(world: World) -> None:
    """Those that a stopped server left."""
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        for job in world.store.all(KIND, sandbox=sandbox["name"]):
            if job["status"] not in _ENDED:
                world.spawn(f"profile job {job['id']}", _run, world, sandbox["name"], job["id"])


def create(call: Call) -> Answer:
    body = object_of(call)
    dataset, batch = body.get("dataSetId") or body.get("datasetId"), body.get("batchId")
    if not (isinstance(dataset, str) or isinstance(batch, str)):
        raise refuse(400, "dataSetId or batchId is required")
    _refuse_unknown(call, dataset, batch)
    now = call.world.clock.seconds()
    job = {
        "id": str(uuid.uuid4()),
        "imsOrgId": call.world.identity.org,
        **({"batchId": batch} if batch else {"dataSetId": dataset}),
        "jobType": "DELETE",
        "status": "NEW",
        "createEpoch": now,
        "updateEpoch": now,
    }
    call.world.store.put(KIND, job["id"], job, sandbox=call.sandbox)
    call.world.spawn(f"profile job {job['id']}", _run, call.world, call.sandbox, job["id"])
    return Answer(json=job)


def _refuse_unknown(call: Call, dataset: Any, batch: Any) -> None:
    store = call.world.store
    if batch:
        taken = store.get(copies.BATCH, str(batch), sandbox=call.sandbox)
        if taken is None or (dataset and taken["dataset"] != dataset):
            raise refuse(422, f"Batch {batch} is not in the Profile store")
        if taken["kind"] == "record":
            raise refuse(422, f"Batch {batch} is of a dataset of records: only batches of events can be deleted")
    elif store.get("dataset", str(dataset), sandbox=call.sandbox) is None:
        held = any(each["dataset"] == dataset for each in copies.batches(call.world, call.sandbox))
        if not held:
            raise refuse(422, f"Dataset {dataset} is not found")


def _run(world: World, sandbox: str, id: str) -> None:
    began = world.clock.seconds()
    _set(world, sandbox, id, status="PROCESSING")
    job = world.store.get(KIND, id, sandbox=sandbox) or {}
    if "batchId" in job:
        rows = removal.remove_batch(world, sandbox, job["batchId"])
    else:
        rows = removal.remove_dataset(world, sandbox, job["dataSetId"])
    metrics = json.dumps({"recordsProcessed": rows, "timeTakenInSec": world.clock.seconds() - began})
    _set(world, sandbox, id, status="COMPLETED", metrics=metrics)


def _set(world: World, sandbox: str, id: str, **changes: Any) -> None:
    def edit(doc: Doc) -> None:
        doc.update(changes, updateEpoch=world.clock.seconds())

    world.store.change(KIND, id, edit, sandbox=sandbox)


def every(call: Call) -> Answer:
    found = listing(call, call.world.store.all(KIND, sandbox=call.sandbox), limit=100)
    page = found["_page"]
    found["_page"] = {"count": page["totalCount"], **({"next": page["next"]} if "next" in page else {})}
    return Answer(json={key: found[key] for key in ("_page", "children")})


def _found(call: Call) -> Doc:
    job = call.world.store.get(KIND, call.path["id"], sandbox=call.sandbox)
    if job is None:
        raise refuse(404, f"System job {call.path['id']} is not found")
    return job


def one(call: Call) -> Answer:
    return Answer(json=_found(call))


def delete(call: Call) -> Answer:
    """The record of it; what it removed stays removed."""
    call.world.store.delete(KIND, _found(call)["id"], sandbox=call.sandbox)
    return Answer(status=200)
