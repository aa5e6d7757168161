"""What was called, in order of being answered: for tests that count calls, and for finding out what a client did."""

import threading
from collections import deque
from typing import Any, NamedTuple

KEPT = 100_000  # calls remembered; older ones are forgotten first

# Calls that ask by POST: nothing is different after them.
_QUESTIONS = ("/bulk-get", "/segment/conversion", "/access/entities", "/ims/token/v3")


class Entry(NamedTuple):
    seq: int  # grows by one with every call, also over a clearing
    at: str
    method: str
    path: str
    query: str
    sandbox: str
    status: int | None  # None: the connection was cut before an answer left
    effect: bool  # the Platform changed, whether or not the caller heard of it
    fault: str  # what was made to go wrong, or nothing


class Journal:
    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._lock = threading.Lock()
        self._last = 0

    def note(self, *, at: str, scope: Any, status: int | None, performed: bool, fault: str) -> None:
        """`performed`: the call was carried out and not refused."""
        method, path = scope["method"], scope["path"]
        sandbox = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-sandbox-name"), "")
        changes = method not in ("GET", "HEAD") and not (method == "POST" and path.endswith(_QUESTIONS))
        query = scope["query_string"].decode("latin-1")
        with self._lock:
            self._last += 1
            entry = Entry(self._last, at, method, path, query, sandbox, status, performed and changes, fault)
            self._entries.append(entry)

    def since(self, seq: int) -> dict[str, Any]:
        with self._lock:
            calls = [entry._asdict() for entry in self._entries if entry.seq > seq]
            return {"last": self._last, "calls": calls}

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
