"""The server of a data folder, seen from outside: whether it runs, and calling it."""

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
    """The contents of `data/emulator.json` if that server runs, else None."""
    try:
        found: dict[str, Any] = json.loads((data / "emulator.json").read_text())
    except (OSError, ValueError):
        return None
    return found if folder_lock.is_held(data) else None


def control_call(data: Path, method: str, call: str, body: Any = None) -> Any:
    """A call under `/_emulator/`; if the server refuses it, the command ends with its message."""
    from ..json_http import RequestFailed, request_json

    found = running(data)
    if not found:
        fail(f"no server runs on {data}; start one: aep-emulator serve --data {data}")
    try:
        return request_json(method, f"{found['url']}/_emulator/{call}", body)
    except RequestFailed as error:
        fail(str(error))
