"""An MLService's scheduled experiments: one for training and one for scoring, created when first needed."""

from typing import Literal

from ...platform.store import Doc
from ...platform.world import World
from . import asset, experiment, schedule
from .errors import refuse
from .object_types import EXPERIMENT

Side = Literal["training", "scoring"]
_MODE = {"training": "train", "scoring": "score"}


def _experiment_id(world: World, sandbox: str, service: Doc, side: Side) -> str | None:
    """The experiment with the schedule. One that the client named for the service isn't touched."""
    if side == "scoring":
        return service.get("scoringExperimentId")
    if service.get("_scheduledTrainingId"):
        return str(service["_scheduledTrainingId"])
    own = asset.lookup(world, sandbox, EXPERIMENT, service.get("trainingExperimentId", ""))
    return own["id"] if own and own.get("_service") == service["id"] else None


def make_experiment(world: World, sandbox: str, service: Doc, side: Side) -> Doc:
    body = {
        "name": f"{service['name']} {side}",
        "mlInstanceId": service["mlInstanceId"],
        "tags": {"mlServiceId": service["id"]},
        "template": {"tasks": [{"name": _MODE[side], "parameters": []}]},
        "_service": service["id"],
    }
    return experiment.make(world, sandbox, world.organisation.client_id, body, by_service=True)


def _set(world: World, sandbox: str, experiment_id: str, wanted: Doc | None) -> None:
    old = asset.lookup(world, sandbox, EXPERIMENT, experiment_id)
    if old is None:
        return
    template = {name: value for name, value in (old.get("template") or {}).items() if name != "schedule"}
    if wanted:
        template["schedule"] = wanted
    new = old | {"template": template, "updated": world.clock.iso()}
    asset.save(world, sandbox, EXPERIMENT, new)
    experiment.reschedule(world, sandbox, old, new)


def apply(world: World, sandbox: str, service: Doc, side: Side) -> None:
    """Give the service's schedule to its experiments; the ids of new ones are put into the service."""
    wanted = service.get(f"{side}Schedule")
    found = _experiment_id(world, sandbox, service, side)
    if wanted and found is None:
        found = make_experiment(world, sandbox, service, side)["id"]
    if wanted and side == "training":
        service["_scheduledTrainingId"] = found
    if wanted and side == "scoring":
        service["scoringExperimentId"] = found
    if found:
        _set(world, sandbox, found, wanted)


def check_change(old: Doc, new: Doc) -> None:
    for side in ("training", "scoring"):
        before, after = old.get(f"{side}Schedule"), new.get(f"{side}Schedule")
        if before and after and not schedule.same_start(before, after):
            raise refuse(422, f"startTime of the {side}Schedule of an MLService cannot be changed")
