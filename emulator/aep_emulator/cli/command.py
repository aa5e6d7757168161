"""The command `aep-emulator`, with what concerns a server as a whole: serve, stop, status, reset."""

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

import click

from ..platform import folder_lock
from .control import COMMANDS
from .running_server import data_option, fail, running

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@click.group()
@click.version_option(package_name="aep-emulator")
def main() -> None:
    """An emulator of Adobe Experience Platform on this machine."""


for verb in COMMANDS:
    main.add_command(verb)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=0, show_default=True, help="0: any free port.")
@data_option
@click.option("--ready-file", type=click.Path(path_type=Path), help="JSON with url, pid and credentials, once serving.")
@click.option("--allow-remote", is_flag=True, help="Listen on an address that other machines reach.")
@click.option("--run-timeout", default=3600.0, show_default=True, help="Seconds a training or scoring may take.")
@click.option("--with-parent", is_flag=True, help="Stop when the process that started it is gone.")
def serve(
    host: str,
    port: int,
    data: Path,
    ready_file: Path | None,
    allow_remote: bool,
    run_timeout: float,
    with_parent: bool,
) -> None:
    """Serve until SIGTERM.

    Example: aep-emulator serve --port 0 --data .aep/emulator --ready-file .aep/ready.json
    """
    if host not in LOOPBACK and not allow_remote:
        fail(f"--host {host} is not this machine's loopback; add --allow-remote if others are to reach it")
    found = running(data)
    if found:
        fail(f"{data} is served already at {found['url']} (process {found['pid']}); stop it first")
    from ..platform.data_format import NewerFormat
    from ..platform.world import World
    from ..server.listen import PortTaken
    from ..server.listen import serve as run

    try:
        if not folder_lock.acquire(data):
            fail(f"{data} is served already; stop that server first")
        world = World(data, run_timeout=run_timeout)
    except NewerFormat as error:
        fail(f"{error}; use a newer emulator or another --data folder")
    except OSError as error:
        fail(f"the data folder {data} cannot be written: {error.strerror}; give another --data folder")
    except Exception as error:  # noqa: BLE001 sqlite3.Error, without paying its import twice
        fail(f"the data folder {data} cannot be used: {error}")
    try:
        run(world, host=host, port=port, ready_file=ready_file, with_parent=with_parent)
    except PortTaken as error:
        fail(f"{error}; choose another --port, or 0 for any free one")


@main.command()
@data_option
def stop(data: Path) -> None:
    """Stop the server of that data folder. It is not an error if none runs."""
    found = running(data)
    if not found:
        click.echo("not running")
        return
    os.kill(found["pid"], signal.SIGTERM)
    for _ in range(100):
        if not folder_lock.is_held(data):  # the last thing it gives up: the folder may be deleted now
            click.echo("stopped")
            return
        time.sleep(0.1)
    fail(f"process {found['pid']} did not stop within 10 s")


@main.command()
@data_option
def status(data: Path) -> None:
    """Show as JSON whether a server runs, and where; exit with 3 if none does."""
    found = running(data)
    public = {key: found[key] for key in ("url", "pid", "org", "client_id", "tenant")} if found else {}
    click.echo(json.dumps({"running": found is not None, **public}, indent=2))
    sys.exit(0 if found else 3)


@main.command()
@data_option
def reset(data: Path) -> None:
    """Delete all data of a stopped server, as if newly installed."""
    if folder_lock.is_held(data):
        fail(f"{data} is being served; stop it first")
    if data.exists() and any(data.iterdir()) and not (data / "platform.sqlite").exists():
        fail(f"{data} does not look like an emulator's data folder; nothing was removed")
    shutil.rmtree(data, ignore_errors=True)
    click.echo("reset")
