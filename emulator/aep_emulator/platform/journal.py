"""The journal of calls in the order of their responses, for tests that count them, and to see what a client did.

A call is recorded before its response leaves, in a file of its own, which the operating system flushes: a killed
server loses no entry, but a machine that loses power may lose the last ones.
"""

import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from starlette.types import Scope

KEPT = 100_000  # calls; older ones are dropped
_EVERY = 1_000  # calls between two clean-ups

# POST calls that only read.
_QUESTIONS = ("/bulk-get", "/segment/conversion", "/access/entities", "/ims/token/v3")

_TABLE = """
create table if not exists calls (
    seq integer primary key autoincrement, at text, method text, path text, query text, sandbox text, status integer,
    effect integer, fault text
);
"""
_NOTE = "insert into calls (at, method, path, query, sandbox, status, effect, fault) values (?, ?, ?, ?, ?, ?, ?, ?)"


class Entry(NamedTuple):
    seq: int  # grows by one with each call, also across clearing and restart
    at: str
    method: str
    path: str
    query: str
    sandbox: str
    status: int | None  # None: the connection was cut before a response
    effect: bool  # whether the call changed something, even if the caller got no response
    fault: str  # what the fault rules made go wrong, or ""


class Journal:
    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=off")
        self._db.execute(_TABLE)

    def record(self, *, at: str, scope: "Scope", status: int | None, performed: bool, fault: str) -> None:
        """`performed`: it was carried out, not refused."""
        method, path = scope["method"], scope["path"]
        sandbox = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-sandbox-name"), "")
        changes = method not in ("GET", "HEAD") and not (method == "POST" and path.endswith(_QUESTIONS))
        query = scope["query_string"].decode("latin-1")
        with self._lock:
            row = (at, method, path, query, sandbox, status, performed and changes, fault)
            seq = self._db.execute(_NOTE, row).lastrowid or 0
            if seq % _EVERY == 0:
                self._db.execute("delete from calls where seq <= ?", (seq - KEPT,))

    def since(self, seq: int) -> dict[str, Any]:
        with self._lock:
            rows = self._db.execute("select * from calls where seq > ? order by seq", (seq,)).fetchall()
            last = self._db.execute("select seq from sqlite_sequence where name = 'calls'").fetchone()
        entries = (Entry(*row)._replace(effect=bool(row[7])) for row in rows)
        return {"last": last[0] if last else 0, "calls": [entry._asdict() for entry in entries]}

    def clear(self) -> None:
        with self._lock:
            self._db.execute("delete from calls")

    def close(self) -> None:
        with self._lock:
            self._db.close()
