"""Experiments: what runs belong to. Creating one starts no run, but its template may have a schedule."""

import uuid
from typing import Any

from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from . import asset, body_fields, cascade, schedule, task
from .errors import refuse, success
from .listing import listing
from .object_types import EXPERIMENT, ML_INSTANCE


def _notification(name: str, value: Any) -> Doc:
    spec = {"email": body_fields.string, "emailOnRetry": body_fields.boolean, "emailOnFailure": body_fields.boolean}
    return body_fields.read(value, spec)


_TEMPLATE: dict[str, body_fields.Check] = {
    "experimentRunId": body_fields.string,
    "tasks": task.tasks,
    "schedule": schedule.checked,
    "notification": _notification,
}


def _template(name: str, value: Any) -> Doc:
    found = body_fields.read(body_fields.mapping(name, value), _TEMPLATE)
    if "schedule" in found and found.get("tasks"):
        task.mode(f"{name}.tasks[0].name", found["tasks"][0]["name"])
    return found


_FIELDS: dict[str, body_fields.Check] = {
    "name": body_fields.string,
    "description": body_fields.string,
    "mlInstanceId": body_fields.string,
    "mlInstanceQuery": body_fields.string,
    "template": _template,
    "tags": body_fields.tags,
}


def schedule_of(doc: Doc) -> Doc | None:
    return (doc.get("template") or {}).get("schedule")


def make(world: World, sandbox: str, client: str, body: Doc, *, by_service: bool) -> Doc:
    """Store a new experiment, and its schedule if it has one."""
    doc = asset.new(world, client, body | {"createdByService": by_service})
    if schedule_of(doc):
        doc["workflowId"] = str(uuid.uuid4())
    asset.save(world, sandbox, EXPERIMENT, doc)
    reschedule(world, sandbox, None, doc)
    return doc


def reschedule(world: World, sandbox: str, old: Doc | None, new: Doc) -> None:
    before, after = schedule_of(old) if old else None, schedule_of(new)
    if after is None:
        schedule.forget(world, sandbox, new["id"])
    elif after != before:
        schedule.remember(world, sandbox, new["id"], after)


def create(request: Request) -> Response:
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("name",))
    with request.world.store.transaction():
        if "mlInstanceId" in body:
            asset.find_referenced(request, ML_INSTANCE, body["mlInstanceId"])
        elif "mlInstanceQuery" not in body:
            raise refuse(400, "mlInstanceId must not be empty")
        doc = make(request.world, request.sandbox, request.client, body, by_service=False)
    return asset.created(request, EXPERIMENT, doc)


def list_(request: Request) -> Response:
    return listing(request, EXPERIMENT, request.world.store.all(EXPERIMENT.name, sandbox=request.sandbox))


def get(request: Request) -> Response:
    return asset.answer(request, EXPERIMENT, asset.find(request, EXPERIMENT, request.path["id"]))


def _changed(old: Doc, body: Doc) -> Doc:
    for name in ("mlInstanceId", "mlInstanceQuery"):
        if name in old and body.setdefault(name, old[name]) != old[name]:
            raise refuse(422, f"{name} of an Experiment cannot be changed")
    before, after = schedule_of(old), schedule_of(body)
    if before and after and not schedule.same_start(before, after):
        raise refuse(422, "template.schedule.startTime of a scheduled Experiment cannot be changed")
    kept = {name: value for name, value in old.items() if name in ("createdByService", "workflowId")}
    return body | kept


def replace(request: Request) -> Response:
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("name",))
    with request.world.store.transaction():
        old = asset.find(request, EXPERIMENT, request.path["id"])
        answer = asset.replace(request, EXPERIMENT, request.path["id"], lambda doc: _changed(doc, body))
        reschedule(request.world, request.sandbox, old, asset.find(request, EXPERIMENT, request.path["id"]))
    return answer


def delete(request: Request) -> Response:
    with request.world.store.transaction():
        cascade.experiment(request.world, request.sandbox, asset.find(request, EXPERIMENT, request.path["id"]))
    return success("Experiment successfully deleted")


def delete_all(request: Request) -> Response:
    """All experiments of an MLInstance."""
    instance_id = request.query.get("mlInstanceId")
    if not instance_id:
        raise refuse(400, "mlInstanceId must not be empty")
    with request.world.store.transaction():
        found = asset.find_all(request.world, request.sandbox, EXPERIMENT, mlInstanceId=instance_id)
        for doc in found:
            cascade.experiment(request.world, request.sandbox, doc)
    if not found:
        raise refuse(404, f"No Experiment of MLInstance {instance_id} is found")
    return success("Experiments successfully deleted")
