"""Options shared by many commands."""

import click

STACK = "pulumi_aep.stack"  # the key under which the stack that was named is known to what prints


def _note_stack(ctx: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    ctx.meta[STACK] = name or ""
    return name


stack_option = click.option(
    "--stack",
    metavar="NAME",
    callback=_note_stack,
    help="Stack whose settings apply, if not the selected one.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, complete and in a stable shape.")
