"""`aep diff`: compares two stacks of a program, by logical name."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..stack.command import export_state, pulumi
from ..stack.project import require_project
from . import options, output
from .detailed_exit import CHANGES, DetailedExitCommand

if TYPE_CHECKING:
    from ..planning.stack_diff import Comparison, FigurePair, StackDifference, StackSnapshot


@click.command("diff", cls=DetailedExitCommand, short_help="Two environments side by side, by logical name.")
@click.argument("one", metavar="STACK")
@click.argument("other", metavar="STACK")
@options.json_option
@click.pass_context
def command(ctx: click.Context, one: str, other: str, as_json: bool) -> None:
    """Compare what two stacks of this program recorded. Nothing is asked from the Platform; see `aep drift` for that.

    Ids become logical names, sandbox and organisation are left out. What differs just as the stacks' configuration
    does stands apart from what differs for no such reason. Metrics and rows stand side by side.

    Exit code 0: nothing differs but what is configured; 2: something does; 1: it could not be told.

    \b
    Examples:
      aep diff dev prod
      aep diff stage prod --json | jq '.differences'
    JSON: (docs/diff.md tells more)
      {"version": 1, "stacks": [name, name], "differences": [{"resource", "field", "path", "values": [a, b]}],
       "configured": [as differences, and "setting"], "only": {name: ["Dataset/luma-web"]},
       "metrics": [{"resource", "metric", "values"}], "data": [{"resource", "rows": [a, b], "same_content"}],
       "unseen": ["Dataset/luma-web.description"]}
    """
    from ..core.registry import kinds
    from ..planning.stack_diff import compare

    folder = require_project()
    both = [_load_snapshot(folder, one), _load_snapshot(folder, other)]
    found = compare(both[0], both[1], {kind.__name__: kind for kind in kinds()})
    output.show(_json(one, other, found), as_json=as_json, as_text=lambda: _print(one, other, found))
    if found.unexpected or any(found.only):
        ctx.exit(CHANGES)


def _load_snapshot(folder: Path, stack: str) -> "StackSnapshot":
    from ..planning.stack_diff import StackSnapshot
    from ..stack.state import parse_state

    state = parse_state(export_state(stack, project=folder))
    config = json.loads(pulumi("config", "--json", "--stack", stack, project=folder))
    settings = {
        key: item.get("objectValue", item.get("value")) for key, item in config.items() if not item.get("secret")
    }
    return StackSnapshot(stack, state, settings)


def _json(one: str, other: str, found: "Comparison") -> dict[str, Any]:
    def plain(item: "StackDifference") -> dict[str, Any]:
        return {key: value for key, value in asdict(item).items() if key != "setting" or value}

    return {
        "version": 1,
        "stacks": [one, other],
        "differences": [plain(item) for item in found.unexpected],
        "configured": [plain(item) for item in found.differences if item.setting],
        "only": {one: list(found.only[0]), other: list(found.only[1])},
        "metrics": [
            {"resource": item.resource, "metric": item.name, "values": list(item.values)} for item in found.metrics
        ],
        "data": [
            {"resource": item.resource, "rows": list(item.values)}
            | {"same_content": {"same": True, "other": False}.get(item.name)}
            for item in found.data
        ],
        "unseen": list(found.unseen),
    }


def _print(one: str, other: str, found: "Comparison") -> None:
    names = (one, other if other != one else f"{other} ")
    rows = [_row(names, item) for item in found.unexpected]
    rows += [{"resource": label, names[0]: "(there)", names[1]: "(not there)"} for label in found.only[0]]
    rows += [{"resource": label, names[0]: "(not there)", names[1]: "(there)"} for label in found.only[1]]
    nothing = f"{one} and {other} differ in nothing but what is configured"
    output.print_table(rows, ("resource", "field", *names), empty=nothing)
    configured = [_row(names, item) for item in found.differences if item.setting]
    _print_section("as configured", configured, ("resource", "field", *names, "setting"))
    _print_section("metrics", [_side(names, item, "metric") for item in found.metrics], ("resource", "metric", *names))
    _print_section("rows", [_side(names, item, "content") for item in found.data], ("resource", *names, "content"))
    for name in found.unseen:
        click.echo(f"{name} is secret and was not compared")


def _print_section(title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    if rows:
        click.echo(f"\n{title}:")
        output.print_table(rows, columns, empty="")


def _row(names: tuple[str, str], item: "StackDifference") -> dict[str, Any]:
    shown = dict(zip(names, map(output.abbreviate, item.values), strict=True))
    return {"resource": item.resource, "field": item.place, **shown, "setting": item.setting}


def _side(names: tuple[str, str], item: "FigurePair", what: str) -> dict[str, Any]:
    return {"resource": item.resource, what: item.name, **dict(zip(names, item.values, strict=True))}
