"""`aep doctor`: checks what a `pulumi up` needs, from the engine to the sandbox, and says what to do."""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ..errors import AepError, Missing, Refused
from ..platform.endpoint import Settings
from ..stack import configuration
from ..stack.advice import name_stack
from ..stack.command import selected_stack
from ..stack.doctor_finding import Finding, attempt, ok, problem, skipped, warning
from ..stack.doctor_project import check_passphrase, check_program
from ..stack.project import find_project
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
    """Check that everything `pulumi up` needs is in place, and say how to fix what is not.

    Nothing is changed, and nothing is started without --start. Exit code 1 if there is a problem.

    \b
    Examples:
      aep doctor
      aep doctor --start --stack prod
      aep doctor --json | jq -r '.checks[] | select(.state == "problem").message'
    JSON:
      {"ok": bool, "checks": [{"check", "state": "ok"|"warning"|"problem"|"skipped", "message"}]}
    """
    from ..stack.doctor_machine import check_machine

    found = list(check_machine())
    settings, rows = _check_settings(stack)
    found += [*rows, *_check_platform(settings, start=start)]
    well = all(row.state != "problem" for row in found)
    checks = [asdict(row) | {"message": name_stack(row.message, stack or "")} for row in found]
    document = {"ok": well, "checks": checks}
    columns = ("check", "state", "message")
    output.show(document, as_json=as_json, as_text=lambda: output.print_table(checks, columns, empty=""))
    if not well:
        ctx.exit(1)


def _check_settings(stack: str | None) -> tuple[Settings | None, list[Finding]]:
    """The settings, if they are usable; the findings on project, stack and settings."""
    folder = find_project()
    if folder:
        rows = [ok("project", str(folder)), check_program(folder)]
        rows += [attempt("stack", lambda: stack or selected_stack(folder))]
        known = rows[-1].state == "ok"
        rows += [check_passphrase(folder, rows[-1].message) if known else skipped("passphrase")]
    else:
        rows = [problem("project", "there is no Pulumi.yaml here or above; go to the project's folder")]
        rows += [skipped("program"), skipped("stack"), skipped("passphrase")]
    try:
        settings = configuration.load_settings(stack)
    except AepError as error:
        behind = any(row.state == "problem" for row in rows[-2:])
        return None, [*rows, skipped("settings") if behind else problem("settings", str(error))]
    if folder is None and not settings.sandbox:
        return None, [*rows, skipped("settings")]
    if settings.problems():
        return None, [*rows, problem("settings", "; ".join(settings.problems()))]
    variables = sorted(name for name in os.environ if name.startswith("AEP_") and os.environ[name])
    where = f", {', '.join(variables)} from the environment" if variables else ""
    return settings, [*rows, ok("settings", f"sandbox {settings.sandbox}{where}")]


def _check_platform(settings: Settings | None, *, start: bool) -> Iterator[Finding]:
    """Each check requires the one before it."""
    from ..platform.local_emulator import find_running

    checks: dict[str, Callable[[SandboxApi], Finding]] = {
        "credentials": _check_credentials,
        "organisation": _check_organisation,
        "sandbox": _check_sandbox,
    }
    if settings is None:
        yield from map(skipped, ("endpoint", *checks))
        return
    endpoint = attempt("endpoint", lambda: _check_endpoint(settings, start))
    yield endpoint
    reason = skipped("").message
    if settings.embedded and endpoint.state == "ok" and not find_running():
        reason, endpoint = "not looked at; the emulator does not run: aep doctor --start", skipped("endpoint")
    going = endpoint.state == "ok"
    for name, check in checks.items():
        if not going:
            yield skipped(name, reason)
            continue
        finding = check(_api(settings))
        yield finding
        going = finding.state == "ok"


def _api(settings: Settings) -> "SandboxApi":
    from ..platform.client import SandboxApi, client

    return SandboxApi(client(settings), settings.sandbox)


def _check_endpoint(settings: Settings, start: bool) -> str:
    from ..platform import local_emulator

    if settings.embedded:
        found = local_emulator.ensure_running() if start else local_emulator.find_running()
        if found:
            return f"the emulator, running at {found['url']}"
        local_emulator.find_command()
        return "the emulator; it does not run, the first command that needs it starts it"
    client = _api(settings).client
    for address in {client.target.platform, client.target.ims}:
        try:
            client.fetch(f"{address}/")
        except Refused:  # any answer will do
            continue
    return client.target.host


def _check_credentials(api: "SandboxApi") -> Finding:
    def look() -> str:
        api.client.token()
        return f"client {api.client.target.client_id} has a token"

    return attempt("credentials", look)


def _check_organisation(api: "SandboxApi") -> Finding:
    return attempt("organisation", lambda: f"{api.client.target.org}, its namespace is _{api.tenant()}")


def _check_sandbox(api: "SandboxApi") -> Finding:
    """A missing sandbox is only a warning: the program may be about to create it."""
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
