"""How commands say what they found: JSON as it is, or tables and trees for people."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

SHORT = 10  # what is no longer is never broken, nor is an id


def show(data: Any, *, as_json: bool, human: Callable[[], None]) -> None:
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        human()


def text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.6g}"
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return " ".join(str(value).split())


def short(value: Any) -> str:
    """One of two values that are compared: that there is none is said, and what is long is cut."""
    shown = "(none)" if value is None else '""' if value == "" else text(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, empty: str, colours: Mapping[str, str] | None = None
) -> None:
    """One line per row under the same names as in JSON: by rich on a terminal, plain aligned text elsewhere.

    `colours` are for whole cells, by what they say; only a terminal shows them.
    """
    if not rows:
        click.echo(empty)
        return
    cells = [[text(row.get(column)) for column in columns] for row in rows]
    if sys.stdout.isatty():
        _rich(columns, cells, colours or {})
        return
    widths = [max(len(line[at]) for line in [columns, *cells]) for at in range(len(columns))]
    for line in [columns, *cells]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _rich(heads: Sequence[str], cells: Sequence[Sequence[str]], colours: Mapping[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, padding=(0, 2, 0, 0))
    for at, head in enumerate(heads):
        short = all(len(line[at]) <= SHORT for line in cells)
        made.add_column(head, no_wrap=short or head == "id", overflow="fold")
    for line in cells:
        made.add_row(*(Text(cell, style=colours.get(cell, "")) for cell in line))
    Console(highlight=False).print(made)


def dotted(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of every leaf of nested data; lists stay as they are."""
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from dotted(item, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def moment(value: Any) -> str | None:
    """ISO 8601 from epoch milliseconds; text stays, nothing stays nothing."""
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value or None
