"""Experiment runs: one training, scoring or feature pipeline each. They cannot be changed, deleted or cancelled."""

from dataclasses import dataclass

from ...platform.http import Answer, Call
from ...platform.store import Doc
from ...platform.world import World
from . import asset, fields, model, progress, task
from .kinds import EXPERIMENT, ML_INSTANCE, MODEL, RUN
from .listing import listing
from .problem import refuse

_FIELDS: dict[str, fields.Check] = {"mode": task.mode, "tasks": task.tasks, "description": fields.string}


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a run is to be. `service` is the MLService whose newest model it scores with."""

    mode: str
    overrides: list[Doc]
    description: str = ""
    by_schedule: bool = False
    service: str | None = None
    after: tuple[str, ...] = ()  # runs that must end first
    then: str | None = None  # a service that wants its scores when this is done


def start(world: World, sandbox: str, client: str, experiment: Doc, order: Order) -> Doc:
    """A new run, queued: the instance's task for that mode with the overrides laid over it."""
    mode = order.mode
    instance = asset.lookup(world, sandbox, ML_INSTANCE, experiment.get("mlInstanceId", "")) or {}
    base = task.of_mode(instance.get("tasks") or [], mode)
    body = {
        "mode": mode,
        "experimentId": experiment["id"],
        **({"description": order.description} if order.description else {}),
        "tasks": [task.merged(base, task.of_mode(order.overrides, mode), mode)],
        "createdBySchedule": order.by_schedule,
        "_service": order.service,
    }
    doc = asset.stamped(world, client, body)
    with world.store.transaction():
        asset.save(world, sandbox, RUN, doc)
        progress.pend(world, sandbox, doc, after=list(order.after), then=order.then)
    return doc


def _check_model(call: Call, experiment: Doc, given: Doc) -> None:
    if model.newest(call.world, call.sandbox, [experiment["id"]]) is None:
        raise refuse(422, f"Experiment {experiment['id']} has no trained model: score needs a finished train run")
    wanted = task.parameter(given, "modelId")
    if wanted:
        asset.referred(call, MODEL, str(wanted))


def create(call: Call) -> Answer:
    body = fields.read(fields.body_of(call), _FIELDS, required=("mode",))
    with call.world.store.transaction():
        experiment = asset.find(call, EXPERIMENT, call.path["experiment"])
        order = Order(mode=body["mode"], overrides=body.get("tasks", []), description=body.get("description", ""))
        doc = start(call.world, call.sandbox, call.client, experiment, order)
        if body["mode"] == "score":
            _check_model(call, experiment, doc["tasks"][0])  # a refusal undoes the run
    return asset.created(call, RUN, doc)


def all_of(call: Call) -> Answer:
    experiment = asset.find(call, EXPERIMENT, call.path["experiment"])
    runs = call.world.store.all(RUN.name, sandbox=call.sandbox)
    return listing(call, RUN, [doc for doc in runs if doc["experimentId"] == experiment["id"]])


def found(call: Call) -> Doc:
    asset.find(call, EXPERIMENT, call.path["experiment"])
    doc = asset.find(call, RUN, call.path["run"])
    if doc["experimentId"] != call.path["experiment"]:
        raise refuse(404, f"ExperimentRun {doc['id']} is not found in Experiment {call.path['experiment']}")
    return doc


def one(call: Call) -> Answer:
    return asset.answer(call, RUN, found(call))
