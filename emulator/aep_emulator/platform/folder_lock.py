"""A server's hold on its data folder. The kernel lets go of it however the process ends; a process id is reused."""

import fcntl
import time
from pathlib import Path
from typing import IO

_FILE = "served.lock"
_TRIES, _PAUSE_S = 20, 0.02  # another process that only looks has it for a moment
_held: list[IO[str]] = []  # until this process ends


def take(folder: Path) -> bool:
    """Whether it could be had."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = (folder / _FILE).open("a")
    for _ in range(_TRIES):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_S)
        else:
            _held.append(handle)
            return True
    handle.close()
    return False


def held(folder: Path) -> bool:
    """Whether somebody has it."""
    try:
        with (folder / _FILE).open() as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
