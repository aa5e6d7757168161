"""`aep destroy-report`: what a `pulumi destroy` would delete, leave behind, or be stopped by. Read-only."""

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ..errors import AepError
from ..stack import configuration
from ..stack.command import export_state, selected_stack
from ..stack.project import project_name, require_project
from . import options, output

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.api import Api
    from ..planning.destroy import Fate

COLOURS = {"goes": "red", "stays": "green", "stops": "bold yellow"}


@click.command("destroy-report", short_help="What a `pulumi destroy` would take, leave, or be stopped by.")
@options.stack_option
@options.json_option
def command(stack: str | None, as_json: bool) -> None:
    """Show what a `pulumi destroy` of the stack would do: what goes, what the Platform takes along and whose that is,
    what stays, what would stop it.

    It reads the stack's recorded state and lists of its sandbox; nothing is changed. Exit code 0 if a destroy would go
    through, 1 if something would stop it: a protected resource, or what others hang on what goes.

    \b
    Examples:
      aep destroy-report
      aep destroy-report --stack stage --json | jq -r '.stops[]'
    JSON:
      {"project", "stack", "ok": bool, "stops": [sentence], "stays": [sentence], "resources": [{"kind", "name", "id",
       "fate": "goes"|"stays"|"stops", "why", "batches", "rows", "last_used": ISO 8601, "takes": [{"what", "id", "name",
       "owner", "part": bool, "breaks": bool}]}]}
    """
    from ..planning.destroy import fates
    from ..stack.backend import holder_of
    from ..stack.state import parse_state

    folder = require_project()
    project, name = project_name(folder), stack or selected_stack(folder)
    exported = export_state(name, project=folder)
    state = parse_state(exported, pending=True)
    found = fates(_read_only_api(stack), state.resources, holder_of(f"{project}/{name}")) if state.resources else []
    stops = [*_stops(found), *_other_stops(exported)]
    document = {
        "project": project,
        "stack": name,
        "ok": not stops,
        "stops": stops,
        "stays": _stays(found),
        "resources": [_row(item) for item in found],
    }
    output.show(document, as_json=as_json, as_text=lambda: _print(found, document))
    if stops:
        raise AepError(f"pulumi destroy would stop: {'; '.join(stops)}")


def _read_only_api(stack: str | None) -> "Callable[[str], Api]":
    """The Platform, by sandbox."""
    from ..platform.client import SandboxApi

    client = configuration.connect(stack).client

    def in_sandbox(sandbox: str) -> "Api":
        return SandboxApi(client, sandbox, read_only=True)

    return in_sandbox


def _stops(found: "list[Fate]") -> list[str]:
    return [f'{item.resource.kind} "{item.resource.name}": {item.why}' for item in found if item.fate == "stops"]


def _other_stops(exported: str) -> list[str]:
    """Protected resources of other providers stop a destroy too."""
    from ..core.registry import TYPE

    items = (json.loads(exported)["deployment"] or {}).get("resources") or []
    return [
        f'{item["type"].rpartition(":")[2]} "{item["urn"].rpartition("::")[2]}": it is protected'
        for item in items
        if item.get("protect") and not item["type"].startswith(TYPE)
    ]


def _stays(found: "list[Fate]") -> list[str]:
    stays = [f'{item.resource.kind} "{item.resource.name}": {item.why}' for item in found if item.fate == "stays"]
    sandboxes = {item.resource.id for item in found if not item.kind.sandboxed and item.fate == "goes"}
    remains = [
        f'{item.kind.remains} of {item.resource.kind} "{item.resource.name}": the Platform has no delete for them'
        for item in found
        if item.kind.remains and item.fate == "goes"
        if item.resource.fields.get("sandbox") not in sandboxes
    ]
    return stays + remains


def _row(item: "Fate") -> dict[str, Any]:
    return {
        "kind": item.resource.kind,
        "name": item.resource.name,
        "id": item.resource.id,
        "fate": item.fate,
        "why": item.why,
        "batches": item.usage.batches,
        "rows": item.usage.rows,
        "last_used": item.usage.last_used or None,
        "takes": [asdict(one) for one in item.takes],
    }


def _print(found: "list[Fate]", document: dict[str, Any]) -> None:
    from ..core.cascade import summary

    rows = [
        {
            "fate": item.fate,
            "resource": f"{item.resource.kind} {item.resource.name}",
            "holds": "" if item.usage.batches is None else f"{item.usage.rows:,} rows, batches: {item.usage.batches}",
            "last used": item.usage.last_used,
            "along": summary(item.takes) if item.fate == "goes" else "",
        }
        for item in sorted(found, key=lambda item: item.resource.kind)
    ]
    empty = f"nothing is recorded in {document['project']}/{document['stack']}"
    output.print_table(rows, ("fate", "resource", "holds", "last used", "along"), empty=empty, colours=COLOURS)
    for sentence in document["stays"]:
        click.echo(f"stays: {sentence}")
    counts = Counter(item.resource.kind for item in found if item.fate == "goes")
    if document["ok"] and rows:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        click.echo(f"\npulumi destroy would go through: {counts.total()} go ({kinds})")
