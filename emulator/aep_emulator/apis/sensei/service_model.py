"""The model that an MLService scores with."""

from ...platform.store import Doc
from ...platform.world import World
from . import model
from .object_types import ML_SERVICE


def current(world: World, sandbox: str, service_id: str) -> Doc | None:
    """The newest of its training schedule, else of the run it was created from, else of its experiment."""
    service = world.store.get(ML_SERVICE.name, service_id, sandbox=sandbox) or {}
    scheduled = service.get("_scheduledTrainingId")
    found = model.newest(world, sandbox, [scheduled]) if scheduled else None
    if found is None and service.get("trainingExperimentRunId"):
        found = model.of_run(world, sandbox, service["trainingExperimentRunId"])
    return found or model.newest(world, sandbox, [service.get("trainingExperimentId", "")])
