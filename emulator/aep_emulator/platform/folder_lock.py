"""A server's lock on its data folder. Unlike a file with a process id, it ends with the process, however that ends."""

import fcntl
import time
from pathlib import Path
from typing import IO

_FILE = "served.lock"
_TRIES, _PAUSE_S = 20, 0.02  # `is_held` in another process takes it for a moment
_held: list[IO[str]] = []  # until this process ends


def acquire(folder: Path) -> bool:
    """Whether this process has the lock now."""
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


def is_held(folder: Path) -> bool:
    """Whether some process has the lock."""
    try:
        with (folder / _FILE).open() as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
