"""Calls in parallel."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
WORKERS = 8
AT_ONCE = 64  # calls in flight, at most; the engine makes as many as its --parallel says


def parallel(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Maps the items to their results, in order, with several threads."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, items))
