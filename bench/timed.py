"""A command run to its end: how long it took, and what it said."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST_S = 240.0


class Failed(Exception):
    """What was to be measured did not work; the text says what it said last."""


@dataclass(frozen=True)
class Timed:
    seconds: float
    text: str


def run(command: Sequence[str], *, folder: Path, environment: Mapping[str, str] = os.environ) -> Timed:
    """The wall time of the whole process. It and whatever it started are ended when it takes too long."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=LONGEST_S)
    except BaseException as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise Failed(f"{_words(command)} took longer than {LONGEST_S:.0f} s") from None
        raise
    seconds = time.perf_counter() - began
    if process.returncode:
        last = "\n".join((out + err).strip().splitlines()[-12:])
        raise Failed(f"{_words(command)} ended with {process.returncode}:\n{last}")
    return Timed(seconds, out)


def _words(command: Sequence[str]) -> str:
    return " ".join([Path(command[0]).name, *command[1:4]])
