"""The lock that a killed `pulumi` leaves is taken away; one that is held stays."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from engine import unlock


def lock(state: Path, name: str, *, pid: int, host: str) -> Path:
    folder = state / ".pulumi" / "locks" / "organization" / "luma" / "dev"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    file.write_text(json.dumps({"pid": pid, "username": "me", "hostname": host, "timestamp": "2026-01-01T00:00:00Z"}))
    return file


def test_only_the_locks_of_the_dead_go(tmp_path: Path) -> None:
    """A living process, and one on another machine, keep theirs."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = lock(tmp_path, "dead", pid=gone.pid, host=socket.gethostname())
    held = lock(tmp_path, "held", pid=os.getpid(), host=socket.gethostname())
    far = lock(tmp_path, "far", pid=gone.pid, host="another.example")
    unlock.release(tmp_path)
    assert [file.exists() for file in (dead, held, far)] == [False, True, True]


def test_a_torn_file_of_attributes_goes_with_its_lock(tmp_path: Path) -> None:
    """Pulumi would stop at it for ever."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lock(tmp_path, "dead", pid=gone.pid, host=socket.gethostname())
    torn, whole = (tmp_path / ".pulumi" / "stacks" / f"{name}.json.attrs" for name in ("dev", "prod"))
    torn.parent.mkdir()
    torn.touch()
    whole.write_text("{}")
    unlock.release(tmp_path)
    assert [file.exists() for file in (torn, whole)] == [False, True]


def test_what_was_pending_is_forgotten_if_it_is_ours(tmp_path: Path) -> None:
    """Other providers' resources may need a person's eye; other stacks are not touched."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lock(tmp_path, "dead", pid=gone.pid, host=socket.gethostname())
    pending = [
        {"resource": {"type": kind, "urn": "u"}, "type": "creating"}
        for kind in ("pulumi-python:dynamic/aep:Dataset", "aws:s3/bucket:Bucket")
    ]
    whole = {"version": 3, "checkpoint": {"latest": {"resources": [], "pending_operations": pending}}}
    files = [tmp_path / ".pulumi" / "stacks" / "luma" / f"{name}.json" for name in ("dev", "prod")]
    files[0].parent.mkdir(parents=True)
    for file in files:
        file.write_text(json.dumps(whole))
    unlock.release(tmp_path)
    dev, prod = (json.loads(file.read_text())["checkpoint"]["latest"]["pending_operations"] for file in files)
    assert dev == pending[1:]
    assert prod == pending


def test_a_process_that_is_killed_but_not_yet_buried_is_dead(tmp_path: Path) -> None:
    """Its parent has not asked how it ended, so its number is still taken."""
    killed = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    file = lock(tmp_path, "killed", pid=killed.pid, host=socket.gethostname())
    assert unlock.dead(tmp_path) == []
    killed.kill()
    while unlock.dead(tmp_path) == []:
        time.sleep(0.01)
    unlock.release(tmp_path)
    assert not file.exists()
    killed.communicate()
