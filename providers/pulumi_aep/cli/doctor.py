"""`aep doctor`: what a `pulumi up` needs, from the engine to the sandbox, each with what to do about it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ..errors import AepError, Missing, Refused
from ..platform.endpoint import Settings
from ..stack import configuration
from ..stack.command import selected
from ..stack.finding import Finding, ok, problem, skipped, tried, warning
from . import options, output

if TYPE_CHECKING:
    from ..platform.client import SandboxApi

SANDBOXES = "/data/foundation/sandbox-management/sandboxes"


@click.command("doctor", short_help="Is everything here that a `pulumi up` needs?")
@click.option("--start", is_flag=True, help="Start the emulator if the stack uses it and it does not run.")
@options.stack_option
@options.json_option
@click.pass_context
def command(ctx: click.Context, start: bool, stack: str | None, as_json: bool) -> None:
    """Look whether everything is here that a `pulumi up` needs, and say what to do where it isn't.

    Nothing is changed, and nothing is started without --start. Exit code 1 if there is a problem.

    \b
    Examples:
      aep doctor
      aep doctor --start --stack prod
      aep doctor --json | jq -r '.checks[] | select(.state == "problem").message'
    JSON:
      {"ok": bool, "checks": [{"check", "state": "ok"|"warning"|"problem"|"skipped", "message"}]}
    """
    from ..stack.machine import machine

    found = list(machine())
    settings, rows = _settings(stack)
    found += [*rows, *_platform(settings, start=start)]
    well = all(row.state != "problem" for row in found)
    checks = [asdict(row) for row in found]
    said = {"ok": well, "checks": checks}
    output.show(said, as_json=as_json, human=lambda: output.table(checks, ("check", "state", "message"), empty=""))
    if not well:
        ctx.exit(1)


def _settings(stack: str | None) -> tuple[Settings | None, list[Finding]]:
    """What is set, if it can be worked with; rows on project, stack and settings."""
    folder = configuration.project()
    if folder:
        rows = [ok("project", str(folder)), tried("stack", lambda: stack or selected(folder))]
    else:
        rows = [problem("project", "there is no Pulumi.yaml here or above; go to the project's folder")]
        rows += [skipped("stack")]
    try:
        settings = configuration.settings(stack)
    except AepError as error:
        return None, [*rows, skipped("settings") if rows[-1].state == "problem" else problem("settings", str(error))]
    if folder is None and not settings.sandbox:
        return None, [*rows, skipped("settings")]
    if settings.problems():
        return None, [*rows, problem("settings", "; ".join(settings.problems()))]
    set_ = sorted(name for name in os.environ if name.startswith("AEP_") and os.environ[name])
    where = f", {', '.join(set_)} from the environment" if set_ else ""
    return settings, [*rows, ok("settings", f"sandbox {settings.sandbox}{where}")]


def _platform(settings: Settings | None, *, start: bool) -> Iterator[Finding]:
    """Each check needs the one before it."""
    checks: dict[str, Callable[[SandboxApi], Finding]] = {
        "credentials": _credentials,
        "organisation": _organisation,
        "sandbox": _sandbox,
    }
    if settings is None:
        yield from map(skipped, ("endpoint", *checks))
        return
    endpoint = tried("endpoint", lambda: _endpoint(settings, start))
    yield endpoint
    reason = skipped("").message
    if settings.embedded and endpoint.state == "ok" and not _runs():
        reason, endpoint = "not looked at; the emulator does not run: aep doctor --start", skipped("endpoint")
    going = endpoint.state == "ok"
    for name, check in checks.items():
        if not going:
            yield skipped(name, reason)
            continue
        finding = check(_api(settings))
        yield finding
        going = finding.state == "ok"


def _runs() -> bool:
    from ..platform.local_emulator import ready

    return ready() is not None


def _api(settings: Settings) -> "SandboxApi":
    from ..platform.client import SandboxApi, client

    return SandboxApi(client(settings), settings.sandbox)


def _endpoint(settings: Settings, start: bool) -> str:
    from ..platform import local_emulator as embedded

    if settings.embedded:
        found = embedded.running() if start else embedded.ready()
        if found:
            return f"the emulator, running at {found['url']}"
        embedded.command()
        return "the emulator; it does not run, the first command that needs it starts it"
    client = _api(settings).client
    for address in {client.target.platform, client.target.ims}:
        try:
            client.fetch(f"{address}/")
        except Refused:  # any answer will do
            continue
    return client.target.host


def _credentials(api: "SandboxApi") -> Finding:
    def look() -> str:
        api.client.token()
        return f"client {api.client.target.client_id} has a token"

    return tried("credentials", look)


def _organisation(api: "SandboxApi") -> Finding:
    return tried("organisation", lambda: f"{api.client.target.org}, its namespace is _{api.tenant()}")


def _sandbox(api: "SandboxApi") -> Finding:
    """A sandbox that isn't there yet may well be the program's to make."""
    name = api.sandbox
    try:
        state = api.client.call("GET", f"{SANDBOXES}/{name}", sandbox="", headers={}).json().get("state", "")
    except Missing:
        state = "deleted"
    except AepError as error:
        return problem("sandbox", str(error))
    if state == "active":
        return ok("sandbox", f"{name} is active")
    if state == "deleted":
        return warning("sandbox", f"{name} does not exist; pulumi up makes it if the program declares aep.Sandbox")
    if state == "failed":
        return problem("sandbox", f"{name} could not be made; delete it and make it again")
    return warning("sandbox", f"{name} is {state}; wait a moment and look again")
