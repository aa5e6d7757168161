"""`aep drift`: where the Platform is no longer as state recorded it, since when, by whom; and three answers to that."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from . import drift_accept as accept
from . import drift_ignore as ignore
from . import options, output
from .question import FOUND, Questions, WrongCall

if TYPE_CHECKING:
    from ..drift.report import Found, Report

COLUMNS = ("resource", "field", "recorded", "live", "by", "at", "note")


@click.group(
    "drift", cls=Questions, invoke_without_command=True, short_help="What somebody changed behind the program's back."
)
@options.stack_option
@options.json_option
@click.pass_context
def command(ctx: click.Context, stack: str | None, as_json: bool) -> None:
    """Compare what the stack's state recorded with what is live. Reads only; state and Platform stay as they are.

    Exit code 0: no drift; 2: drift; 1: it could not be told. Then one of three answers: `pulumi up --refresh` sets
    what is declared, `aep drift accept` takes what is live into the program, `aep drift ignore` leaves it for a while.

    \b
    Examples:
      aep drift
      aep drift --stack prod --json | jq -r '.differences[].resource'
      aep drift accept Dataset/luma-web.description
      aep drift ignore Dataset/luma-web.tags --until 2027-01-31 --because "the audit labels it"
    JSON: (docs/drift.md tells more)
      {"version": 1, "stack", "recorded_at", "drift": number, "differences": [{"resource", "field", "path",
        "recorded", "live", "by", "at", "ignored": null or {"until", "because", "over"}, …}], "gone": […],
       "orphans": […], "unseen": […]}
    """
    if ctx.invoked_subcommand:
        if stack or as_json:
            raise WrongCall(f"options go behind the command: aep drift {ctx.invoked_subcommand} … --stack NAME")
        return
    from ..drift.report import look

    found = look(stack)
    output.show(_json(found), as_json=as_json, human=lambda: _print(found))
    if found.counted:
        ctx.exit(FOUND)


command.add_command(accept.command)
command.add_command(ignore.command)


def _json(report: "Report") -> dict[str, Any]:
    return {
        "version": 1,
        "stack": report.stack,
        "project": report.project,
        "recorded_at": report.state.written or None,
        "drift": report.counted,
        "differences": [_difference(report, item) for item in report.found],
        "gone": [{"resource": item.label, "urn": item.urn, "id": item.id} for item in report.gone],
        "orphans": [
            {"kind": item.kind, "id": item.id, "name": item.name, "owner": item.owner}
            | {"by": item.by or None, "at": item.at or None}
            for item in report.orphans
        ],
        "unseen": list(report.unseen),
    }


def _difference(report: "Report", item: "Found") -> dict[str, Any]:
    ignored = item.ignored and {
        "until": item.ignored.until.isoformat(),
        "because": item.ignored.because or None,
        "over": item.ignored.over(report.today),
    }
    return {
        "resource": item.label,
        "urn": item.drift.resource.urn,
        "id": item.drift.resource.id,
        "field": item.difference.field,
        "path": list(item.difference.path),
        "recorded": item.difference.recorded,
        "live": item.difference.live,
        "by": item.drift.by or None,
        "at": item.drift.at or None,
        "ignored": ignored,
    }


def _print(report: "Report") -> None:
    rows = [_row(report, item) for item in report.found]
    rows += [
        {"resource": item.label, "recorded": item.id, "live": "(gone)", "note": "pulumi up --refresh makes it anew"}
        for item in report.gone
    ]
    rows += [
        {"resource": item.kind, "live": item.id, "by": item.by, "at": item.at, "recorded": "(not recorded)"}
        | {"note": f'"{item.name}" carries the stamp {item.owner}'}
        for item in report.orphans
    ]
    count = len(report.state.resources)
    recorded = f"recorded {report.state.written} ({_age(report.state.written)})" if report.state.written else "recorded"
    empty = f"no drift: {count} assets of stack {report.stack} are as {recorded}"
    columns = [name for name in COLUMNS if any(row.get(name) for row in rows)]
    output.table(rows, columns, empty=empty)
    for name in report.unseen:
        click.echo(f"{name} is secret and was not compared")
    if rows:
        click.echo(f"\n{_counted(report)} of {count} assets of stack {report.stack}, {recorded}")
        _answers(report)


def _counted(report: "Report") -> str:
    ignored = sum(not item.counts(report.today) for item in report.found)
    word = "difference" if report.counted == 1 else "differences"
    return f"{report.counted} {word}" + (f" and {ignored} ignored" if ignored else "")


def _answers(report: "Report") -> None:
    first = next((item.name for item in report.found if item.counts(report.today)), None)
    if report.counted:
        click.echo("  set what is declared:        pulumi up --refresh")
    if first:
        click.echo(f"  take what is live:           aep drift accept {first}")
        click.echo(f"  leave it for a while:        aep drift ignore {first} --until DATE")
    if report.orphans:
        click.echo("  what is not recorded:        delete it on the Platform, or adopt it")


def _row(report: "Report", item: "Found") -> dict[str, Any]:
    return {
        "resource": item.label,
        "field": item.difference.place,
        "recorded": output.short(item.difference.recorded),
        "live": output.short(item.difference.live),
        "by": item.drift.by,
        "at": item.drift.at,
        "note": item.ignored.sentence(report.today) if item.ignored else "",
    }


def _age(moment: str) -> str:
    seconds = (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {word}{'s' if number > 1 else ''} ago"
    return "just now"
