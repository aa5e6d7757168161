"""The command `aep`: what Pulumi has no verb for. It owns no state and writes no assets.

One module per command group. Slow imports happen only when a command runs, so that `aep --help` is instant.
"""

import os
from typing import IO, Any

import click

from .. import __version__
from ..errors import AepError
from ..stack.advice import name_stack
from . import (
    adopt,
    archive,
    dataset,
    destroy_report,
    diff,
    doctor,
    drift,
    emulator,
    options,
    plan,
    profile,
    recipe,
    runs,
    schema,
    segment,
)


class CommandError(click.ClickException):
    """An error message on standard error, with exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"aep: {self.message}", file=file, err=file is None)


class Aep(click.Group):
    """The root command; the one place that turns errors into messages."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AepError as error:
            raise CommandError(name_stack(str(error), ctx.meta.get(options.STACK, ""))) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort, OSError):
            raise
        except Exception as error:
            if os.environ.get("AEP_DEBUG"):
                raise
            what = f"{type(error).__name__}: {error}"
            raise CommandError(f"unexpected {what}; set AEP_DEBUG=1 and run it again to see where") from None


@click.group(cls=Aep, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="aep")
def main() -> None:
    """Look at the ML assets of Adobe Experience Platform, and at this machine's emulator of it.

    Declaring, previewing and applying is Pulumi's part: pulumi preview, pulumi up.

    \b
    Settings come from the environment (AEP_ENDPOINT, AEP_ORG_ID, AEP_CLIENT_ID, AEP_CLIENT_SECRET,
    AEP_SANDBOX …), then from the configuration of the selected stack. A stack that names no endpoint
    uses the emulator.

    \b
    Examples:
      aep doctor                          is everything here that a `pulumi up` needs?
      aep dataset preview "Luma web data"
      aep runs list --stack prod
      aep segment count "Luma likely buyers" --json
    """


COMMANDS = (
    *(doctor, adopt, archive, plan, destroy_report, diff, drift),
    *(dataset, schema, runs, profile, segment, recipe, emulator),
)
for command in COMMANDS:
    main.add_command(command.command)
