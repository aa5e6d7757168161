"""`aep dataset`: lists the datasets of a sandbox and shows their rows."""

from typing import TYPE_CHECKING, Any

import click

from ..apis.lookup import find_by_name_or_id
from ..stack import configuration
from . import options, output

if TYPE_CHECKING:
    from ..core.api import Api
    from ..core.live import Doc

MAX_COLUMNS = 8  # with more, each row is printed on several lines
MAX_ROWS = 100  # of a preview


@click.group("dataset")
def command() -> None:
    """Datasets of the stack's sandbox.

    \b
    Examples:
      aep dataset list
      aep dataset preview "Luma web data" --rows 3
    """


@command.command("list")
@options.stack_option
@options.json_option
def list_(stack: str | None, as_json: bool) -> None:
    """List them.

    \b
    Examples:
      aep dataset list
      aep dataset list --stack prod --json | jq -r '.[].name'
    JSON:
      [{"id", "name", "schema": its $id, "schema_title", "profile": bool, "last_batch": its status or null,
        "updated": ISO 8601}]
    """
    from ..apis.schema_registry import titles

    api = configuration.connect(stack)
    known = titles(api)
    found = [_row(item, known) for item in _list_datasets(api)]
    found.sort(key=lambda row: str(row["name"]))
    shown = [{**row, "schema": row["schema_title"] or row["schema"]} for row in found]
    columns = ("id", "name", "schema", "profile", "last_batch")
    output.show(
        found,
        as_json=as_json,
        as_text=lambda: output.print_table(shown, columns, empty="there are no datasets in this sandbox"),
    )


def _list_datasets(api: "Api") -> "list[Doc]":
    """The documents of all datasets, with their ids."""
    from ..apis import catalog

    return [{**live.doc, "id": live.id} for live in catalog.listing(api, "dataSets")]


def _row(doc: "Doc", known: dict[str, str]) -> dict[str, Any]:
    from ..apis.catalog import in_profile

    schema = doc.get("schemaRef", {}).get("id", "")
    return {
        "id": doc["id"],
        "name": doc.get("name", ""),
        "schema": schema,
        "schema_title": known.get(schema),
        "profile": in_profile(doc),
        "last_batch": doc.get("lastBatchStatus"),
        "updated": output.format_time(doc.get("updated")),
    }


@command.command()
@click.argument("name_or_id")
@click.option("--rows", type=click.IntRange(1, MAX_ROWS), default=10, show_default=True, help="How many.")
@options.stack_option
@options.json_option
def preview(name_or_id: str, rows: int, stack: str | None, as_json: bool) -> None:
    """Show its first rows, of the 100 that the Platform gives.

    \b
    Examples:
      aep dataset preview "Luma web data"
      aep dataset preview 5e7c8a1f0d9b3a0018c0ffee --rows 100 --json
    JSON:
      [row, …], each as the Platform has it: nested, empty fields left out
    """
    from ..apis import export

    api = configuration.connect(stack)
    found = find_by_name_or_id(_list_datasets(api), name_or_id, what="dataset")
    data = export.preview(api, found["id"])[:rows]
    empty = f'the dataset "{found.get("name")}" holds no rows'
    output.show(data, as_json=as_json, as_text=lambda: _print(data, empty))


def _print(data: list[dict[str, Any]], empty: str) -> None:
    flat = [{path: value for path, value in output.flatten(row) if value is not None} for row in data]
    columns = list(dict.fromkeys(path for row in flat for path in row))
    if len(columns) <= MAX_COLUMNS:
        output.print_table(flat, columns, empty=empty)
        return
    for number, row in enumerate(flat, start=1):
        click.echo(f"{'' if number == 1 else chr(10)}row {number}")
        width = max(map(len, row))
        for path, value in row.items():
            click.echo(f"  {path.ljust(width)}  {output.format_cell(value)}")
