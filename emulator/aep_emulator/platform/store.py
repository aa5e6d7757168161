"""The emulated Platform's documents, in a SQLite file.

A document is a JSON object under a sandbox, a kind and a key; documents of the organisation as a whole have the
sandbox name `*`. A transaction is on disk before the response leaves, so a killed server loses nothing that it
acknowledged.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from . import data_format, history

Doc = dict[str, Any]

ORG = "*"  # the sandbox name for documents of the whole organisation

_TABLES = """
create table if not exists docs (
    seq integer primary key autoincrement,
    sandbox text not null, kind text not null, key text not null, doc text not null,
    unique (sandbox, kind, key)
);
"""
_PUT = """
insert into docs (sandbox, kind, key, doc) values (?, ?, ?, ?)
on conflict (sandbox, kind, key) do update set doc = excluded.doc
"""


class Store:
    def __init__(self, file: Path) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=normal")
        data_format.check(self._db.execute("pragma user_version").fetchone()[0], file.parent)
        self._db.executescript(_TABLES)
        self._db.execute(f"pragma user_version={data_format.FORMAT}")  # what release 0.1.0 looks at
        history.start_recording(self._db)
        self._reader = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one at a time. In nested ones only the outermost commits."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("begin immediate")
            self._depth += 1
            try:
                yield
            except BaseException:
                if self._depth == 1:
                    self._db.execute("rollback")
                raise
            else:
                if self._depth == 1:
                    self._db.execute("commit")
            finally:
                self._depth -= 1

    def put(self, kind: str, key: str, doc: Doc, *, sandbox: str) -> None:
        """Insert, or replace; a replaced document keeps its place in the order of creation."""
        with self.transaction():
            self._db.execute(_PUT, (sandbox, kind, key, json.dumps(doc)))

    def put_many(self, kind: str, docs: dict[str, Doc], *, sandbox: str) -> None:
        with self.transaction():
            self._db.executemany(_PUT, ((sandbox, kind, key, json.dumps(doc)) for key, doc in docs.items()))

    def get(self, kind: str, key: str, *, sandbox: str) -> Doc | None:
        with self._lock:
            row = self._db.execute(
                "select doc from docs where sandbox = ? and kind = ? and key = ?", (sandbox, kind, key)
            ).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str, *, sandbox: str) -> list[Doc]:
        """All documents of that kind, in order of creation."""
        return list(self.keyed(kind, sandbox=sandbox).values())

    def keyed(self, kind: str, *, sandbox: str) -> dict[str, Doc]:
        """The same, by key."""
        with self._lock:
            rows = self._db.execute(
                "select seq, key, doc from docs where sandbox = ? and kind = ? order by seq", (sandbox, kind)
            ).fetchall()
            lag = 0.0 if self._depth else getattr(self._reader, "lag", 0.0)
            if lag:
                rows = history.as_it_was(self._db, rows, kind, sandbox, lag)
        return {key: json.loads(doc) for _, key, doc in rows}

    @contextmanager
    def lagging(self, seconds: float) -> Iterator[None]:
        """This thread's lists are so many seconds old; look-ups by key and reads in a transaction are not."""
        self._reader.lag = seconds
        try:
            yield
        finally:
            self._reader.lag = 0.0

    def counts(self) -> dict[str, dict[str, int]]:
        """Numbers of documents, by sandbox and kind."""
        with self._lock:
            rows = self._db.execute("select sandbox, kind, count(*) from docs group by 1, 2 order by 1, 2").fetchall()
        found: dict[str, dict[str, int]] = {}
        for sandbox, kind, number in rows:
            found.setdefault(sandbox, {})[kind] = number
        return found

    def count(self, kind: str, *, sandbox: str) -> int:
        with self._lock:
            row = self._db.execute("select count(*) from docs where sandbox = ? and kind = ?", (sandbox, kind))
            return int(row.fetchone()[0])

    def change(self, kind: str, key: str, edit: Callable[[Doc], None], *, sandbox: str) -> Doc:
        """Read, edit in place and write back in one transaction. KeyError if there is no such document."""
        with self.transaction():
            doc = self.get(kind, key, sandbox=sandbox)
            if doc is None:
                raise KeyError(key)
            edit(doc)
            self.put(kind, key, doc, sandbox=sandbox)
            return doc

    def delete(self, kind: str, key: str, *, sandbox: str) -> bool:
        with self.transaction():
            cursor = self._db.execute(
                "delete from docs where sandbox = ? and kind = ? and key = ?", (sandbox, kind, key)
            )
            return cursor.rowcount > 0

    def clear(self, *, sandbox: str | None = None, kind: str | None = None) -> None:
        """Delete the documents of a sandbox, of a kind, of a kind in a sandbox, or all."""
        with self.transaction():
            self._db.execute(
                "delete from docs where (? is null or sandbox = ?) and (? is null or kind = ?)",
                (sandbox, sandbox, kind, kind),
            )

    def copy_to(self, file: Path) -> None:
        with self._lock, closing(sqlite3.connect(file)) as copy:
            self._db.backup(copy)

    def replace_from(self, file: Path) -> None:
        with self._lock, closing(sqlite3.connect(file)) as copy:
            copy.backup(self._db)
            history.clear(self._db)

    def close(self) -> None:
        with self._lock:
            self._db.close()
