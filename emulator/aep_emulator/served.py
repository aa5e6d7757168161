"""The server of a data folder, from outside: is it there, and asking it by its own calls."""

import json
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

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
        os.kill(found["pid"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return found


def ask(data: Path, method: str, call: str, body: Any = None) -> Any:
    """One of the calls under `/_emulator/`; a server that says no ends the command with its words."""
    from urllib.error import HTTPError, URLError
    from urllib.request import ProxyHandler, Request, build_opener

    found = running(data)
    if not found:
        fail(f"no server runs on {data}; start one: aep-emulator serve --data {data}")
    content = None if body is None else json.dumps(body).encode()
    request = Request(f"{found['url']}/_emulator/{call}", data=content, method=method)  # noqa: S310 its own loopback
    try:
        with build_opener(ProxyHandler({})).open(request) as answer:
            text = answer.read()
    except HTTPError as error:
        fail(str(json.load(error).get("message", error)))
    except (URLError, OSError) as error:
        fail(f"the server at {found['url']} does not answer: {error}")
    return json.loads(text) if text else None
