"""Runs that are started by an MLService or a schedule, not by a request."""

from datetime import UTC, datetime
from typing import Any

from ...platform.store import Doc
from ...platform.world import World
from . import run, run_progress, task
from .object_types import EXPERIMENT, ML_SERVICE


def overrides(service: Doc, mode: str) -> list[Doc]:
    """The service's data set and time frame as parameters of the task."""
    side = "training" if mode == "train" else "scoring"
    given: dict[str, Any] = {
        f"{side}DataSetId": service.get(f"{side}DataSetId"),
        "timeframe": service.get(f"{side}Timeframe"),
    }
    parameters = [{"key": key, "value": str(value)} for key, value in given.items() if value]
    return [{"name": mode, "parameters": parameters}]


def train(world: World, sandbox: str, service: Doc, experiment: Doc, *, then_score: bool) -> Doc:
    spec = run.RunSpec(
        mode="train",
        overrides=overrides(service, "train"),
        service=service["id"],
        then=service["id"] if then_score else None,
    )
    return run.enqueue(world, sandbox, world.organisation.client_id, experiment, spec)


def score(world: World, sandbox: str, service_id: str) -> None:
    """The single scoring of a service without schedules, after its training."""
    service = world.store.get(ML_SERVICE.name, service_id, sandbox=sandbox)
    if service is None or service["deleted"]:
        return
    experiment = world.store.get(EXPERIMENT.name, service.get("scoringExperimentId", ""), sandbox=sandbox)
    if experiment is not None and not experiment["deleted"]:
        _start(world, sandbox, experiment, service, mode="score", given=[], at=None)


def scheduled(world: World, sandbox: str, experiment: Doc, at: datetime) -> None:
    """A scheduled experiment's run, in the mode of its template's first task."""
    given = (experiment.get("template") or {}).get("tasks") or []
    mode = task.mode("mode", given[0]["name"]) if given else "train"
    service = None
    if experiment.get("_service"):
        service = world.store.get(ML_SERVICE.name, experiment["_service"], sandbox=sandbox)
    _start(world, sandbox, experiment, service, mode=mode, given=given, at=at)


def _start(
    world: World,
    sandbox: str,
    experiment: Doc,
    service: Doc | None,
    *,
    mode: str,
    given: list[Doc],
    at: datetime | None,
) -> None:
    """A scoring waits for its service's trainings that were queued before it."""
    own = task.of_mode(overrides(service, mode), mode) if service else None
    laid = [task.merged(task.of_mode(given, mode), own, mode)]
    after: list[str] = []
    if service and mode == "score":
        trainings = {service.get("_scheduledTrainingId"), service.get("trainingExperimentId")}
        waiting = (entry for entry in run_progress.queue_entries(world) if entry["mode"] == "train")
        after = [entry["run"] for entry in waiting if entry["experiment"] in trainings]
    spec = run.RunSpec(
        mode=mode,
        overrides=laid,
        description=f"Scheduled for {at.astimezone(UTC):%Y-%m-%dT%H:%M}Z" if at else "",
        by_schedule=at is not None,
        service=service["id"] if service else None,
        after=tuple(after),
    )
    run.enqueue(world, sandbox, world.organisation.client_id, experiment, spec)
