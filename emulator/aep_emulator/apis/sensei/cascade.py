"""What goes with what: an engine takes its instances, an instance its experiments, an experiment its runs."""

from ...platform.store import Doc
from ...platform.world import World
from . import schedule
from .asset import live, remove
from .kinds import ENGINE, EXPERIMENT, ML_INSTANCE, RUN


def experiment(world: World, sandbox: str, doc: Doc) -> None:
    """Runs in progress end as usual; no new ones start."""
    schedule.forget(world, sandbox, doc["id"])
    for run in live(world, sandbox, RUN, experimentId=doc["id"]):
        remove(world, sandbox, RUN, run)
    remove(world, sandbox, EXPERIMENT, doc)


def ml_instance(world: World, sandbox: str, doc: Doc) -> None:
    for found in live(world, sandbox, EXPERIMENT, mlInstanceId=doc["id"]):
        experiment(world, sandbox, found)
    remove(world, sandbox, ML_INSTANCE, doc)


def engine(world: World, sandbox: str, doc: Doc) -> None:
    for found in live(world, sandbox, ML_INSTANCE, engineId=doc["id"]):
        ml_instance(world, sandbox, found)
    remove(world, sandbox, ENGINE, doc)
