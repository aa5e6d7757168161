"""Commands whose exit code is an answer: 0 no, 2 yes. A wrong call is an error like any other there: 1."""

from typing import Any

import click

FOUND = 2


class WrongCall(click.UsageError):
    exit_code = 1


def _told_apart(error: click.UsageError) -> WrongCall:
    return WrongCall(error.format_message(), error.ctx)


class Question(click.Command):
    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **named)
        except click.UsageError as error:
            raise _told_apart(error) from None


class Questions(click.Group):
    """A question that has further commands below it."""

    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **named)
        except click.UsageError as error:
            raise _told_apart(error) from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise _told_apart(error) from None
