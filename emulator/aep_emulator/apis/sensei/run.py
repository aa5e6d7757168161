"""Experiment runs: a training, a scoring or a feature pipeline. They can't be changed, deleted or cancelled."""

from dataclasses import dataclass

from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from . import asset, body_fields, model, run_progress, task
from .errors import refuse
from .listing import listing
from .object_types import EXPERIMENT, ML_INSTANCE, MODEL, RUN

_FIELDS: dict[str, body_fields.Check] = {"mode": task.mode, "tasks": task.tasks, "description": body_fields.string}


@dataclass(frozen=True, kw_only=True)
class RunSpec:
    """What to run. `service` is the MLService whose newest model a scoring uses."""

    mode: str
    overrides: list[Doc]
    description: str = ""
    by_schedule: bool = False
    service: str | None = None
    after: tuple[str, ...] = ()  # runs that must finish first
    then: str | None = None  # an MLService to score for when this is done


def enqueue(world: World, sandbox: str, client: str, experiment: Doc, spec: RunSpec) -> Doc:
    """Queue a new run: the instance's task for that mode, with the overrides."""
    mode = spec.mode
    instance = asset.lookup(world, sandbox, ML_INSTANCE, experiment.get("mlInstanceId", "")) or {}
    base = task.of_mode(instance.get("tasks") or [], mode)
    body = {
        "mode": mode,
        "experimentId": experiment["id"],
        **({"description": spec.description} if spec.description else {}),
        "tasks": [task.merged(base, task.of_mode(spec.overrides, mode), mode)],
        "createdBySchedule": spec.by_schedule,
        "_service": spec.service,
    }
    doc = asset.new(world, client, body)
    with world.store.transaction():
        asset.save(world, sandbox, RUN, doc)
        run_progress.enqueue(world, sandbox, doc, after=list(spec.after), then=spec.then)
    return doc


def _check_model(request: Request, experiment: Doc, given: Doc) -> None:
    if model.newest(request.world, request.sandbox, [experiment["id"]]) is None:
        raise refuse(422, f"Experiment {experiment['id']} has no trained model: score needs a finished train run")
    wanted = task.parameter(given, "modelId")
    if wanted:
        asset.find_referenced(request, MODEL, str(wanted))


def create(request: Request) -> Response:
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("mode",))
    with request.world.store.transaction():
        experiment = asset.find(request, EXPERIMENT, request.path["experiment"])
        spec = RunSpec(mode=body["mode"], overrides=body.get("tasks", []), description=body.get("description", ""))
        doc = enqueue(request.world, request.sandbox, request.client, experiment, spec)
        if body["mode"] == "score":
            _check_model(request, experiment, doc["tasks"][0])  # a refusal rolls the run back
    return asset.created(request, RUN, doc)


def list_(request: Request) -> Response:
    experiment = asset.find(request, EXPERIMENT, request.path["experiment"])
    runs = request.world.store.all(RUN.name, sandbox=request.sandbox)
    return listing(request, RUN, [doc for doc in runs if doc["experimentId"] == experiment["id"]])


def find(request: Request) -> Doc:
    asset.find(request, EXPERIMENT, request.path["experiment"])
    doc = asset.find(request, RUN, request.path["run"])
    if doc["experimentId"] != request.path["experiment"]:
        raise refuse(404, f"ExperimentRun {doc['id']} is not found in Experiment {request.path['experiment']}")
    return doc


def get(request: Request) -> Response:
    return asset.answer(request, RUN, find(request))
