"""Several calls at the same time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
WORKERS = 8


def parallel(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """The result of `work` for each item, in the order of the items."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, items))
