"""MLInstances: a recipe with its configuration. Its engine never changes."""

from ...platform.http import Answer, Call
from ...platform.store import Doc
from . import asset, cascade, engine, fields, task
from .kinds import ENGINE, ML_INSTANCE
from .listing import listing
from .problem import refuse, success

_FIELDS: dict[str, fields.Check] = {
    "name": fields.string,
    "description": fields.string,
    "engineId": fields.string,
    "tasks": task.tasks,
    "tags": fields.tags,
}


def create(call: Call) -> Answer:
    """Without `tasks` it gets a copy of the engine's default ones."""
    body = fields.read(fields.body_of(call), _FIELDS, required=("name", "engineId"))
    with call.world.store.transaction():
        made_from = asset.referred(call, ENGINE, body["engineId"])
        if "tasks" not in body and engine.default_tasks(made_from):
            body["tasks"] = engine.default_tasks(made_from)
        doc = asset.stamped(call.world, call.client, body)
        asset.save(call.world, call.sandbox, ML_INSTANCE, doc)
    return asset.created(call, ML_INSTANCE, doc)


def all_of(call: Call) -> Answer:
    return listing(call, ML_INSTANCE, call.world.store.all(ML_INSTANCE.name, sandbox=call.sandbox))


def one(call: Call) -> Answer:
    return asset.answer(call, ML_INSTANCE, asset.find(call, ML_INSTANCE, call.path["id"]))


def put(call: Call) -> Answer:
    body = fields.read(fields.body_of(call), _FIELDS, required=("name",))

    def make(old: Doc) -> Doc:
        if body.setdefault("engineId", old["engineId"]) != old["engineId"]:
            raise refuse(422, "engineId of an MLInstance cannot be changed")
        return body

    return asset.replace(call, ML_INSTANCE, call.path["id"], make)


def delete(call: Call) -> Answer:
    with call.world.store.transaction():
        cascade.ml_instance(call.world, call.sandbox, asset.find(call, ML_INSTANCE, call.path["id"]))
    return success("MLInstance deletion was successful")


def delete_all(call: Call) -> Answer:
    """All of one engine."""
    engine_id = call.query.get("engineId")
    if not engine_id:
        raise refuse(400, "engineId must not be empty")
    with call.world.store.transaction():
        found = asset.live(call.world, call.sandbox, ML_INSTANCE, engineId=engine_id)
        for doc in found:
            cascade.ml_instance(call.world, call.sandbox, doc)
    if not found:
        raise refuse(404, f"No MLInstance of engine {engine_id} is found")
    return success("MLInstances successfully deleted")
