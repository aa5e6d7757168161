"""Models: trained artefacts. A training run creates one; a model trained elsewhere is registered with its file."""

from pathlib import Path
from typing import Any

from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from . import asset, body_fields
from .errors import refuse, success
from .listing import listing
from .object_types import EXPERIMENT, MODEL, RUN

_STORAGE = "adl://sensei/models/"


def _states(name: str, value: Any) -> list[str]:
    check = body_fields.one_of("trained", "published", "transcoded")
    return [check(f"{name}[{at}]", one) for at, one in enumerate(body_fields.array(name, value))]


_FIELDS: dict[str, body_fields.Check] = {
    "name": body_fields.string,
    "description": body_fields.string,
    "experimentId": body_fields.string,
    "experimentRunId": body_fields.string,
    "originType": body_fields.string,
    "state": _states,
    "tags": body_fields.tags,
}
_IDS = ("experimentId", "experimentRunId", "originType", "modelArtifactUri")


def file_of(world: World, model_id: str) -> Path:
    return world.subfolder("models") / model_id


def newest(world: World, sandbox: str, experiment_ids: list[str]) -> Doc | None:
    """The model that a run of these experiments created last."""
    found = [
        doc
        for doc in asset.find_all(world, sandbox, MODEL)
        if doc.get("experimentId") in experiment_ids and doc.get("experimentRunId")
    ]
    return found[-1] if found else None


def of_run(world: World, sandbox: str, run_id: str) -> Doc | None:
    return next(iter(asset.find_all(world, sandbox, MODEL, experimentRunId=run_id)), None)


def register(world: World, sandbox: str, client: str, body: Doc, source: Path | None) -> Doc:
    """Store a model; the file `source`, if any, becomes its artefact."""
    doc = asset.new(world, client, body)
    if source:
        source.replace(file_of(world, doc["id"]))
        doc["modelArtifactUri"] = _STORAGE + doc["id"]
    return asset.save(world, sandbox, MODEL, doc)


def _check_ids(request: Request, body: Doc) -> None:
    if "experimentId" in body:
        asset.find_referenced(request, EXPERIMENT, body["experimentId"])
    if "experimentRunId" in body:
        run = asset.find_referenced(request, RUN, body["experimentRunId"])
        if body.setdefault("experimentId", run["experimentId"]) != run["experimentId"]:
            raise refuse(422, f"ExperimentRun {run['id']} does not belong to Experiment {body['experimentId']}")


def create(request: Request) -> Response:
    body = body_fields.read(body_fields.part_of(request, "model"), _FIELDS, required=("name",))
    source = None
    with request.world.store.transaction():
        _check_ids(request, body)
        if "modelArtifact" in request.form:
            source = request.world.subfolder("models") / f"upload-{id(request)}"
            source.write_bytes(request.form["modelArtifact"].content)
        doc = register(request.world, request.sandbox, request.client, body, source)
    return asset.created(request, MODEL, doc)


def list_(request: Request) -> Response:
    return listing(request, MODEL, request.world.store.all(MODEL.name, sandbox=request.sandbox))


def get(request: Request) -> Response:
    return asset.answer(request, MODEL, asset.find(request, MODEL, request.path["id"]))


def get_artifact(request: Request) -> Response:
    doc = asset.find(request, MODEL, request.path["id"])
    file = file_of(request.world, doc["id"])
    if not file.exists():
        raise refuse(404, f"Model {doc['id']} has no artifact")
    return Response(content=file.read_bytes(), media_type="application/octet-stream")


def replace(request: Request) -> Response:
    """Ids in the body are ignored."""
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("name",))

    def make(old: Doc) -> Doc:
        ids = {name: old[name] for name in _IDS if name in old}
        return {name: value for name, value in body.items() if name not in _IDS} | ids

    return asset.replace(request, MODEL, request.path["id"], make)


def delete(request: Request) -> Response:
    with request.world.store.transaction():
        asset.remove(request.world, request.sandbox, MODEL, asset.find(request, MODEL, request.path["id"]))
    return success("Model deletion was successful")
