"""Recording a run's outcome: a training's model and insight, a scoring's batches, a failure's sentence."""

from ...platform.store import Doc
from ...platform.world import World
from ...runtime.job import Result
from . import asset, model, run_progress, service_run, task
from .object_types import EXPERIMENT, INSIGHT, ML_INSTANCE, RUN


def _trained(world: World, sandbox: str, run: Doc, result: Result) -> None:
    experiment = world.store.get(EXPERIMENT.name, run["experimentId"], sandbox=sandbox) or {"deleted": True}
    if experiment["deleted"]:  # nobody could reach what it leaves
        return
    instance = world.store.get(ML_INSTANCE.name, experiment.get("mlInstanceId", ""), sandbox=sandbox) or {}
    client = world.organisation.client_id
    body = {
        "name": f"{experiment.get('name', 'Model')} {run['id']}",
        "experimentId": run["experimentId"],
        "experimentRunId": run["id"],
        "state": ["trained"],
    }
    made = model.register(world, sandbox, client, body, result.model)
    context = {
        "clientId": client,
        "experimentId": run["experimentId"],
        "engineId": instance.get("engineId"),
        "mlInstanceId": instance.get("id"),
        "experimentRunId": run["id"],
        "modelId": made["id"],
        "dataSetId": task.parameter(run["tasks"][0], "trainingDataSetId"),
    }
    known = {name: value for name, value in context.items() if value}
    insight = asset.new(world, client, {"context": known, "metrics": result.metrics})
    asset.save(world, sandbox, INSIGHT, insight)


def _scored(world: World, sandbox: str, run: Doc, result: Result) -> None:
    """The batches written become outputs of the run's task."""
    given = run["tasks"][0]
    datasets = given.get("datasets") or {}
    outputs = [
        {
            "name": "scoringResults",
            "id": one["dataSetId"],
            "resType": "dataset",
            "metadata": {"batchId": one["batchId"], "recordCount": str(one["recordCount"])},
        }
        for one in result.outputs
    ]
    given["datasets"] = datasets | {"outputs": [*(datasets.get("outputs") or []), *outputs]}
    asset.save(world, sandbox, RUN, run)


def record(world: World, sandbox: str, entry: Doc, result: Result) -> None:
    with world.store.transaction():
        run_progress.dequeue(world, entry["run"])
        run = world.store.get(RUN.name, entry["run"], sandbox=sandbox)
        if run is None:  # the sandbox was reset
            return
        if result.done and run["mode"] == "train":
            _trained(world, sandbox, run, result)
        if result.done and run["mode"] == "score":
            _scored(world, sandbox, run, result)
        state = "DONE" if result.done else "ABORTED" if result.stopped else "FAILED"
        ended = world.clock.iso()
        run_progress.report(
            world, sandbox, run["id"], state=state, ended=ended, message=result.message, error=result.error
        )
        if result.done and entry["then"]:
            service_run.score(world, sandbox, entry["then"])
