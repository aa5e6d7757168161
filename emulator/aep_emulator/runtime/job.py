"""A job for the recipe's process: started, and stopped if it takes too long or the server ends.

The job is passed through standard input, since it holds a token. The pipe stays open: when it closes, the process
knows that the server has ended, for whatever reason.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent.parent
_SDK = Path(__file__).parent / "sdk"
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT")
_LOOK = 0.2  # seconds between two checks whether the server stops


@dataclass(frozen=True, kw_only=True)
class Job:
    mode: str
    paths: list[str]  # the recipe's Python path
    config: dict[str, str]
    url: str
    run: str
    work: Path
    logs: Path
    model: Path | None  # the model to score with


@dataclass(frozen=True, kw_only=True)
class Result:
    done: bool
    stopped: bool = False  # on demand
    message: str = ""
    error: str = ""
    metrics: list[dict[str, str]] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    model: Path | None = None


def _environment(job: Job) -> dict[str, str]:
    """Only the variables that any program needs, none of the server's settings."""
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    ours = {
        "PYTHONPATH": str(_PACKAGE.parent),
        "PLATFORM_SDK_ENDPOINT": job.url,
        "PLATFORM_SDK_RUN": job.run,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return passed | ours


def _document(job: Job) -> bytes:
    document = {
        "mode": job.mode,
        "paths": [*job.paths, str(_SDK)],
        "config": job.config,
        "work": str(job.work),
        "execution": str(job.logs / "execution.log"),
        "model": str(job.model) if job.model else None,
    }
    return json.dumps(document).encode() + b"\n"


def _kill(child: subprocess.Popen[bytes]) -> None:
    """The process and everything that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _wait(
    child: subprocess.Popen[bytes], timeout: float, stopping: threading.Event, stopped: Callable[[], bool]
) -> str:
    """How it ended: `exited`, `late`, `stopped` or `stopping`."""
    until = time.monotonic() + timeout
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(min(_LOOK, max(0.0, until - time.monotonic())))
            return "exited"
        if stopping.is_set():
            return "stopping"
        if stopped():
            return "stopped"
        if time.monotonic() >= until:
            return "late"


def _result(job: Job, code: int) -> Result:
    file = job.work / "result.json"
    if not file.exists():
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        sentence = f"The recipe's process {how} before it was done."
        return Result(done=False, message=sentence, error=sentence)
    found = json.loads(file.read_text())
    model = job.work / "model"
    return Result(**found, model=model if found["done"] and job.mode == "train" else None)


def run_job(job: Job, *, timeout: float, stopping: threading.Event, stopped: Callable[[], bool]) -> Result:
    """Blocks until the recipe's process has ended; `stopped` tells whether somebody wants it to."""
    with (job.logs / "stdout.log").open("ab") as out, (job.logs / "stderr.log").open("ab") as err:
        child = subprocess.Popen(
            [sys.executable, "-P", "-u", "-m", "aep_emulator.runtime.recipe_process"],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            cwd=job.work,
            env=_environment(job),
            start_new_session=True,
        )
    pipe = child.stdin
    assert pipe  # noqa: S101 - for the type checker
    with contextlib.suppress(BrokenPipeError):  # it ended at once; its logs say why
        pipe.write(_document(job))
        pipe.flush()
    how = _wait(child, timeout, stopping, stopped)
    _kill(child)
    child.wait()
    with contextlib.suppress(BrokenPipeError):
        pipe.close()
    if how == "late":
        word = "training" if job.mode == "train" else "scoring"
        sentence = f"The {word} exceeded {timeout:g} s and was stopped."
        return Result(done=False, message=sentence, error=sentence)
    if how == "stopped":
        return stopped_on_demand()
    return _result(job, child.returncode)


def stopped_on_demand() -> Result:
    sentence = "The run was stopped by a call to the emulator; Adobe's Platform has none."
    return Result(done=False, stopped=True, message=sentence, error=sentence)
