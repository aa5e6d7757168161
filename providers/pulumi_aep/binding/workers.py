"""How many calls the provider serves at once. Pulumi's server has four threads, whatever `--parallel` says.

Its thread pool is reached from the frame of the thread that serves a call, as `rpc` reaches the call itself, and grows
before the first call of a command does anything.
"""
# ruff: noqa: SLF001 - a thread pool has no public way to grow

import inspect
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any

from ..platform.parallel import AT_ONCE

_DEPTH = 60


def grow(number: int = AT_ONCE) -> int:
    """Let that many calls be served at once; how many are, as far as that can be told (0: not at all)."""
    pool: Any = _pool()
    if pool is None:
        return 0
    pool._max_workers = max(pool._max_workers, number)
    # Those that wait already get a thread at once. Before Python 3.12 a thread that goes on to one of them counts as
    # idle too, and then none is started for what comes later.
    for _ in range(min(pool._work_queue.qsize(), number)):
        pool._adjust_thread_count()
    return int(pool._max_workers)


def _pool() -> ThreadPoolExecutor | None:
    """That of the thread that runs this, if it is one of a pool whose inside is as we know it."""
    frame: FrameType | None = inspect.currentframe()
    for _ in range(_DEPTH):
        if frame is None:
            return None
        if frame.f_code.co_name == "_worker" and "executor_reference" in frame.f_locals:
            found = frame.f_locals["executor_reference"]()
            return found if isinstance(found, ThreadPoolExecutor) and _known(found) else None
        frame = frame.f_back
    return None


def _known(pool: ThreadPoolExecutor) -> bool:
    return all(hasattr(pool, name) for name in ("_max_workers", "_work_queue", "_adjust_thread_count"))
