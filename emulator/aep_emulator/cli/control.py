"""The commands of `aep-emulator` that control a running server through its calls under `/_emulator/`."""

import json
from pathlib import Path
from typing import Any

import click

from .running_server import control_call, data_option, fail


def _show(found: Any) -> None:
    click.echo(json.dumps(found, indent=2))


@click.command()
@data_option
@click.option("--advance", type=click.FloatRange(min=0), help="Seconds to go forward.")
@click.option("--freeze/--thaw", default=None, help="Stand still, or go on.")
def clock(data: Path, advance: float | None, freeze: bool | None) -> None:
    """Show the Platform's time, or move it; schedules that fall due are run.

    Example: aep-emulator clock --advance 3600 --data .aep/emulator
    """
    asked = {"advance": advance, "freeze": freeze}
    body = {key: value for key, value in asked.items() if value is not None}
    _show(control_call(data, "POST" if body else "GET", "clock", body or None))


@click.command()
@data_option
@click.option("--since", type=click.IntRange(min=0), default=0, show_default=True, help="Only calls after that number.")
@click.option("--clear", is_flag=True, help="Forget them instead.")
def journal(data: Path, since: int, clear: bool) -> None:
    """Show the calls that were made, one per line; `*` marks those that changed something.

    Example: aep-emulator journal --since 120 --data .aep/emulator
    """
    if clear:
        control_call(data, "DELETE", "journal")
        return
    for call in control_call(data, "GET", f"journal?since={since}")["calls"]:
        mark, query = "*" if call["effect"] else " ", f"?{call['query']}" if call["query"] else ""
        status = call["status"] or "cut"
        words = [f"{call['seq']:>6}", call["at"], f"{status:>3}{mark}", f"{call['method']:<6}", call["path"] + query]
        click.echo(" ".join(words + [f"[{part}]" for part in (call["sandbox"], call["fault"]) if part]))


@click.command()
@data_option
@click.option("--add", metavar="JSON", help='A rule: {"match": {…}, "nth" | "every" | "times": n, "then": {…}}.')
@click.option("--latency", type=click.FloatRange(min=0), help="Seconds that every call takes longer.")
@click.option("--clear", is_flag=True, help="No more faults.")
def faults(data: Path, add: str | None, latency: float | None, clear: bool) -> None:
    """Show the fault rules, or add some.

    Example: aep-emulator faults --data .aep/emulator --add '{"match": {"path": "/runs$"}, "then": {"status": 503}}'
    """
    if clear:
        control_call(data, "DELETE", "faults")
    if latency is not None:
        control_call(data, "POST", "faults", {"latency": latency})
    if add is not None:
        try:
            rule = json.loads(add)
        except ValueError as error:
            fail(f"--add is not JSON: {error}")
        control_call(data, "POST", "faults", rule)
    _show(control_call(data, "GET", "faults"))


@click.command()
@data_option
def stats(data: Path) -> None:
    """Count the documents, by sandbox and kind."""
    _show(control_call(data, "GET", "stats"))


@click.command()
@data_option
@click.option("--sandbox", type=click.FloatRange(0, 3600), help="Seconds before a new sandbox is active.")
@click.option("--ingestion", type=click.FloatRange(0, 3600), help="Seconds before a completed batch is looked at.")
@click.option("--segmentation", type=click.FloatRange(0, 3600), help="Seconds that a segment job takes.")
def delays(data: Path, **seconds: float | None) -> None:
    """Show or set the least time that asynchronous work takes.

    Example: aep-emulator delays --ingestion 2.5 --data .aep/emulator
    """
    body = {name: value for name, value in seconds.items() if value is not None}
    _show(control_call(data, "POST" if body else "GET", "delays", body or None))


@click.command()
@data_option
@click.argument("name", required=False)
def snapshot(data: Path, name: str | None) -> None:
    """Save all data under a name; without a name, list the snapshots.

    Example: aep-emulator snapshot before-the-demo --data .aep/emulator
    """
    _show(control_call(data, "POST", "snapshot", {"name": name}) if name else control_call(data, "GET", "snapshots"))


@click.command()
@data_option
@click.argument("name")
def restore(data: Path, name: str) -> None:
    """Restore the snapshot of that name.

    Example: aep-emulator restore before-the-demo --data .aep/emulator
    """
    _show(control_call(data, "POST", "restore", {"name": name}))


COMMANDS = [clock, journal, faults, delays, stats, snapshot, restore]
