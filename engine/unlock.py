"""Locks that a killed `pulumi` left on the default backend. Pulumi asks for `pulumi cancel`; here the dead are told."""

import json
import os
import socket
from pathlib import Path

from engine.say import say


def dead(state: Path) -> list[Path]:
    """Lock files of processes of this machine that are no more."""
    found = []
    for file in sorted((state / ".pulumi" / "locks").rglob("*.json")):
        try:
            lock = json.loads(file.read_text())
        except (OSError, ValueError):  # gone meanwhile, or being written
            continue
        if lock.get("hostname") == socket.gethostname() and not _alive(int(lock.get("pid", 0))):
            found.append(file)
    return found


def release(state: Path) -> None:
    for file in dead(state):
        file.unlink(missing_ok=True)
        stack = file.parent.name
        say(f"The lock of an interrupted pulumi on {stack} was taken away; its process is gone.")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
