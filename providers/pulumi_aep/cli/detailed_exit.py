"""Commands with Terraform's detailed exit codes: 0 no changes, 2 changes, 1 any error, invalid usage included."""

from typing import Any

import click

CHANGES = 2  # click's own code for invalid usage, which is 1 here


class InvalidUsage(click.UsageError):
    exit_code = 1


def _as_invalid_usage(error: click.UsageError) -> InvalidUsage:
    return InvalidUsage(error.format_message(), error.ctx)


class DetailedExitCommand(click.Command):
    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **named)
        except click.UsageError as error:
            raise _as_invalid_usage(error) from None


class DetailedExitGroup(click.Group):
    """Such a command with subcommands."""

    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **named)
        except click.UsageError as error:
            raise _as_invalid_usage(error) from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise _as_invalid_usage(error) from None
