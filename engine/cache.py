"""What was built or fetched once is kept outside the checkout, so that the next clone takes seconds."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.problem import Problem
from engine.say import say

UNFINISHED = ".unfinished-"


def folder() -> Path:
    named = os.environ.get("PULUMI_AEP_CACHE")
    if named:
        return Path(named).expanduser().absolute() / "engine"
    caches = os.environ.get("XDG_CACHE_HOME")
    return (Path(caches) if caches else Path.home() / ".cache") / "pulumi-aep" / "engine"


def complete(made: Path, files: tuple[str, ...]) -> bool:
    return all((made / name).is_file() for name in files)


def fill(name: str, files: tuple[str, ...], make: Callable[[Path], None]) -> Path:
    """The folder of that name, made if it is not there: by one process at a time, and whole or not at all."""
    made = folder() / name
    if complete(made, files):
        return made
    try:
        made.parent.mkdir(parents=True, exist_ok=True)
        with locked(made.parent / f".{name}.lock", "Another set-up is getting the engine ready; waiting for it."):
            if not complete(made, files):
                _make(made, make)
    except OSError as error:
        remedy = "put that right, or name another folder in PULUMI_AEP_CACHE, and run it again"
        raise Problem(f"The cache folder {folder()} cannot be used ({error.strerror or error}): {remedy}.") from None
    return made


def _make(made: Path, make: Callable[[Path], None]) -> None:
    for left in made.parent.glob(f"{UNFINISHED}{made.name}-*"):
        shutil.rmtree(left, ignore_errors=True)  # of a process that was killed: we hold the lock, so nobody is at it
    with tempfile.TemporaryDirectory(prefix=f"{UNFINISHED}{made.name}-", dir=made.parent) as unfinished:
        making = Path(unfinished) / "made"
        making.mkdir()
        make(making)
        shutil.rmtree(made, ignore_errors=True)
        making.rename(made)


@contextmanager
def locked(file: Path, waiting: str) -> Iterator[None]:
    """Hold a lock that dies with its process."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
