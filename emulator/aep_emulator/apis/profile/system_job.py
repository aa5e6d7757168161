"""System jobs (`/system/jobs`): delete a dataset's or a batch's data from Profile, but not from the lake.

Source: `profile.yaml`, page `profile/api/profile-system-jobs`. Batches of records cannot be deleted: they overwrite.
"""

import json
import uuid
from typing import Any

from ...platform.http import Request, Response
from ...platform.store import ORG, Doc
from ...platform.world import World
from ..ups import json_object, listing, refuse
from . import batch_copies, removal

KIND = "profileJob"
_ENDED = ("COMPLETED", "ERROR")


def start(world: World) -> None:
    """Resume the jobs that a stopped server left unfinished."""
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        for job in world.store.all(KIND, sandbox=sandbox["name"]):
            if job["status"] not in _ENDED:
                world.spawn(f"profile job {job['id']}", _run, world, sandbox["name"], job["id"])


def create(request: Request) -> Response:
    body = json_object(request)
    dataset, batch = body.get("dataSetId") or body.get("datasetId"), body.get("batchId")
    if not (isinstance(dataset, str) or isinstance(batch, str)):
        raise refuse(400, "dataSetId or batchId is required")
    _refuse_unknown(request, dataset, batch)
    now = request.world.clock.seconds()
    job = {
        "id": str(uuid.uuid4()),
        "imsOrgId": request.world.organisation.org,
        **({"batchId": batch} if batch else {"dataSetId": dataset}),
        "jobType": "DELETE",
        "status": "NEW",
        "createEpoch": now,
        "updateEpoch": now,
    }
    request.world.store.put(KIND, job["id"], job, sandbox=request.sandbox)
    request.world.spawn(f"profile job {job['id']}", _run, request.world, request.sandbox, job["id"])
    return Response(json=job)


def _refuse_unknown(request: Request, dataset: Any, batch: Any) -> None:
    store = request.world.store
    if batch:
        taken = store.get(batch_copies.BATCH, str(batch), sandbox=request.sandbox)
        if taken is None or (dataset and taken["dataset"] != dataset):
            raise refuse(422, f"Batch {batch} is not in the Profile store")
        if taken["kind"] == "record":
            raise refuse(422, f"Batch {batch} is of a dataset of records: only batches of events can be deleted")
    elif store.get("dataset", str(dataset), sandbox=request.sandbox) is None:
        held = any(each["dataset"] == dataset for each in batch_copies.batches(request.world, request.sandbox))
        if not held:
            raise refuse(422, f"Dataset {dataset} is not found")


def _run(world: World, sandbox: str, id: str) -> None:
    began = world.clock.seconds()
    _update(world, sandbox, id, status="PROCESSING")
    job = world.store.get(KIND, id, sandbox=sandbox) or {}
    if "batchId" in job:
        rows = removal.remove_batch(world, sandbox, job["batchId"])
    else:
        rows = removal.remove_dataset(world, sandbox, job["dataSetId"])
    metrics = json.dumps({"recordsProcessed": rows, "timeTakenInSec": world.clock.seconds() - began})
    _update(world, sandbox, id, status="COMPLETED", metrics=metrics)


def _update(world: World, sandbox: str, id: str, **changes: Any) -> None:
    def edit(doc: Doc) -> None:
        doc.update(changes, updateEpoch=world.clock.seconds())

    world.store.change(KIND, id, edit, sandbox=sandbox)


def list_(request: Request) -> Response:
    found = listing(request, request.world.store.all(KIND, sandbox=request.sandbox), limit=100)
    page = found["_page"]
    found["_page"] = {"count": page["totalCount"], **({"next": page["next"]} if "next" in page else {})}
    return Response(json={key: found[key] for key in ("_page", "children")})


def _find(request: Request) -> Doc:
    job = request.world.store.get(KIND, request.path["id"], sandbox=request.sandbox)
    if job is None:
        raise refuse(404, f"System job {request.path['id']} is not found")
    return job


def get(request: Request) -> Response:
    return Response(json=_find(request))


def delete(request: Request) -> Response:
    """Deletes the job's record; what the job deleted stays deleted."""
    request.world.store.delete(KIND, _find(request)["id"], sandbox=request.sandbox)
    return Response(status=200)
