"""A batch's input file, read and checked: Parquet and CSV by columns, JSON by rows."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...platform.row_json import plain
from ...platform.store import Doc
from . import csv_file, json_file, row_check, table_check
from .findings import EMPTY_FILE, UNREADABLE, Findings, RowError, UnusableFile

if TYPE_CHECKING:
    import pyarrow as pa


_AT_ONCE = 2000  # rows


class Checked(NamedTuple):
    """A file's rows: the good ones, and the errors of the others."""

    records: int
    good: "pa.Table"
    findings: Findings
    bad: dict[int, Any]  # row number → row as sent


def read(place: Path, name: str, form: Doc, schema: Doc, target: "pa.Schema") -> Checked:
    """Raises UnusableFile if nothing of it can be ingested."""
    if place.stat().st_size == 0:
        raise UnusableFile(EMPTY_FILE, f"The file {name} has no bytes")
    match form["format"]:
        case "parquet":
            return _table(_parquet(place, name), schema, name)
        case "csv":
            return _table(csv_file.read(place, name, form, schema), schema, name)
        case _:
            return _json(place, form, schema, target)


def _parquet(place: Path, name: str) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(place).read()
    except (OSError, ValueError, pa.ArrowException) as error:
        text = (str(error).splitlines() or [type(error).__name__])[0]
        raise UnusableFile(UNREADABLE, f"The file {name} is no readable Parquet file: {text}") from None


def _table(source: "pa.Table", schema: Doc, name: str) -> Checked:
    import pyarrow as pa

    try:
        made, findings = table_check.checked(source, schema)
    except UnusableFile as error:
        raise UnusableFile(error.code, f"{error} (file {name})") from None
    bad = sorted(findings.bad_rows())
    if not bad:
        return Checked(source.num_rows, made, findings, {})
    sent = source.take([row - 1 for row in bad]).to_pylist(maps_as_pydicts="lossy")
    keep = sorted(set(range(source.num_rows)) - {row - 1 for row in bad})
    return Checked(
        source.num_rows, made.take(pa.array(keep, pa.int64())), findings, dict(zip(bad, map(plain, sent), strict=True))
    )


class _TableBuilder:
    """Collects rows into a table, some at a time, so that few Python objects exist at once."""

    def __init__(self, target: "pa.Schema") -> None:
        self._target = target
        self._rows: list[Doc] = []
        self._tables: list[Any] = []

    def add(self, row: Doc) -> None:
        self._rows.append(row)
        if len(self._rows) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        made = pa.array(self._rows, pa.struct(list(self._target)))
        self._tables.append(pa.Table.from_struct_array(made))
        self._rows = []

    def table(self) -> "pa.Table":
        import pyarrow as pa

        self._flush()
        return pa.concat_tables(self._tables).combine_chunks()


def _json(place: Path, form: Doc, schema: Doc, target: "pa.Schema") -> Checked:
    take, findings, good, bad, count = row_check.reader(schema), Findings(), _TableBuilder(target), {}, 0
    for count, (text, row) in enumerate(json_file.records(place, form), start=1):
        if isinstance(row, ValueError):
            findings.add(RowError(UNREADABLE, "", "a line cannot be parsed"), [count], row)
            bad[count] = {"_corrupt_record": text}
            continue
        made, wrong = take(row)
        if not wrong:
            good.add(made)
            continue
        bad[count] = row if isinstance(row, dict) else {"_corrupt_record": text}
        for fault, value in wrong:
            findings.add(fault, [count], value)
    return Checked(count, good.table(), findings, bad)
