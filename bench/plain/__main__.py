"""`python -m bench.plain PROGRAM VERB`: one command of the plain client as a process of its own.

What it made stands in the notes file, for the next command. Says as JSON which calls it made.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ..calls import counted
from ..timed import Failed
from .client import Client


def _perform(client: Client, notes: dict[str, Any], given: argparse.Namespace) -> None:
    if given.program == "luma":
        from . import luma

        match given.verb:
            case "up":
                luma.up(client, notes, given.data)
            case "refresh":
                luma.refresh(client, notes)
            case "destroy":
                luma.destroy(client, notes)
        return
    from . import recipes

    match given.verb:
        case "up":
            recipes.up(client, notes, given.number)
        case "refresh":
            recipes.refresh(client, notes)
        case "destroy":
            recipes.destroy(client, notes)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.plain")
    parser.add_argument("program", choices=("luma", "recipes"))
    parser.add_argument("verb", choices=("up", "refresh", "destroy"))
    parser.add_argument("--ready", type=Path, required=True, help="the emulator's ready file")
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--notes", type=Path, required=True, help="where it keeps what it made")
    parser.add_argument("--data", type=Path, help="file of events")
    parser.add_argument("--number", type=int, default=100, help="of recipes")
    given = parser.parse_args()
    notes = json.loads(given.notes.read_text()) if given.notes.exists() else {}
    try:
        client = Client(json.loads(given.ready.read_text()), given.sandbox)
        _perform(client, notes, given)
    except Failed as problem:
        sys.exit(str(problem))
    given.notes.write_text(json.dumps(notes))
    sys.stdout.write(json.dumps(counted(client.calls)))


if __name__ == "__main__":
    main()
