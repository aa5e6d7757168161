"""`aep plan`: runs `pulumi preview` and explains it, for people and for pipelines."""

import json
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from ..errors import AepError
from ..stack.command import engine_error, run
from ..stack.project import require_project
from . import options, output
from .detailed_exit import CHANGES, DetailedExitCommand, InvalidUsage

if TYPE_CHECKING:
    from ..planning.document import Plan

REASON_WIDTH = 100  # characters of a reason in the table; JSON has all of it


@click.command("plan", cls=DetailedExitCommand, short_help="What a `pulumi up` would do, and what that means.")
@options.stack_option
@click.option("--refresh", is_flag=True, help="Ask the Platform first what is really there.")
@click.option("--max-delete", type=click.IntRange(0), metavar="N", help="Fail if more are deleted or replaced.")
@click.option("--additive-only", is_flag=True, help="Fail if anything there is changed, replaced or deleted.")
@click.option("--no-retrain", is_flag=True, help="Fail if anything trains, for the first time too.")
@click.option("--no-irreversible", is_flag=True, help="Fail if anything is done that nothing takes back.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of what --json prints, and do nothing else.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, for a comment on a pull request.")
@options.json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    stack: str | None,
    refresh: bool,
    schema: bool,
    as_markdown: bool,
    as_json: bool,
    **limits: Any,
) -> None:
    """Show what a `pulumi up` would do to the stack, why, what follows from it, and how long that took last time.

    It runs `pulumi preview` and explains it; nothing is changed. Exit code 0: nothing to do; 2: there are changes;
    1: an error, or a budget (--max-delete, --additive-only, --no-retrain, --no-irreversible) that the changes break.
    A replacement counts as a delete; what retain_on_delete keeps does not.

    \b
    Examples:
      aep plan
      aep plan --stack prod --max-delete 0 --no-retrain
      aep plan --markdown > plan.md && gh pr comment --body-file plan.md
      aep plan --json | jq -r '.steps[] | select(.class == "retrain") | .name'
    JSON:
      {"version": 1, "project", "stack", "changes": bool, "ops": {op: how many}, "steps": [{"kind", "name", "urn",
       "op", "class", "reason", "fields", "then", "downstream", "last", …}], "exceeded": [{"budget", "resources",
       "message"}]}; field by field in docs/plan.md, as JSON Schema by --schema
    """
    from ..planning.budget import Limits, exceeded
    from ..planning.document import Plan
    from ..planning.explain import explain
    from ..planning.render import markdown

    if as_markdown and as_json:
        raise InvalidUsage("--json and --markdown exclude each other", ctx)
    if schema:
        click.echo(json.dumps(Plan.model_json_schema(by_alias=True), indent=2))
        return
    plan = explain(_preview(stack, refresh=refresh))
    plan.exceeded = exceeded(plan, Limits(**limits))
    if as_markdown:
        click.echo(markdown(plan), nl=False)
    else:
        output.show(plan.model_dump(mode="json", by_alias=True), as_json=as_json, as_text=lambda: _print(plan))
    if plan.exceeded:
        raise AepError("; ".join(item.message for item in plan.exceeded))
    ctx.exit(CHANGES if plan.changes else 0)


def _preview(stack: str | None, *, refresh: bool) -> dict[str, Any]:
    """The output of `pulumi preview --json`. Raises AepError if the preview fails."""
    from ..planning.failure import sentence

    folder = require_project()
    options = ["preview", "--json", "--show-sames", "--show-reads", "--color", "never"]
    options += [*(["--stack", stack] if stack else []), *(["--refresh"] if refresh else [])]
    process = run(*options, project=folder)
    try:
        found: dict[str, Any] = json.loads(process.stdout)
    except ValueError:
        raise engine_error(process, "preview", folder) from None
    if process.returncode:
        raise AepError(sentence(found.get("diagnostics") or []))
    return found


def _print(plan: "Plan") -> None:
    from ..planning.render import done, lasted, roots, tally

    rows = [
        {
            "op": step.op,
            "class": step.change,
            "resource": f"{step.kind} {step.name}",
            "reason": shorten(step.reason, REASON_WIDTH, placeholder=" …"),
            "last time": lasted(step.last),
        }
        for step in done(plan)
    ]
    empty = f"nothing to do in {plan.project}/{plan.stack}"
    output.print_table(rows, ("op", "class", "resource", "reason", "last time"), empty=empty, colours=COLOURS)
    for step in roots(plan):
        click.echo(f"\n{step.kind} {step.name}: {step.then}")
    if rows:
        click.echo(f"\n{plan.project}/{plan.stack}: {tally(plan)}")


COLOURS = {
    "create": "green",
    "update": "yellow",
    "replace": "magenta",
    "delete": "red",
    "retrain": "bold magenta",
    "recreate": "bold magenta",
    "irreversible": "bold red",
}
