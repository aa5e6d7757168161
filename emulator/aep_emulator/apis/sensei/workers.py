"""The workers that execute queued runs, and the ticks that queue scheduled ones."""

import logging
import threading
from datetime import datetime

from ...platform.choices.sensei import RUNS_AT_ONCE
from ...platform.store import ORG, Doc
from ...platform.world import World
from ...runtime.job import Result
from . import run_execution, run_outcome, run_progress, schedule, service_run
from .object_types import EXPERIMENT

log = logging.getLogger("aep_emulator")
_PAUSE = 0.05  # seconds between looks at the queue


class Workers:
    def __init__(self, world: World) -> None:
        self.world = world
        self._lock = threading.Lock()
        self._taken: set[str] = set()

    def _next(self) -> Doc | None:
        """The oldest queued run that isn't taken and waits for no other."""
        entries = run_progress.queue_entries(self.world)
        unfinished = {entry["run"] for entry in entries}
        with self._lock:
            for entry in entries:
                if entry["run"] not in self._taken and not unfinished.intersection(entry["after"]):
                    self._taken.add(entry["run"])
                    return entry
        return None

    def _do(self, entry: Doc) -> None:
        try:
            run_execution.perform(self.world, entry)
        except Exception:
            if self.world.stopping.is_set():
                return
            log.exception("run %s", entry["run"])
            sentence = "The run failed inside of the emulator; its log tells more."
            run_outcome.record(
                self.world, entry["sandbox"], entry, Result(done=False, message=sentence, error=sentence)
            )
        finally:
            with self._lock:
                self._taken.discard(entry["run"])

    def work(self) -> None:
        while not self.world.stopping.is_set():
            entry = self._next()
            if entry:
                self._do(entry)
            else:
                self.world.stopping.wait(_PAUSE)


def _resume(world: World) -> None:
    """Restart the runs that a stopped server left unfinished; skip what fell due meanwhile."""
    with world.store.transaction():
        run_execution.revoke_tokens(world)
        for entry in run_progress.queue_entries(world):
            if run_progress.status(world, entry["sandbox"], entry["run"])["state"] == "RUNNING":
                run_progress.report(world, entry["sandbox"], entry["run"], state="RETRY")
        for sandbox in world.store.all("sandbox", sandbox=ORG):
            for noted in world.store.all(schedule.KIND, sandbox=sandbox["name"]):
                schedule.remember(world, sandbox["name"], noted["experimentId"], noted["schedule"])


def tick(world: World, now: datetime) -> None:
    """Queue what has fallen due since the last tick."""
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        if sandbox["state"] != "active":
            continue
        for noted in world.store.all(schedule.KIND, sandbox=sandbox["name"]):
            if schedule.due(noted, now):
                _fire(world, sandbox["name"], noted["experimentId"], now)


def _fire(world: World, sandbox: str, experiment_id: str, now: datetime) -> None:
    """Looks again inside the transaction, since another tick may have been faster."""
    with world.store.transaction():
        noted = world.store.get(schedule.KIND, experiment_id, sandbox=sandbox)
        times = schedule.due(noted, now) if noted else []
        if noted and times:
            world.store.put(schedule.KIND, experiment_id, noted | {"seen": now.isoformat()}, sandbox=sandbox)
            _queue(world, sandbox, noted, times)


def _queue(world: World, sandbox: str, noted: Doc, times: list[datetime]) -> None:
    experiment = world.store.get(EXPERIMENT.name, noted["experimentId"], sandbox=sandbox)
    if experiment is None or experiment["deleted"]:
        schedule.forget(world, sandbox, noted["experimentId"])
        return
    for at in times:
        service_run.scheduled(world, sandbox, experiment, at)


def _safe_tick(world: World, now: datetime) -> None:
    try:
        tick(world, now)
    except Exception:
        if not world.stopping.is_set():
            log.exception("schedules")


def start(world: World) -> None:
    _resume(world)
    workers = Workers(world)
    for number in range(RUNS_AT_ONCE):
        world.spawn(f"run-{number}", workers.work)
    world.clock.on_tick(lambda now: _safe_tick(world, now))
