"""MLInstances: an engine with a configuration. The engine can't be changed."""

from ...platform.http import Request, Response
from ...platform.store import Doc
from . import asset, body_fields, cascade, engine, task
from .errors import refuse, success
from .listing import listing
from .object_types import ENGINE, ML_INSTANCE

_FIELDS: dict[str, body_fields.Check] = {
    "name": body_fields.string,
    "description": body_fields.string,
    "engineId": body_fields.string,
    "tasks": task.tasks,
    "tags": body_fields.tags,
}


def create(request: Request) -> Response:
    """Without `tasks` it gets a copy of the engine's default tasks."""
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("name", "engineId"))
    with request.world.store.transaction():
        made_from = asset.find_referenced(request, ENGINE, body["engineId"])
        if "tasks" not in body and engine.default_tasks(made_from):
            body["tasks"] = engine.default_tasks(made_from)
        doc = asset.new(request.world, request.client, body)
        asset.save(request.world, request.sandbox, ML_INSTANCE, doc)
    return asset.created(request, ML_INSTANCE, doc)


def list_(request: Request) -> Response:
    return listing(request, ML_INSTANCE, request.world.store.all(ML_INSTANCE.name, sandbox=request.sandbox))


def get(request: Request) -> Response:
    return asset.answer(request, ML_INSTANCE, asset.find(request, ML_INSTANCE, request.path["id"]))


def replace(request: Request) -> Response:
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("name",))

    def make(old: Doc) -> Doc:
        if body.setdefault("engineId", old["engineId"]) != old["engineId"]:
            raise refuse(422, "engineId of an MLInstance cannot be changed")
        return body

    return asset.replace(request, ML_INSTANCE, request.path["id"], make)


def delete(request: Request) -> Response:
    with request.world.store.transaction():
        cascade.ml_instance(request.world, request.sandbox, asset.find(request, ML_INSTANCE, request.path["id"]))
    return success("MLInstance deletion was successful")


def delete_all(request: Request) -> Response:
    """All MLInstances of an engine."""
    engine_id = request.query.get("engineId")
    if not engine_id:
        raise refuse(400, "engineId must not be empty")
    with request.world.store.transaction():
        found = asset.find_all(request.world, request.sandbox, ML_INSTANCE, engineId=engine_id)
        for doc in found:
            cascade.ml_instance(request.world, request.sandbox, doc)
    if not found:
        raise refuse(404, f"No MLInstance of engine {engine_id} is found")
    return success("MLInstances successfully deleted")
