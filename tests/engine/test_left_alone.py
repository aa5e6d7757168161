"""A provider process whose engine was killed: it writes nothing more, and ends."""

import signal
import subprocess
import time
from collections.abc import Callable

import psutil

from engine import unlock
from tests.support.engine.project import Project

PROGRAM = """
import pulumi_aep as aep

aep.Recipe("r", name="R", image="registry.example/r:1")
aep.Recipe("s", name="S", image="registry.example/s:1")
"""


def providers(folder: str) -> list[psutil.Process]:
    """Those that work in that folder."""
    return [
        process
        for process in psutil.process_iter(["cmdline", "cwd"])
        if any("pulumi.dynamic" in word for word in process.info["cmdline"] or []) and process.info["cwd"] == folder
    ]


def test_a_provider_left_alone_does_no_more(project: Callable[..., Project]) -> None:
    """Killed while a create hangs, the engine alone: its provider must not try that create again."""
    found = project(PROGRAM, **{"aep:sandbox": "prod"})
    assert found.aep("emulator", "start").ok
    platform = found.platform()
    rule = {"match": {"method": "POST", "path": "/engines$"}, "nth": 1, "then": {"hang": "after"}}
    assert platform.call("POST", "/_emulator/faults", json=rule).ok
    words = found.command("up", "--yes", "--skip-preview")
    with (found.folder / "killed.log").open("w") as log:
        engine = subprocess.Popen(words, cwd=found.folder, env=found.env(), stdout=log, stderr=log)
    until(lambda: platform.json("/_emulator/faults")["rules"][0]["fired"] == 1)
    assert providers(str(found.folder))
    engine.send_signal(signal.SIGKILL)
    engine.wait()
    platform.call("DELETE", "/_emulator/faults")
    until(lambda: not providers(str(found.folder)))
    unlock.release(found.folder / ".aep" / "state")
    assert len(platform.sensei("engines", sandbox="prod")) <= 2
    done = found.up()
    assert done.ok, done.text
    assert sorted(item["name"] for item in platform.sensei("engines", sandbox="prod")) == ["R", "S"]


def until(what: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "not within its time"
        time.sleep(0.05)
