"""Earlier states of documents, for the fault that makes lists lag behind.

The database keeps the last changes in memory; a restarted server knows nothing older than its start.
"""

import sqlite3

KEPT = 10_000  # changes; older ones are dropped
_NO_LIST = "'token', 'profile'"  # kinds with many documents and without a list

_NOTE = """
create temp trigger past_{when} after {when} on main.docs when {row}.kind not in ({no_list}) begin
    insert into past (at, sandbox, kind, key, seq, doc)
    values (julianday('now'), {row}.sandbox, {row}.kind, {row}.key, {row}.seq, {doc});
    delete from past where id <= (select max(id) from past) - {kept};
end;
"""
_SETUP = "create temp table past (id integer primary key, at real, sandbox, kind, key, seq, doc);" + "".join(
    _NOTE.format(when=when, row=row, doc=doc, no_list=_NO_LIST, kept=KEPT)
    for when, row, doc in (("insert", "new", "null"), ("update", "old", "old.doc"), ("delete", "old", "old.doc"))
)

Row = tuple[int, str, str | None]  # place in the order of creation, key, document (None: it didn't exist)


def start_recording(db: sqlite3.Connection) -> None:
    db.execute("pragma temp_store=memory")
    db.executescript(_SETUP)


def clear(db: sqlite3.Connection) -> None:
    db.execute("delete from past")


def as_it_was(db: sqlite3.Connection, rows: list[Row], kind: str, sandbox: str, seconds: float) -> list[Row]:
    """The rows (seq, key, doc) of that kind as they were so many seconds ago; `rows` are the present ones."""
    changes = db.execute(
        "select seq, key, doc from past where sandbox = ? and kind = ? and at > julianday('now') - ? order by id desc",
        (sandbox, kind, seconds / 86400),
    )
    found: dict[str, Row] = {key: (seq, key, doc) for seq, key, doc in rows}
    found.update({key: (seq, key, doc) for seq, key, doc in changes})  # the earliest change comes last and wins
    return sorted(row for row in found.values() if row[2] is not None)
