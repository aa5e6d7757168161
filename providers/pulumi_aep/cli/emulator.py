"""`aep emulator`: starts and stops this project's emulator, and sets its clock."""

import re
import subprocess
from typing import Any

import click

from ..errors import AepError
from . import options, output

SHOWN = ("url", "pid", "org", "client_id", "tenant")
UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}


@click.group("emulator")
def command() -> None:
    """The emulator of the Platform that belongs to this project.

    Commands that need it start it, and it goes on running until it is stopped. Its data are stored in
    .aep/emulator of the project.

    \b
    Examples:
      aep emulator status
      aep emulator clock --advance 1d
      aep emulator stop
    """


@command.command()
@options.json_option
def start(as_json: bool) -> None:
    """Start it, unless it runs.

    \b
    Example:
      aep emulator start
    JSON:
      {"running": true, "url", "pid", "org", "client_id", "tenant", "data"}
    """
    from ..platform.local_emulator import ensure_running

    ensure_running()
    _show_status(as_json)


@command.command()
@options.json_option
def stop(as_json: bool) -> None:
    """Stop it and keep its data. Not an error if it is not running.

    \b
    Example:
      aep emulator stop
    JSON:
      {"running": false, "data"}
    """
    _run_emulator("stop")
    _show_status(as_json)


@command.command()
@options.json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Whether it runs, and where. Exit code 3 when it does not.

    \b
    Examples:
      aep emulator status
      aep emulator status --json | jq -r .url
    JSON:
      {"running": bool, "url", "pid", "org", "client_id", "tenant", "data"}; all but running and data only if it runs
    """
    if not _show_status(as_json)["running"]:
        ctx.exit(3)


@command.command()
@click.option("--yes", is_flag=True, help="Don't ask.")
@options.json_option
def reset(yes: bool, as_json: bool) -> None:
    """Forget everything it holds: as if newly installed. It is stopped first, and stays stopped.

    Pulumi's state still lists what was in it: `pulumi refresh` sees that it is gone.

    \b
    Example:
      aep emulator reset --yes
    JSON:
      {"running": false, "data"}
    """
    from ..platform.local_emulator import data_folder

    if not yes:
        click.confirm(f"Forget all data in {data_folder()}?", abort=True, err=True)
    _run_emulator("stop")
    _run_emulator("reset")
    _show_status(as_json)


def _duration(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"(\d+[wdhms])+", value):
        raise click.BadParameter(f'"{value}" is no span of time; write for example 1d2h, 90m or 30s', ctx, param)
    return sum(int(count) * UNITS[unit] for count, unit in re.findall(r"(\d+)([wdhms])", value))


@command.command()
@click.option("--advance", metavar="SPAN", callback=_duration, help="Move it on, e.g. 1d2h, 90m; what is due runs.")
@click.option("--freeze/--thaw", default=None, help="Let it stand still, or go on from where it stands.")
@options.json_option
def clock(advance: int | None, freeze: bool | None, as_json: bool) -> None:
    """Show its time, or change it: schedules run when their time comes.

    \b
    Examples:
      aep emulator clock
      aep emulator clock --advance 1d2h
      aep emulator clock --freeze
    JSON:
      {"now": ISO 8601, "frozen": bool}
    """
    body: dict[str, Any] = {}
    if advance:
        body["advance"] = advance
    if freeze is not None:
        body["freeze"] = freeze
    now = _call_clock(body)
    frozen = " (frozen)" if now["frozen"] else ""
    output.show(now, as_json=as_json, as_text=lambda: click.echo(f"{now['now']}{frozen}"))


def _call_clock(body: dict[str, Any]) -> dict[str, Any]:
    from ..platform.client import Client, SandboxApi
    from ..platform.endpoint import Settings, resolve_target
    from ..platform.local_emulator import find_running

    if find_running() is None:
        raise AepError("the emulator is not running; run: aep emulator start")
    api = SandboxApi(Client(resolve_target(Settings(sandbox="-"))), "")
    reply = api.send("POST", "/_emulator/clock", body=body) if body else api.get("/_emulator/clock")
    found: dict[str, Any] = reply.json()
    return found


def _run_emulator(verb: str) -> None:
    from ..platform.local_emulator import data_folder, find_command

    words = [find_command(), verb, "--data", str(data_folder())]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()[-1:] or [f"aep-emulator {verb} ended with {done.returncode}"]
        raise AepError(lines[0].removeprefix("aep-emulator: "))


def _show_status(as_json: bool) -> dict[str, Any]:
    from ..platform.local_emulator import data_folder, find_running

    found = find_running()
    document = {"running": found is not None, **{key: found[key] for key in SHOWN if found}, "data": str(data_folder())}
    where = f"running at {document['url']} (process {document['pid']})" if found else "not running"
    output.show(document, as_json=as_json, as_text=lambda: click.echo(f"{where}; its data: {document['data']}"))
    return document
