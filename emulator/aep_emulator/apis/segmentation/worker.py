"""Works off a sandbox's jobs one by one, in a thread that exists only while there are jobs."""

import logging
import threading
from typing import Any

from ...platform.http import ApiError
from ...platform.store import ORG, Doc
from ...platform.world import World
from . import evaluation

log = logging.getLogger("aep_emulator")

KIND = "segmentJob"
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
_woken: dict[tuple[int, str], int] = {}  # (world, sandbox) with a thread at work → times it was woken
_guard = threading.Lock()  # never held while the store is used: whoever calls `wake` may hold its lock


class Cancelled(Exception):
    """The job is to be cancelled."""


def start(world: World) -> None:
    """Start over with the jobs that a stopped server left unfinished."""
    for sandbox in world.store.all("sandbox", sandbox=ORG):
        if _next(world, sandbox["name"]):
            wake(world, sandbox["name"])


def wake(world: World, sandbox: str) -> None:
    key = (id(world), sandbox)
    with _guard:
        _woken[key] = _woken.get(key, 0) + 1
        if _woken[key] == 1:
            world.spawn(f"segmentation {sandbox}", _work, world, sandbox, key)


def _work(world: World, sandbox: str, key: tuple[int, str]) -> None:
    try:
        while not world.stopping.is_set():
            woken = _woken[key]
            job = _next(world, sandbox)
            if job:
                _do(world, sandbox, job)
                continue
            with _guard:
                if _woken[key] == woken:  # nobody has called `wake` since
                    del _woken[key]
                    return
    except BaseException:
        with _guard:
            _woken.pop(key, None)
        raise


def _next(world: World, sandbox: str) -> Doc | None:
    return next((job for job in world.store.all(KIND, sandbox=sandbox) if job["status"] not in ENDED), None)


def update_job(world: World, sandbox: str, id: str, **changes: Any) -> None:
    """Raises Cancelled if the job is to be cancelled."""

    def edit(job: Doc) -> None:
        if job["status"] == "CANCELLING" and changes.get("status") not in (None, "CANCELLED"):
            raise Cancelled
        now = world.clock.millis()
        job.update(changes, updateTime=now, updateEpoch=now // 1000)

    if world.store.get(KIND, id, sandbox=sandbox):  # otherwise the sandbox has been reset
        world.store.change(KIND, id, edit, sandbox=sandbox)


def _do(world: World, sandbox: str, job: Doc) -> None:
    id = job["id"]
    try:
        update_job(world, sandbox, id, status="QUEUED")
        world.stopping.wait(world.delays.segmentation)
        update_job(world, sandbox, id, status="PROCESSING")
        changes, metrics = evaluation.run(world, sandbox, job)
        with world.store.transaction():
            update_job(world, sandbox, id, status="SUCCEEDED", metrics=metrics)
            evaluation.write(world, sandbox, changes)
    except Cancelled:
        update_job(world, sandbox, id, status="CANCELLED")
    except ApiError as error:
        _fail(world, sandbox, id, str(error.response.json["message"]))
    except Exception as error:  # a job must end, whatever goes wrong
        log.exception("segment job %s", id)
        _fail(world, sandbox, id, str(error))


def _fail(world: World, sandbox: str, id: str, message: str) -> None:
    update_job(world, sandbox, id, status="FAILED", errors=[{"type": "error", "code": "500", "msg": message}])
