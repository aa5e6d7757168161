"""Cascading deletes: an engine's instances, an instance's experiments, an experiment's runs."""

from ...platform.store import Doc
from ...platform.world import World
from . import schedule
from .asset import find_all, remove
from .object_types import ENGINE, EXPERIMENT, ML_INSTANCE, RUN


def experiment(world: World, sandbox: str, doc: Doc) -> None:
    """Runs in progress finish as usual; no new ones start."""
    schedule.forget(world, sandbox, doc["id"])
    for run in find_all(world, sandbox, RUN, experimentId=doc["id"]):
        remove(world, sandbox, RUN, run)
    remove(world, sandbox, EXPERIMENT, doc)


def ml_instance(world: World, sandbox: str, doc: Doc) -> None:
    for found in find_all(world, sandbox, EXPERIMENT, mlInstanceId=doc["id"]):
        experiment(world, sandbox, found)
    remove(world, sandbox, ML_INSTANCE, doc)


def engine(world: World, sandbox: str, doc: Doc) -> None:
    for found in find_all(world, sandbox, ML_INSTANCE, engineId=doc["id"]):
        ml_instance(world, sandbox, found)
    remove(world, sandbox, ENGINE, doc)
