"""The emulator's server as a child process."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .sandbox import Emulator

_COMMAND = "from aep_emulator.cli import main; main()"
_START_S, _STOP_S = 30.0, 10.0


class NotStarted(Exception):
    """The server ended, or took too long to start."""


@contextmanager
def serving(folder: Path) -> Iterator[Emulator]:
    """A server with its data in that folder. It also ends if this process is killed."""
    ready, log = folder / "ready.json", folder / "server.log"
    words = ["serve", "--data", str(folder / "data"), "--ready-file", str(ready), "--with-parent"]
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", _COMMAND, *words], stdout=out, stderr=out)
    try:
        _wait(process, ready, log)
        emulator = Emulator(**json.loads(ready.read_text()))
        emulator.delays(sandbox=0)
        yield emulator
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", ready: Path, log: Path) -> None:
    end = time.monotonic() + _START_S
    while not ready.exists():
        if process.poll() is not None:
            said = log.read_text().strip().splitlines()[-1:] or [f"it ended with {process.returncode}"]
            raise NotStarted(f"the emulator did not start: {said[0].removeprefix('aep-emulator: ')}")
        if time.monotonic() > end:
            raise NotStarted(f"the emulator did not start within {_START_S:.0f} s; its log: {log}")
        time.sleep(0.02)
