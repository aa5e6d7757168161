"""Answers that many resources ask for: fetched once, kept for a minute, forgotten when their truth is in doubt."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
AGE_S = 60.0


class Shared:
    """Safe to use from several threads: who asks while another fetches waits for that answer."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[float, Any]] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self._times_forgotten = 0

    def get(self, key: Hashable, fetch: Callable[[], T]) -> T:
        with self._lock:
            mine = self._locks.setdefault(key, threading.Lock())
        with mine:
            with self._lock:
                at, found = self._found.get(key, (-AGE_S, None))
                begun = self._times_forgotten
            if time.monotonic() - at < AGE_S:
                return found  # type: ignore[no-any-return]
            found = fetch()
            with self._lock:
                if begun == self._times_forgotten:
                    self._found[key] = (time.monotonic(), found)
            return found

    def forget(self) -> None:
        with self._lock:
            self._found.clear()
            self._times_forgotten += 1
