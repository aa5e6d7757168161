"""`aep drift accept`: what is live becomes what is declared, in the program or in the stack's file."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from ..errors import AepError
from . import context, output
from .checking import FOUND, Question, WrongCall

if TYPE_CHECKING:
    from ..source.by_hand import Left
    from .drifted import Found, Report

SETTLED = {"same", "read"}


@dataclass(frozen=True)
class Edits:
    """Computed, not written: path to text before and after, what went in, what has to be done by hand."""

    before: dict[str, str]
    after: dict[str, str]
    accepted: "list[Found]"
    by_hand: "list[Left]"

    @property
    def changed(self) -> dict[str, str]:
        return {path: text for path, text in self.after.items() if text != self.before.get(path)}


@click.command("accept", cls=Question, short_help="Write what is live into the program or the stack's file.")
@click.argument("names", nargs=-1, metavar="[RESOURCE[.FIELD]]…")
@click.option("--all", "all_", is_flag=True, help="Everything that has drifted and is not ignored.")
@click.option("--dry-run", is_flag=True, help="Show the edits, write nothing.")
@context.stack_option
@output.json_option
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
        raise WrongCall("name what to accept, or give --all; see: aep drift")
    from .drifted import look

    report = look(stack, strangers=False)
    edits = edited(report, _chosen(report, names))
    left: list[dict[str, Any]] = []
    besides: list[dict[str, Any]] = []
    if edits.accepted and not dry_run:
        from ..source import files

        files.write(report.folder, edits.changed)
        left, besides = _proved(report, edits)
    said = _said(report, edits, left, besides, written=not dry_run)
    output.show(said, as_json=as_json, human=lambda: _print(said))
    if left or edits.by_hand:
        ctx.exit(FOUND)


def _chosen(report: "Report", names: Sequence[str]) -> "list[Found]":
    if not names:
        return [item for item in report.found if item.counts(report.today)]
    chosen: list[Found] = []
    for name in names:
        chosen += [item for item in _called(report, name) if item not in chosen]
    return chosen


def _called(report: "Report", name: str) -> "list[Found]":
    found = [item for item in report.found if any(_within(full, name) for full in _names(item))]
    if not found:
        gone = next((item for item in report.gone if name.split(".", maxsplit=1)[0] in (item.label, item.name)), None)
        if gone:
            raise AepError(f"{gone.label} is gone from the Platform; take its declaration out of the program by hand")
        known = [item.name for item in report.found]
        raise AepError(f'nothing called "{name}" has drifted; {context.meant(name, known)}')
    labels = sorted({item.label for item in found})
    if len(labels) > 1:
        raise AepError(f'"{name}" is {" and ".join(labels)}; name one of them')
    return found


def _names(item: "Found") -> tuple[str, str]:
    return item.name, item.name.partition("/")[2]


def _within(full: str, name: str) -> bool:
    return full == name or full.startswith(f"{name}.")


# -- edits ----------------------------------------------------------------------------------------------------------
def edited(report: "Report", chosen: "Sequence[Found]") -> Edits:
    from ..registry import kind_named
    from ..source import files, stack_file
    from ..source.by_hand import Left
    from ..source.program import Program
    from ..source.put import Setting
    from ..source.written import Wish

    texts = files.read(report.folder)
    program = Program(dict(texts), report.project, {item.label: item.id for item in report.state.resources})
    file = stack_file.place(report.folder, report.stack)
    path = str(file.relative_to(report.folder))
    settings = before = files.text(file) if file.exists() else ""
    edits = Edits(texts | {path: before}, program.texts, [], [])
    for item in chosen:
        recorded, differs = item.drift.resource, item.difference
        fields = kind_named(recorded.kind).FIELDS
        earlier = tuple(fields)[: list(fields).index(differs.field)]
        whole = (item.drift.live or {}).get(differs.field)
        wish = Wish(fields[differs.field], differs.path, differs.live, whole, earlier)
        done = program.put(recorded.kind, recorded.name, wish)
        if isinstance(done, Setting):
            put = stack_file.tried(settings, done)
            settings = put if isinstance(put, str) else settings
            left = None if isinstance(put, str) else Left(path, 0, f"{path}: {item.name} {put}; edit it by hand")
        else:
            left = done
        if left:
            edits.by_hand.append(left)
        else:
            edits.accepted.append(item)
    program.texts[path] = settings
    return edits


# -- proof ----------------------------------------------------------------------------------------------------------
def _proved(report: "Report", edits: Edits) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a preview still wants to do to the fields that were accepted, and what else it wants."""
    urns = sorted({item.drift.resource.urn for item in edits.accepted})
    targets = [word for urn in urns for word in ("--target", urn)]
    where = ("--stack", report.stack)
    try:
        context.pulumi("refresh", "--yes", "--skip-preview", *targets, *where, project=report.folder)
        told = context.pulumi("preview", "--json", *where, project=report.folder)
    except AepError as error:
        raise AepError(f"the edits are written to {', '.join(edits.changed)}, but then: {error}") from None
    steps = [step for step in json.loads(told).get("steps") or [] if step.get("op") not in SETTLED]
    accepted = {(item.drift.resource.urn, item.difference.field) for item in edits.accepted}
    left = [step for step in steps if any((step["urn"], field) in accepted for field in _fields(step))]
    return [_step(step) for step in left], [_step(step) for step in steps if step not in left]


def _fields(step: dict[str, Any]) -> set[str]:
    """Field names of a step, out of paths such as `tags.team` and `tags["a.b"]`."""
    return {re.split(r"[.\[]", path)[0] for path in step.get("detailedDiff") or step.get("diffReasons") or ()}


def _step(step: dict[str, Any]) -> dict[str, Any]:
    kind, name = step["urn"].split("::")[-2].rpartition(":")[2], step["urn"].rpartition("::")[2]
    return {"resource": f"{kind}/{name}", "op": step["op"], "fields": sorted(step.get("detailedDiff") or {})}


# -- telling --------------------------------------------------------------------------------------------------------
def _said(report: "Report", edits: Edits, left: list[Any], besides: list[Any], *, written: bool) -> dict[str, Any]:
    from ..source import files

    return {
        "version": 1,
        "stack": report.stack,
        "written": written and bool(edits.accepted),
        "diff": files.compared(edits.before, edits.changed),
        "accepted": [item.name for item in edits.accepted],
        "by_hand": [asdict(item) for item in edits.by_hand],
        "left": left,
        "besides": besides,
    }


def _print(said: dict[str, Any]) -> None:
    click.echo(said["diff"], nl=False)
    for item in said["by_hand"]:
        click.echo(f"by hand: {item['message']}")
    if not said["accepted"]:
        click.echo("nothing was written" if said["by_hand"] else "nothing has drifted")
    elif not said["written"]:
        click.echo("nothing was written; leave out --dry-run to write it")
    elif not said["left"]:
        click.echo(f"accepted {', '.join(said['accepted'])}; the preview has nothing left to do there")
    for step in said["left"]:
        click.echo(f"left: {_sentence(step)}")
    for step in said["besides"]:
        click.echo(f"besides, the preview says: {_sentence(step)}")


def _sentence(step: dict[str, Any]) -> str:
    fields = ", ".join(step["fields"])
    return f"{step['op']} {step['resource']}" + (f" ({fields})" if fields else "")
