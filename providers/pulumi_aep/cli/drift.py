"""`aep drift`: what changed on the Platform since state recorded it, when and by whom; and three answers to that."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from ..stack.advice import name_stack
from . import drift_accept as accept
from . import drift_ignore as ignore
from . import options, output
from .detailed_exit import CHANGES, DetailedExitGroup, InvalidUsage

if TYPE_CHECKING:
    from ..drift.report import DriftEntry, DriftReport

COLUMNS = ("resource", "field", "recorded", "live", "by", "at", "note")


@click.group(
    "drift",
    cls=DetailedExitGroup,
    invoke_without_command=True,
    short_help="What somebody changed behind the program's back.",
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
            raise InvalidUsage(f"options go behind the command: aep drift {ctx.invoked_subcommand} … --stack NAME")
        return
    from ..drift.report import report_drift

    report = report_drift(stack)
    output.show(_json(report), as_json=as_json, as_text=lambda: _print(report))
    if report.drift_count:
        ctx.exit(CHANGES)


command.add_command(accept.command)
command.add_command(ignore.command)


def _json(report: "DriftReport") -> dict[str, Any]:
    return {
        "version": 1,
        "stack": report.stack,
        "project": report.project,
        "recorded_at": report.state.written_at or None,
        "drift": report.drift_count,
        "differences": [_difference(report, item) for item in report.entries],
        "gone": [{"resource": item.label, "urn": item.urn, "id": item.id} for item in report.gone],
        "orphans": [
            {"kind": item.kind, "id": item.id, "name": item.name, "owner": item.owner}
            | {"by": item.by or None, "at": item.at or None}
            for item in report.orphans
        ],
        "unseen": list(report.unseen),
    }


def _difference(report: "DriftReport", item: "DriftEntry") -> dict[str, Any]:
    ignored = item.ignored and {
        "until": item.ignored.until.isoformat(),
        "because": item.ignored.because or None,
        "over": item.ignored.expired(report.today),
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


def _print(report: "DriftReport") -> None:
    rows = [_row(report, item) for item in report.entries]
    rows += [
        {"resource": item.label, "recorded": item.id, "live": "(gone)", "note": "pulumi up --refresh makes it anew"}
        for item in report.gone
    ]
    rows += [
        {"resource": item.kind, "live": item.id, "by": item.by, "at": item.at, "recorded": "(not recorded)"}
        | {"note": f'"{item.name}" carries the owner mark {item.owner}'}
        for item in report.orphans
    ]
    count = len(report.state.resources)
    time = report.state.written_at
    recorded = f"recorded {time} ({_age(time)})" if time else "recorded"
    empty = f"no drift: {count} assets of stack {report.stack} are as {recorded}"
    columns = [name for name in COLUMNS if any(row.get(name) for row in rows)]
    output.print_table(rows, columns, empty=empty)
    for name in report.unseen:
        click.echo(f"{name} is secret and was not compared")
    if rows:
        click.echo(f"\n{_summary(report)} of {count} assets of stack {report.stack}, {recorded}")
        _print_answers(report)


def _summary(report: "DriftReport") -> str:
    ignored = sum(not item.counts(report.today) for item in report.entries)
    word = "difference" if report.drift_count == 1 else "differences"
    return f"{report.drift_count} {word}" + (f" and {ignored} ignored" if ignored else "")


def _print_answers(report: "DriftReport") -> None:
    first = next((item.name for item in report.entries if item.counts(report.today)), None)
    if report.drift_count:
        _advise("  set what is declared:        pulumi up --refresh")
    if first:
        _advise(f"  take what is live:           aep drift accept {first}")
        _advise(f"  leave it for a while:        aep drift ignore {first} --until DATE")
    if report.orphans:
        click.echo("  what is not recorded:        delete it on the Platform, or adopt it")


def _advise(line: str) -> None:
    click.echo(name_stack(line, click.get_current_context().meta.get(options.STACK, "")))


def _row(report: "DriftReport", item: "DriftEntry") -> dict[str, Any]:
    return {
        "resource": item.label,
        "field": item.difference.full_path,
        "recorded": output.abbreviate(item.difference.recorded),
        "live": output.abbreviate(item.difference.live),
        "by": item.drift.by,
        "at": item.drift.at,
        "note": item.ignored.sentence(report.today) if item.ignored else "",
    }


def _age(time: str) -> str:
    seconds = (datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds()
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {word}{'s' if number > 1 else ''} ago"
    return "just now"
