"""Schedules (`/config/schedules`): evaluate all segments, once a day at most. A sandbox has one schedule.

Source: `segmentation.yaml`, page `segmentation/api/schedules`. PATCH allows only `add` on /state and /schedule.
"""

import uuid
from datetime import datetime
from typing import Any

from ...platform.choices.segmentation import MADE_UP_SCHEDULE, SCHEDULES_PAGE, SEGMENT_RUNS_AT_MOST
from ...platform.http import Request, Response
from ...platform.store import ORG, Doc
from ...platform.world import World
from ..ups import body as read_body
from ..ups import json_object, listing, refuse, sandbox_entry
from . import job, quartz
from .definition import KIND as SEGMENT
from .definition import text_of

KIND = "segmentSchedule"
TYPES = ("batch_segmentation", "export")
STATES = ("active", "inactive")
_SEEN = "_seen"  # due times up to this moment are done; not shown


def start(world: World) -> None:
    """What fell due while no server ran is skipped."""
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        for doc in world.store.all(KIND, sandbox=sandbox["name"]):
            _save(world, sandbox["name"], {**doc, _SEEN: world.clock.now().isoformat()})
    world.clock.on_tick(lambda now: tick(world, now))


def tick(world: World, now: datetime) -> None:
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        if sandbox["state"] != "active":
            continue
        for doc in world.store.all(KIND, sandbox=sandbox["name"]):
            if doc["state"] == "active":
                _run_due(world, sandbox["name"], doc, now)


def _run_due(world: World, sandbox: str, doc: Doc, now: datetime) -> None:
    seen = datetime.fromisoformat(doc[_SEEN])
    due = 0
    for at in quartz.times(doc["schedule"], seen):
        if at > now or due == SEGMENT_RUNS_AT_MOST:
            break
        due += 1
    if not due:
        return
    with world.store.transaction():
        fresh = world.store.get(KIND, doc["id"], sandbox=sandbox)
        if fresh is None or fresh[_SEEN] != doc[_SEEN] or fresh["state"] != "active":
            return
        _save(world, sandbox, {**fresh, _SEEN: now.isoformat()})
        for _ in range(due if doc["type"] == "batch_segmentation" else 0):
            properties = {"scheduleId": doc["id"], "runId": str(uuid.uuid4())}
            job.submit(world, sandbox, _segments(world, sandbox, doc), source="scheduler", properties=properties)


def _segments(world: World, sandbox: str, doc: Doc) -> list[Doc]:
    """The segments named that still exist; all segments if `*` is named or none of them is left."""
    ids = doc["properties"].get("segments") or []
    known = [id for id in ids if world.store.get(SEGMENT, id, sandbox=sandbox)]
    return job.EVERY if "*" in ids or not known else [job.job_entry(world, sandbox, id) for id in known]


def _save(world: World, sandbox: str, doc: Doc) -> None:
    world.store.put(KIND, doc["id"], doc, sandbox=sandbox)


def _shown(doc: Doc) -> Doc:
    return {key: value for key, value in doc.items() if key != _SEEN}


def _cron(world: World, value: Any) -> str:
    if not isinstance(value, str):
        raise refuse(400, "schedule must be a string")
    try:
        quartz.check(value, world.clock.now())
    except quartz.BadCron as error:
        raise refuse(400, str(error)) from None
    return value


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise refuse(400, f"{name} must be one of: {', '.join(allowed)}")
    return str(value)


def _properties(request: Request, body: Doc, type: str) -> Doc:
    found = body.get("properties")
    if not isinstance(found, dict):
        raise refuse(400, "properties is required and must be an object")
    segments = found.get("segments")
    if type == "batch_segmentation":
        if not isinstance(segments, list) or not segments or not all(isinstance(each, str) for each in segments):
            raise refuse(400, 'properties.segments is required: ["*"] or an array of ids')
        for id in segments:
            if id != "*" and request.world.store.get(SEGMENT, id, sandbox=request.sandbox) is None:
                raise refuse(400, f"properties.segments: there is no segment definition {id}")
    return found


def create(request: Request) -> Response:
    body, world = json_object(request), request.world
    type = _one_of("type", body.get("type"), TYPES)
    made = {
        "id": str(uuid.uuid4()),
        "imsOrgId": world.organisation.org,
        "sandbox": sandbox_entry(world, request.sandbox),
        "name": text_of(body, "name"),
        "state": _one_of("state", body.get("state", "inactive"), STATES),
        "type": type,
        "schedule": _cron(world, body.get("schedule", MADE_UP_SCHEDULE)),
        "properties": _properties(request, body, type),
        "createEpoch": world.clock.seconds(),
        "updateEpoch": world.clock.seconds(),
        _SEEN: world.clock.now().isoformat(),
    }
    with world.store.transaction():
        there = world.store.all(KIND, sandbox=request.sandbox)
        if there:
            raise refuse(400, "There can be only one schedule", f"{there[0]['name']} ({there[0]['id']})")
        _save(world, request.sandbox, made)
    return Response(json=_shown(made))


def list_(request: Request) -> Response:
    rows = [_shown(doc) for doc in request.world.store.all(KIND, sandbox=request.sandbox)]
    return Response(json=listing(request, rows, limit=SCHEDULES_PAGE))


def _find(request: Request) -> Doc:
    doc = request.world.store.get(KIND, request.path["id"], sandbox=request.sandbox)
    if doc is None:
        raise refuse(404, f"Schedule {request.path['id']} is not found")
    return doc


def get(request: Request) -> Response:
    return Response(json=_shown(_find(request)))


def update(request: Request) -> Response:
    operations, world = read_body(request), request.world
    if not isinstance(operations, list) or not operations or not all(isinstance(each, dict) for each in operations):
        raise refuse(400, "the body must be an array of JSON Patch operations")
    with world.store.transaction():
        doc = _find(request)
        changes: Doc = {}
        for each in operations:
            if each.get("op") != "add":
                raise refuse(400, f"op {each.get('op')!r} is not supported; a schedule knows only add")
            changes |= _change(request, each)
        now = {_SEEN: world.clock.now().isoformat(), "updateEpoch": world.clock.seconds()}
        _save(world, request.sandbox, {**doc, **changes, **now})
    return Response(status=204)


def _change(request: Request, operation: Doc) -> Doc:
    match operation.get("path"):
        case "/state":
            state = _one_of("state", operation.get("value"), STATES)
            if state == "inactive":
                _refuse_while_streaming(request)
            return {"state": state}
        case "/schedule":
            return {"schedule": _cron(request.world, operation.get("value"))}
        case other:
            raise refuse(400, f"path {other!r} is not supported; only /state and /schedule can change")


def _refuse_while_streaming(request: Request) -> None:
    for segment in request.world.store.all(SEGMENT, sandbox=request.sandbox):
        if segment["evaluationInfo"]["continuous"]["enabled"]:
            raise refuse(400, "The schedule cannot be inactive while segments are streaming", segment["name"])


def delete(request: Request) -> Response:
    with request.world.store.transaction():
        request.world.store.delete(KIND, _find(request)["id"], sandbox=request.sandbox)
    return Response(status=204)
