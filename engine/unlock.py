"""Locks that a killed `pulumi` left on the default backend. Pulumi asks for `pulumi cancel`; here the dead are told."""

import json
import socket
import subprocess
from pathlib import Path

from engine.say import say

OURS = "pulumi-python:dynamic/aep:"  # the library's kinds


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


def mend(state: Path) -> None:
    """A kill may leave a checkpoint's file of attributes empty; Pulumi reads on without it, but not with it so."""
    for file in (state / ".pulumi").rglob("*.attrs"):
        if file.stat().st_size == 0:
            file.unlink(missing_ok=True)


def forget_pending(state: Path, stack: str) -> None:
    """What a kill interrupted is named at each later `up`, until it is repaired by hand; ours needs no repair.

    A create looks for what an earlier one made, an update and a delete for what is still to do.
    """
    for file in (state / ".pulumi" / "stacks").rglob(f"{stack}.json"):
        checkpoint = json.loads(file.read_text())
        latest = checkpoint.get("checkpoint", {}).get("latest") or {}
        pending = latest.get("pending_operations") or []
        others = [item for item in pending if not str(item["resource"]["type"]).startswith(OURS)]
        if others != pending:
            latest["pending_operations"] = others
            draft = file.with_name(f"{file.name}.draft")
            draft.write_text(json.dumps(checkpoint, indent=4))
            draft.replace(file)


def release(state: Path) -> None:
    """What a killed pulumi left goes; what a living one holds stays."""
    for file in dead(state):
        for part in (file, file.with_name(f"{file.name}.attrs")):
            part.unlink(missing_ok=True)
        stack = file.parent.name
        mend(state)
        forget_pending(state, stack)
        say(f"The lock of an interrupted pulumi on {stack} was taken away; its process is gone.")


def _alive(pid: int) -> bool:
    """One that was killed and is not yet buried by its parent is dead."""
    if Path("/proc/self/stat").exists():
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
    else:
        asked = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
        state = asked.stdout.strip()
    return bool(state) and state[0] not in "ZX"
