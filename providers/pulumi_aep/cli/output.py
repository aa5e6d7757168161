"""Command output: JSON, or text and tables for people."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import click

from ..core import time

NO_WRAP = 10  # columns up to this width are never wrapped


def show(data: Any, *, as_json: bool, as_text: Callable[[], None]) -> None:
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        as_text()


def format_cell(value: Any) -> str:
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


def abbreviate(value: Any) -> str:
    """One of two values that are compared: a missing one as `(none)`, a long one truncated."""
    shown = "(none)" if value is None else '""' if value == "" else format_cell(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def print_table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, empty: str, colours: Mapping[str, str] | None = None
) -> None:
    """One line per row, with the columns' names as in JSON. Uses rich on a terminal, plain aligned text elsewhere.

    `colours` maps a cell's text to its colour on a terminal.
    """
    if not rows:
        click.echo(empty)
        return
    cells = [[format_cell(row.get(column)) for column in columns] for row in rows]
    if sys.stdout.isatty():
        _print_rich(columns, cells, colours or {})
        return
    widths = [max(len(line[at]) for line in [columns, *cells]) for at in range(len(columns))]
    for line in [columns, *cells]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _print_rich(heads: Sequence[str], cells: Sequence[Sequence[str]], colours: Mapping[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0))
    for at, head in enumerate(heads):
        narrow = all(len(line[at]) <= NO_WRAP for line in cells)
        table.add_column(head, no_wrap=narrow or head == "id", overflow="fold")
    for line in cells:
        table.add_row(*(Text(cell, style=colours.get(cell, "")) for cell in line))
    Console(highlight=False).print(table)


def flatten(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(dotted path, value) of every leaf of nested maps; lists count as leaves."""
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from flatten(item, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def format_time(value: Any) -> str | None:
    """ISO 8601 from epoch milliseconds; text is left as it is."""
    return time.iso_time(value) if isinstance(value, int | float) else value or None
