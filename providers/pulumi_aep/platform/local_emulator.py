"""The embedded emulator: one process per project folder, started when a call needs it."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import AepError

START_TIMEOUT_S = 30.0


def project_folder(start: Path | None = None) -> Path:
    """The folder of the Pulumi project around `start` (the working folder), or `start` itself."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "Pulumi.yaml").exists():
            return folder
    return start


def data_folder(project: Path | None = None) -> Path:
    return (project or project_folder()) / ".aep" / "emulator"


def find_running(project: Path | None = None) -> dict[str, Any] | None:
    """The connection details of the running emulator; None if there is none."""
    try:
        found: dict[str, Any] = json.loads((data_folder(project) / "emulator.json").read_text())
        os.kill(found["pid"], 0)
        where = urlsplit(found["url"])
        socket.create_connection((where.hostname or "", where.port or 0), timeout=2).close()
    except (OSError, ValueError, KeyError):
        return None
    return found


def find_command() -> str:
    """The `aep-emulator` command, preferably the one beside this Python."""
    beside = Path(sys.executable).parent / "aep-emulator"
    found = str(beside) if beside.exists() else shutil.which("aep-emulator")
    if not found:
        raise AepError(
            "this stack names no aep:endpoint, so it uses the emulator, but aep-emulator is not installed; "
            "run: pip install aep-emulator, or set aep:endpoint"
        )
    return found


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / "start.lock").open("w")
    except OSError as error:
        raise AepError(f"the emulator's folder {folder} cannot be written: {error.strerror}; free it") from None
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def ensure_running(project: Path | None = None) -> dict[str, Any]:
    """Starts the emulator if it is not running. It outlives the caller; `aep emulator stop` stops it."""
    found = find_running(project)
    if found:
        return found
    data = data_folder(project)
    with _lock(data.parent):
        found = find_running(project)
        return found or _start(data)


def _start(data: Path) -> dict[str, Any]:
    log = data.parent / "emulator.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [find_command(), "serve", "--data", str(data)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until:
        found = find_running(data.parent.parent)
        if found:
            return found
        if process.poll() is not None:
            last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["no message"]
            raise AepError(f"the emulator did not start: {last[0].removeprefix('aep-emulator: ')}")
        time.sleep(0.02)
    raise AepError(f"the emulator did not answer within {START_TIMEOUT_S:.0f} s; see {log}")
