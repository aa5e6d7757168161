"""A batch that is never completed is abandoned after some days, and its files are removed."""

from datetime import datetime, timedelta

from ...platform.choices.storage import ABANDONED_AFTER_DAYS
from ...platform.store import ORG
from ...platform.world import World
from . import batch, staged_file

_EVERY = timedelta(minutes=10)  # between two looks, by the Platform's clock


def abandon_old(world: World, now: datetime) -> None:
    before = (now - timedelta(days=ABANDONED_AFTER_DAYS)).timestamp() * 1000
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        with world.store.transaction():
            old = [
                doc
                for doc in world.store.all("batch", sandbox=sandbox["name"])
                if doc["status"] == "loading" and doc["updated"] < before
            ]
            for doc in old:
                batch.save(world, sandbox["name"], doc, status="abandoned")
        for doc in old:
            staged_file.remove(world, sandbox["name"], doc["id"])


def start(world: World) -> None:
    looked = [world.clock.now()]

    def tick(now: datetime) -> None:
        if now - looked[0] >= _EVERY and not world.stopping.is_set():
            looked[0] = now
            abandon_old(world, now)

    world.clock.on_tick(tick)
