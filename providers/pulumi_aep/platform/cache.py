"""A cache of responses that many resources need: kept for a minute, cleared when they may be out of date."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
MAX_AGE_S = 60.0


class Cache:
    """Thread-safe. Concurrent requests for a key wait for a single fetch."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[float, Any]] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self._generation = 0

    def get(self, key: Hashable, fetch: Callable[[], T]) -> T:
        with self._lock:
            key_lock = self._locks.setdefault(key, threading.Lock())
        with key_lock:
            with self._lock:
                at, found = self._found.get(key, (-MAX_AGE_S, None))
                generation = self._generation
            if time.monotonic() - at < MAX_AGE_S:
                return found  # type: ignore[no-any-return]
            found = fetch()
            with self._lock:
                if generation == self._generation:
                    self._found[key] = (time.monotonic(), found)
            return found

    def clear(self) -> None:
        with self._lock:
            self._found.clear()
            self._generation += 1
