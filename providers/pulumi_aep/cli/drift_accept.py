"""`aep drift accept`: edits the program or the stack's settings file so that it declares what is live."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from . import options, output
from .detailed_exit import CHANGES, DetailedExitCommand, InvalidUsage

if TYPE_CHECKING:
    from ..drift.accept import ProgramEdits
    from ..drift.report import DriftReport


@click.command("accept", cls=DetailedExitCommand, short_help="Write what is live into the program or the stack's file.")
@click.argument("names", nargs=-1, metavar="[RESOURCE[.FIELD]]…")
@click.option("--all", "all_", is_flag=True, help="Everything that has drifted and is not ignored.")
@click.option("--dry-run", is_flag=True, help="Show the edits, write nothing.")
@options.stack_option
@options.json_option
@click.pass_context
def command(
    ctx: click.Context, names: Sequence[str], all_: bool, dry_run: bool, stack: str | None, as_json: bool
) -> None:
    """Write the live value where the program says it: comments and formatting stay.

    A literal is edited in the Python file, a setting in the stack's file. What is computed is named with its line and
    left to you. Then `pulumi refresh` of those resources and a `pulumi preview` tell whether anything is left for
    them. Exit code 0: nothing is; 2: something is, or has to be written by hand; 1: it failed.

    \b
    Examples:
      aep drift accept Dataset/luma-web.description
      aep drift accept Model/luma-propensity --dry-run
      aep drift accept --all --stack stage
    JSON:
      {"version": 1, "stack", "written": bool, "diff": text, "accepted": ["Dataset/luma-web.description"],
       "by_hand": [{"path", "line", "message"}], "left": [{"resource", "op", "fields"}], "besides": as left}
    """
    if bool(names) == all_:
        raise InvalidUsage("name what to accept, or give --all; see: aep drift")
    from ..drift import accept as acceptance
    from ..drift.report import report_drift

    report = report_drift(stack, orphans=False)
    edits = acceptance.compute_edits(report, acceptance.select(report, names))
    left: list[dict[str, Any]] = []
    besides: list[dict[str, Any]] = []
    if edits.accepted and not dry_run:
        from ..source.file_transaction import FileTransaction

        FileTransaction(report.folder, edits.changed).commit()
        left, besides = acceptance.verify(report, edits)
    document = _document(report, edits, left, besides, written=not dry_run)
    output.show(document, as_json=as_json, as_text=lambda: _print(document))
    if left or edits.by_hand:
        ctx.exit(CHANGES)


# -- output ---------------------------------------------------------------------------------------------------------
def _document(
    report: "DriftReport", edits: "ProgramEdits", left: list[Any], besides: list[Any], *, written: bool
) -> dict[str, Any]:
    from ..source.files import unified_diff

    return {
        "version": 1,
        "stack": report.stack,
        "written": written and bool(edits.accepted),
        "diff": unified_diff(edits.before, edits.changed),
        "accepted": [item.name for item in edits.accepted],
        "by_hand": [asdict(item) for item in edits.by_hand],
        "left": left,
        "besides": besides,
    }


def _print(document: dict[str, Any]) -> None:
    click.echo(document["diff"], nl=False)
    for item in document["by_hand"]:
        click.echo(f"by hand: {item['message']}")
    if not document["accepted"]:
        click.echo("nothing was written" if document["by_hand"] else "nothing has drifted")
    elif not document["written"]:
        click.echo("nothing was written; leave out --dry-run to write it")
    elif not document["left"]:
        click.echo(f"accepted {', '.join(document['accepted'])}; the preview has nothing left to do there")
    for step in document["left"]:
        click.echo(f"left: {_sentence(step)}")
    for step in document["besides"]:
        click.echo(f"besides, the preview says: {_sentence(step)}")


def _sentence(step: dict[str, Any]) -> str:
    fields = ", ".join(step["fields"])
    return f"{step['op']} {step['resource']}" + (f" ({fields})" if fields else "")
