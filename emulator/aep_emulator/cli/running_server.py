"""The server of a data folder, from outside: is it there, and asking it by its own calls."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from ..platform import folder_lock

data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder that holds all data."
)


def fail(message: str) -> NoReturn:
    click.echo(f"aep-emulator: {message}", err=True)
    sys.exit(1)


def running(data: Path) -> dict[str, Any] | None:
    """What `data/emulator.json` says of a server that is alive; None when none is."""
    try:
        found: dict[str, Any] = json.loads((data / "emulator.json").read_text())
    except (OSError, ValueError):
        return None
    return found if folder_lock.held(data) else None


def ask(data: Path, method: str, call: str, body: Any = None) -> Any:
    """One of the calls under `/_emulator/`; a server that says no ends the command with its words."""
    from ..testing.json_http import Unanswered
    from ..testing.json_http import ask as asked

    found = running(data)
    if not found:
        fail(f"no server runs on {data}; start one: aep-emulator serve --data {data}")
    try:
        return asked(method, f"{found['url']}/_emulator/{call}", body)
    except Unanswered as error:
        fail(str(error))
