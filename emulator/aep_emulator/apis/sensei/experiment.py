"""Experiments: the box that runs are started in. Creating one starts nothing, unless its template has a schedule."""

import uuid
from typing import Any

from ...platform.http import Answer, Call
from ...platform.store import Doc
from ...platform.world import World
from . import asset, cascade, fields, schedule, task
from .kinds import EXPERIMENT, ML_INSTANCE
from .listing import listing
from .problem import refuse, success


def _notification(name: str, value: Any) -> Doc:
    spec = {"email": fields.string, "emailOnRetry": fields.boolean, "emailOnFailure": fields.boolean}
    return fields.read(value, spec)


_TEMPLATE: dict[str, fields.Check] = {
    "experimentRunId": fields.string,
    "tasks": task.tasks,
    "schedule": schedule.valid,
    "notification": _notification,
}


def _template(name: str, value: Any) -> Doc:
    found = fields.read(fields.mapping(name, value), _TEMPLATE)
    if "schedule" in found and found.get("tasks"):
        task.mode(f"{name}.tasks[0].name", found["tasks"][0]["name"])
    return found


_FIELDS: dict[str, fields.Check] = {
    "name": fields.string,
    "description": fields.string,
    "mlInstanceId": fields.string,
    "mlInstanceQuery": fields.string,
    "template": _template,
    "tags": fields.tags,
}


def schedule_of(doc: Doc) -> Doc | None:
    return (doc.get("template") or {}).get("schedule")


def make(world: World, sandbox: str, client: str, body: Doc, *, by_service: bool) -> Doc:
    """Save a new experiment, and note its schedule if it has one."""
    doc = asset.stamped(world, client, body | {"createdByService": by_service})
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
        schedule.note(world, sandbox, new["id"], after)


def create(call: Call) -> Answer:
    body = fields.read(fields.body_of(call), _FIELDS, required=("name",))
    with call.world.store.transaction():
        if "mlInstanceId" in body:
            asset.referred(call, ML_INSTANCE, body["mlInstanceId"])
        elif "mlInstanceQuery" not in body:
            raise refuse(400, "mlInstanceId must not be empty")
        doc = make(call.world, call.sandbox, call.client, body, by_service=False)
    return asset.created(call, EXPERIMENT, doc)


def all_of(call: Call) -> Answer:
    return listing(call, EXPERIMENT, call.world.store.all(EXPERIMENT.name, sandbox=call.sandbox))


def one(call: Call) -> Answer:
    return asset.answer(call, EXPERIMENT, asset.find(call, EXPERIMENT, call.path["id"]))


def _changed(old: Doc, body: Doc) -> Doc:
    for name in ("mlInstanceId", "mlInstanceQuery"):
        if name in old and body.setdefault(name, old[name]) != old[name]:
            raise refuse(422, f"{name} of an Experiment cannot be changed")
    before, after = schedule_of(old), schedule_of(body)
    if before and after and not schedule.same_start(before, after):
        raise refuse(422, "template.schedule.startTime of a scheduled Experiment cannot be changed")
    kept = {name: value for name, value in old.items() if name in ("createdByService", "workflowId")}
    return body | kept


def put(call: Call) -> Answer:
    body = fields.read(fields.body_of(call), _FIELDS, required=("name",))
    with call.world.store.transaction():
        old = asset.find(call, EXPERIMENT, call.path["id"])
        answer = asset.replace(call, EXPERIMENT, call.path["id"], lambda doc: _changed(doc, body))
        reschedule(call.world, call.sandbox, old, asset.find(call, EXPERIMENT, call.path["id"]))
    return answer


def delete(call: Call) -> Answer:
    with call.world.store.transaction():
        cascade.experiment(call.world, call.sandbox, asset.find(call, EXPERIMENT, call.path["id"]))
    return success("Experiment successfully deleted")


def delete_all(call: Call) -> Answer:
    """All of one MLInstance."""
    instance_id = call.query.get("mlInstanceId")
    if not instance_id:
        raise refuse(400, "mlInstanceId must not be empty")
    with call.world.store.transaction():
        found = asset.live(call.world, call.sandbox, EXPERIMENT, mlInstanceId=instance_id)
        for doc in found:
            cascade.experiment(call.world, call.sandbox, doc)
    if not found:
        raise refuse(404, f"No Experiment of MLInstance {instance_id} is found")
    return success("Experiments successfully deleted")
