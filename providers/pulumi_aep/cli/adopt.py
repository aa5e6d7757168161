"""`aep adopt`: writes the program and the state of what is live in a sandbox. The Platform is only read."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import AepError
from . import options, output

if TYPE_CHECKING:
    from ..adoption.asset import Asset
    from ..adoption.plan import AdoptionPlan
    from ..adoption.program_resource import ProgramResource
    from ..stack.stack import ResourceChange

COLUMNS = ("kind", "name", "adopted", "owner", "changed", "by", "reason")


class AdoptableKind(click.ParamType[str]):
    """The name of a kind that a program can declare from what is live; kinds are imported only when it is used."""

    name = "kind"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return f"[{'|'.join(_adoptable())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in _adoptable():
            self.fail(f"{value!r} is not one of {', '.join(map(repr, _adoptable()))}.", param, ctx)
        return str(value)


def _adoptable() -> list[str]:
    from ..core.registry import kinds

    return [kind.__name__ for kind in kinds() if kind.sandboxed and kind.adoptable]


@click.command("adopt", short_help="Make a program and its state out of what is live.")
@click.option("--dry-run", is_flag=True, help="Write nothing: only say what would be adopted, and show the program.")
@click.option("--only", multiple=True, type=AdoptableKind(), help="Only that kind, and what it refers to. Repeatable.")
@click.option(
    "--pipeline", metavar="NAME", default="", help="Only that recipe or model, what hangs on it, and its data."
)
@click.option(
    "--into", metavar="FOLDER", default="adopted", show_default=True, help="Package for a program that exists."
)
@click.option("--include-owned", is_flag=True, help="Take over what carries another stack's owner mark, too.")
@click.option("--lost-state", is_flag=True, help="Write no program: record again what this program had made.")
@click.option("--new", metavar="SANDBOX", help="Make a Pulumi project here first, with a stack for that sandbox.")
@options.stack_option
@options.json_option
@click.pass_context
def command(
    ctx: click.Context, /, dry_run: bool, new: str | None, stack: str | None, as_json: bool, **wanted: Any
) -> None:
    """Take over what is live in the stack's sandbox: list it, write the Python that declares it, record it in the
    stack's state with pulumi import, and prove it by an empty preview. The Platform is only read.

    In a project without a program this writes __main__.py, with a module for each pipeline if there are several. What
    an existing program declares already is matched by name and recorded; only the rest is written, into a package.
    Where a name fits several assets you are asked, or, without a terminal, told; nothing is guessed.

    With --lost-state the program stays as it is: what it had made is found by the owner marks on the assets.

    \b
    Examples:
      aep adopt --dry-run
      aep adopt --new prod
      aep adopt --pipeline "Luma propensity"
      aep adopt --lost-state --stack prod
      aep adopt --json | jq -r '.assets[] | select(.adopted == null) | "\\(.name): \\(.reason)"'
    JSON:
      {"ok": bool, "sandbox", "imported": number, "files": {path: content},
       "assets": [{"kind", "id", "name", "adopted": logical name or null, "known": bool: recorded before, "owner": mark
         or null, "changed": ISO 8601 or null, "by", "refers": [id], "reason": why it is left out, or null}],
       "ambiguous": [{"kind", "declared": logical name, "candidates": [id]}], "missing": [{"kind", "declared"}],
       "differences": [{"operation", "resource", "fields", "why"}]}
    """
    from ..adoption.new_project import new_project
    from ..adoption.run import Adoption, AdoptOptions
    from ..binding.canonical import canonical

    if new and dry_run:
        raise AepError("--new makes a project, and --dry-run writes nothing; leave one of them out")
    if new:
        new_project(new, stack, folder=Path.cwd())
    ask = _ask if sys.stdin.isatty() and not as_json else None
    adoption = Adoption.prepare(stack, AdoptOptions(**wanted), say=_progress, ask=ask, check=canonical)
    if not as_json:
        _print_plan(adoption.plan, dry_run=dry_run, files=adoption.files)
    differences = [] if dry_run else adoption.carry_out()
    if as_json:
        output.show(_document(adoption, differences, dry_run=dry_run), as_json=True, as_text=lambda: None)
    else:
        _print_outcome(adoption, differences, dry_run=dry_run)
    if differences or adoption.plan.matching.ambiguous:
        ctx.exit(1)


def _progress(text: str) -> None:
    click.echo(f"{text} …", err=True)


def _ask(declared: "ProgramResource", candidates: "Sequence[Asset]") -> "Asset | None":
    """Asks which of several assets with the same name is meant."""
    click.echo(f'The program declares {declared.kind} "{declared.name}"; which of these is it?')
    for number, asset in enumerate(candidates, start=1):
        click.echo(f"  {number}  {asset.live.id}  {asset.title}, changed {asset.when or 'at an unknown time'}")
    click.echo("  0  none of them")
    chosen = click.prompt("number", type=click.IntRange(0, len(candidates)), default=0)
    return candidates[chosen - 1] if chosen else None


def asset_rows(plan: "AdoptionPlan") -> list[dict[str, Any]]:
    """Every asset, as in --json."""
    found = [_row(item.asset, item.name) for item in plan.declarations]
    found += [_row(asset, key[1]) for key, asset in plan.matching.found.items()]
    found += [_row(asset, name, known=True) for asset, name in plan.known]
    found += [_row(asset, None) for asset in plan.left]
    from ..core.registry import kind_names

    order = kind_names()
    return sorted(found, key=lambda row: (order.index(row["kind"]), row["name"], row["id"]))


def _row(asset: "Asset", name: str | None, *, known: bool = False) -> dict[str, Any]:
    from ..adoption.asset import references

    return {
        "kind": asset.kind,
        "id": asset.live.id,
        "name": asset.title,
        "adopted": name,
        "known": known,
        "owner": asset.owner,
        "changed": asset.when or None,
        "by": asset.by or None,
        "refers": [id for ids in references(asset).values() for id in ids],
        "reason": asset.left_out or None,
    }


def _document(adoption: Any, differences: "list[ResourceChange]", *, dry_run: bool) -> dict[str, Any]:
    plan = adoption.plan
    return {
        "ok": not differences and not plan.matching.ambiguous,
        "sandbox": adoption.sandbox,
        "imported": 0 if dry_run else len(plan.declarations) + len(plan.matching.found),
        "files": adoption.files,
        "assets": asset_rows(plan),
        "ambiguous": [
            {"kind": kind, "declared": name, "candidates": [asset.live.id for asset in candidates]}
            for (kind, name), candidates in plan.matching.ambiguous.items()
        ],
        "missing": [{"kind": item.kind, "declared": item.name} for item in plan.matching.missing],
        "differences": [vars(item) for item in differences],
    }


def _print_plan(plan: "AdoptionPlan", *, dry_run: bool, files: dict[str, str]) -> None:
    shown = [{**row, "changed": str(row["changed"] or "")[:16].replace("T", " ")} for row in asset_rows(plan)]
    used = [column for column in COLUMNS if any(row[column] for row in shown)]
    output.print_table(shown, used, empty="the sandbox holds nothing that can be declared")
    for (kind, name), candidates in plan.matching.ambiguous.items():
        ids = ", ".join(asset.live.id for asset in candidates)
        click.echo(f'ambiguous: {kind} "{name}" of the program could be any of {ids}; run it on a terminal to choose')
    for item in plan.matching.missing:
        click.echo(f'not there: {item.kind} "{item.name}" of the program; the next pulumi up makes it')
    if dry_run:
        for name, text in files.items():
            click.echo(f"\n--- {name}\n{text}", nl=False)


def _print_outcome(adoption: Any, differences: "list[ResourceChange]", *, dry_run: bool) -> None:
    plan = adoption.plan
    count = len(plan.declarations) + len(plan.matching.found)
    if dry_run:
        click.echo(f"\n{count} would be adopted; nothing was written")
        return
    for name in adoption.files:
        click.echo(f"wrote {Path(name)}")
    waits = plan.matching.missing or plan.matching.ambiguous
    if not differences:
        shown = "shows nothing but what is named above" if waits else "is empty"
        click.echo(f"adopted {count}; the preview {shown}{adoption.remark}")
        return
    for item in differences:
        fields = f" ({', '.join(item.fields)})" if item.fields else ""
        click.echo(f"{item.operation} {item.resource}{fields}{': ' + item.why if item.why else ''}")
    raise AepError(
        f"adopted {count}, but the preview is not empty: the resources above are not as the program declares them; "
        "change the program, or let pulumi up change the Platform"
    )
