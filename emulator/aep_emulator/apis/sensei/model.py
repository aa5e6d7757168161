"""Models: trained artefacts. A train run makes one; one that was trained elsewhere is registered with its file."""

from pathlib import Path
from typing import Any

from ...platform.http import Answer, Call
from ...platform.store import Doc
from ...platform.world import World
from . import asset, fields
from .kinds import EXPERIMENT, MODEL, RUN
from .listing import listing
from .problem import refuse, success

_STORAGE = "adl://sensei/models/"


def _states(name: str, value: Any) -> list[str]:
    check = fields.one_of("trained", "published", "transcoded")
    return [check(f"{name}[{at}]", one) for at, one in enumerate(fields.array(name, value))]


_FIELDS: dict[str, fields.Check] = {
    "name": fields.string,
    "description": fields.string,
    "experimentId": fields.string,
    "experimentRunId": fields.string,
    "originType": fields.string,
    "state": _states,
    "tags": fields.tags,
}
_IDS = ("experimentId", "experimentRunId", "originType", "modelArtifactUri")


def file_of(world: World, model_id: str) -> Path:
    return world.place("models") / model_id


def newest(world: World, sandbox: str, experiment_ids: list[str]) -> Doc | None:
    """The model made last in these experiments, by a run."""
    found = [
        doc
        for doc in asset.live(world, sandbox, MODEL)
        if doc.get("experimentId") in experiment_ids and doc.get("experimentRunId")
    ]
    return found[-1] if found else None


def of_run(world: World, sandbox: str, run_id: str) -> Doc | None:
    return next(iter(asset.live(world, sandbox, MODEL, experimentRunId=run_id)), None)


def register(world: World, sandbox: str, client: str, body: Doc, source: Path | None) -> Doc:
    """Save a model; `source`, if any, becomes its artefact."""
    doc = asset.stamped(world, client, body)
    if source:
        source.replace(file_of(world, doc["id"]))
        doc["modelArtifactUri"] = _STORAGE + doc["id"]
    return asset.save(world, sandbox, MODEL, doc)


def _check_ids(call: Call, body: Doc) -> None:
    if "experimentId" in body:
        asset.referred(call, EXPERIMENT, body["experimentId"])
    if "experimentRunId" in body:
        run = asset.referred(call, RUN, body["experimentRunId"])
        if body.setdefault("experimentId", run["experimentId"]) != run["experimentId"]:
            raise refuse(422, f"ExperimentRun {run['id']} does not belong to Experiment {body['experimentId']}")


def create(call: Call) -> Answer:
    body = fields.read(fields.part_of(call, "model"), _FIELDS, required=("name",))
    source = None
    with call.world.store.transaction():
        _check_ids(call, body)
        if "modelArtifact" in call.form:
            source = call.world.place("models") / f"upload-{id(call)}"
            source.write_bytes(call.form["modelArtifact"].content)
        doc = register(call.world, call.sandbox, call.client, body, source)
    return asset.created(call, MODEL, doc)


def all_of(call: Call) -> Answer:
    return listing(call, MODEL, call.world.store.all(MODEL.name, sandbox=call.sandbox))


def one(call: Call) -> Answer:
    return asset.answer(call, MODEL, asset.find(call, MODEL, call.path["id"]))


def artifact(call: Call) -> Answer:
    doc = asset.find(call, MODEL, call.path["id"])
    file = file_of(call.world, doc["id"])
    if not file.exists():
        raise refuse(404, f"Model {doc['id']} has no artifact")
    return Answer(content=file.read_bytes(), media_type="application/octet-stream")


def put(call: Call) -> Answer:
    """Ids in the body are ignored."""
    body = fields.read(fields.body_of(call), _FIELDS, required=("name",))

    def make(old: Doc) -> Doc:
        ids = {name: old[name] for name in _IDS if name in old}
        return {name: value for name, value in body.items() if name not in _IDS} | ids

    return asset.replace(call, MODEL, call.path["id"], make)


def delete(call: Call) -> Answer:
    with call.world.store.transaction():
        asset.remove(call.world, call.sandbox, MODEL, asset.find(call, MODEL, call.path["id"]))
    return success("Model deletion was successful")
