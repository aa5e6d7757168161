"""Segment jobs (`/segment/jobs`): evaluate definitions over all profiles, asynchronously.

Source: `segmentation.yaml`, page `segmentation/api/segment-jobs`. NEW, QUEUED, PROCESSING, then SUCCEEDED or FAILED.
"""

import re
import uuid
from typing import Any

from ...platform.choices.segmentation import JOBS_PAGE
from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from ..profile import merge_policy
from ..property_filter import value_at
from ..ups import INSTANCE, PREFIX, PROFILE, body, listing, refuse, sandbox_entry, wanted_ids
from . import definition, worker
from .worker import ENDED, KIND

PATH = f"{PREFIX}/segment/jobs"
MOST = 1500  # definitions in one job
STATUSES = ("NEW", "QUEUED", "PROCESSING", "SUCCEEDED", "FAILED", "CANCELLING", "CANCELLED")
EVERY = [{"segmentId": "*"}]
_PROPERTY = re.compile(r"(?:(\w+)~)?([\w.]+)==(.*)")


def submit(world: World, sandbox: str, segments: list[Doc], *, source: str, properties: Doc | None = None) -> Doc:
    """Store a NEW job and wake the sandbox's worker."""
    now, id = world.clock.millis(), str(uuid.uuid4())
    link = f"/segment/jobs/{id}"
    job: Doc = {
        "id": id,
        "imsOrgId": world.organisation.org,
        "sandbox": sandbox_entry(world, sandbox),
        "profileInstanceId": INSTANCE,
        "source": source,
        "status": "NEW",
        "batchId": str(uuid.uuid4()),
        "computeJobId": world.store.count(KIND, sandbox=sandbox) + 1,
        "computeGatewayJobId": str(uuid.uuid4()),
        "segments": segments,
        "metrics": {"totalTime": {"startTimeInMs": now}, "profileSegmentationTime": {}},
        "errors": [],
        "requestId": f"{id}-{now}",
        "schema": {"name": PROFILE},
        **({"properties": properties} if properties else {}),
        "_links": {"cancel": {"href": link, "method": "DELETE"}, "checkStatus": {"href": link, "method": "GET"}},
        "updateTime": now,
        "creationTime": now,
        "updateEpoch": now // 1000,
    }
    world.store.put(KIND, id, job, sandbox=sandbox)
    worker.wake(world, sandbox)
    return job


def job_entry(world: World, sandbox: str, id: str) -> Doc:
    segment = world.store.get(definition.KIND, id, sandbox=sandbox)
    if segment is None:
        raise refuse(400, f"Segment definition {id} is not found")
    policy = merge_policy.by_id(world, sandbox, segment["mergePolicyId"]) or {}
    shown = {
        "id": id,
        "version": 1,
        "expression": segment["expression"],
        "mergePolicyId": segment["mergePolicyId"],
        "mergePolicy": {"id": segment["mergePolicyId"], "version": policy.get("version", 1)},
    }
    return {"segmentId": id, "segment": shown}


def create(request: Request) -> Response:
    """The body is an array of segmentIds, or `{schema, segments: [{segmentId: "*"}]}` for all."""
    asked: Any = body(request)
    if isinstance(asked, dict):
        schema = asked.get("schema")
        if not isinstance(schema, dict) or schema.get("name") != PROFILE:
            raise refuse(400, f"schema.name must be {PROFILE}")
        asked = asked.get("segments")
    if not isinstance(asked, list) or not asked:
        raise refuse(400, "segments must be an array that is not empty")
    ids = [each.get("segmentId") if isinstance(each, dict) else None for each in asked]
    if not all(isinstance(id, str) for id in ids):
        raise refuse(400, "each segment must have a segmentId")
    if len(ids) > MOST:
        raise refuse(400, f'at most {MOST} segments by id; all of them are {{"segmentId": "*"}}')
    with request.world.store.transaction():
        named_ones = (job_entry(request.world, request.sandbox, str(id)) for id in dict.fromkeys(ids))
        segments = EVERY if "*" in ids else list(named_ones)
        return Response(json=submit(request.world, request.sandbox, segments, source="api"))


def _find(request: Request) -> Doc:
    job = request.world.store.get(KIND, request.path["id"], sandbox=request.sandbox)
    if job is None:
        raise refuse(404, f"Segment job {request.path['id']} is not found")
    return job


def get(request: Request) -> Response:
    return Response(json=_find(request))


def list_(request: Request) -> Response:
    rows = request.world.store.all(KIND, sandbox=request.sandbox)
    status = request.query.get("status")
    if status:
        if status not in STATUSES:
            raise refuse(400, f"status must be one of: {', '.join(STATUSES)}")
        rows = [row for row in rows if row["status"] == status]
    for condition in request.query.getlist("property"):
        match = _PROPERTY.fullmatch(condition)
        if match is None:
            raise refuse(400, f"property {condition!r} is not of the form path==value or array~key==value")
        rows = [row for row in rows if _matches(row, *match.groups())]
    field, _, direction = (request.query.get("sort") or "creationTime:desc").partition(":")
    return Response(json=listing(request, definition.sorted_by(rows, field, direction or "asc"), limit=JOBS_PAGE))


def _matches(row: Doc, array: str | None, path: str, value: str) -> bool:
    items = row.get(array) if array else [row]
    return isinstance(items, list) and any(str(value_at(item, path)) == value for item in items)


def cancel(request: Request) -> Response:
    """The job is marked, and the worker drops it at its next step."""
    with request.world.store.transaction():
        job = _find(request)
        if job["status"] not in ENDED:
            worker.update_job(request.world, request.sandbox, job["id"], status="CANCELLING")
    worker.wake(request.world, request.sandbox)
    return Response(status=204)


def bulk_get(request: Request) -> Response:
    docs = {id: request.world.store.get(KIND, id, sandbox=request.sandbox) for id in wanted_ids(request)}
    return Response(status=207, json={"results": {id: doc for id, doc in docs.items() if doc}})
