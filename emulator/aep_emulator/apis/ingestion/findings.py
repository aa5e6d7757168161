"""A file's errors, collected by code and column. Codes: page "batch ingestion troubleshooting"."""

from collections.abc import Iterable
from typing import Any, NamedTuple

EMPTY_FILE = "106"
NO_HEADER = "118"
NOT_ALLOWED = "INGEST-1211-400"
WRONG_TYPE = "INGEST-1212-400"
UNREADABLE = "INGEST-1401-400"
MISSING = "INGEST-1555-400"


class UnusableFile(Exception):
    """A whole file cannot be ingested: the batch fails, whatever share of errors it allows."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class RowError(NamedTuple):
    code: str
    column: str
    message: str


class Findings:
    """Rows are counted from 1."""

    def __init__(self) -> None:
        self._rows: dict[RowError, list[int]] = {}
        self._examples: dict[RowError, str] = {}

    def add(self, fault: RowError, rows: Iterable[int], example: Any = None) -> None:
        """`example` is one of the wrong values."""
        self._rows.setdefault(fault, []).extend(rows)
        if example is not None and fault not in self._examples:
            self._examples[fault] = str(example)[:80]

    def bad_rows(self) -> set[int]:
        return set().union(*self._rows.values()) if self._rows else set()

    def by_row(self) -> dict[int, list[RowError]]:
        found: dict[int, list[RowError]] = {}
        for fault, rows in self._rows.items():
            for row in dict.fromkeys(rows):
                found.setdefault(row, []).append(fault)
        return found

    def errors(self, file: str) -> list[dict[str, Any]]:
        """As a batch lists them: code, description, and rows as numbers and ranges."""
        return [
            {
                "code": fault.code,
                "description": f"{self._sentence(fault)} (file {file}, row {min(rows)})",
                "rows": ranges(rows),
            }
            for fault, rows in self._rows.items()
        ]

    def _sentence(self, fault: RowError) -> str:
        where = f"{fault.column}: " if fault.column else ""
        example = self._examples.get(fault)
        return f"{where}{fault.message}" + (f", for example {example!r}" if example is not None else "")


def ranges(rows: Iterable[int]) -> list[str]:
    """[1, 2, 3, 7] → ["1-3", "7"]."""
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and found[-1][1] == row - 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return [str(first) if first == last else f"{first}-{last}" for first, last in found]
