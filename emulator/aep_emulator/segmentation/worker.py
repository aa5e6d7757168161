"""Does the jobs of a sandbox, one after the other, in a thread that is there while there is something to do."""

import logging
import threading
from typing import Any

from ..answer import Refused
from ..store import ORG, Doc
from ..world import World
from . import evaluation

log = logging.getLogger("aep_emulator")

JOB = "segmentJob"
_ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
_busy: set[tuple[int, str]] = set()  # (world, sandbox) that a thread is at work for
_guard = threading.Lock()


class Cancelled(Exception):
    """The job was marked for cancelling."""


def start(world: World) -> None:
    """Jobs that a stopped server left go on, from the beginning."""
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        if _next(world, sandbox["name"]):
            wake(world, sandbox["name"])


def wake(world: World, sandbox: str) -> None:
    key = (id(world), sandbox)
    with _guard:
        if key not in _busy:
            _busy.add(key)
            world.spawn(f"segmentation {sandbox}", _work, world, sandbox, key)


def _work(world: World, sandbox: str, key: tuple[int, str]) -> None:
    try:
        while not world.stopping.is_set():
            with _guard:  # so that whoever wakes us either is seen here or finds us gone
                job = _next(world, sandbox)
                if job is None:
                    _busy.discard(key)
                    return
            _do(world, sandbox, job)
    finally:
        with _guard:
            _busy.discard(key)


def _next(world: World, sandbox: str) -> Doc | None:
    return next((job for job in world.store.all(JOB, sandbox=sandbox) if job["status"] not in _ENDED), None)


def note(world: World, sandbox: str, id: str, **changes: Any) -> Doc:
    """A job that is to be cancelled does not take another step."""

    def edit(job: Doc) -> None:
        if job["status"] == "CANCELLING" and changes.get("status") not in (None, "CANCELLED"):
            raise Cancelled
        now = world.clock.millis()
        job.update(changes, updateTime=now, updateEpoch=now // 1000)

    return world.store.change(JOB, id, edit, sandbox=sandbox)


def _do(world: World, sandbox: str, job: Doc) -> None:
    id = job["id"]
    try:
        note(world, sandbox, id, status="QUEUED")
        world.stopping.wait(world.delays.segmentation)
        note(world, sandbox, id, status="PROCESSING")
        with world.store.transaction():
            metrics = evaluation.run(world, sandbox, job)
            note(world, sandbox, id, status="SUCCEEDED", metrics=metrics)
    except Cancelled:
        note(world, sandbox, id, status="CANCELLED")
    except KeyError:  # the sandbox was reset meanwhile
        return
    except Refused as refused:
        _fail(world, sandbox, id, str(refused.answer.json["message"]))
    except Exception as error:  # a job must end, whatever its segments are
        log.exception("segment job %s", id)
        _fail(world, sandbox, id, str(error))


def _fail(world: World, sandbox: str, id: str, message: str) -> None:
    note(world, sandbox, id, status="FAILED", errors=[{"type": "error", "code": "500", "msg": message}])
