"""A stack and its Client, put back to a known moment as often as wanted; and engines that are killed on the way."""

import contextlib
import io
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from engine import unlock
from tests.support.engine.project import Outcome, Project
from tests.support.kinds.files import write_files
from tests.support.kinds.program import MAIN, Item, write
from tests.support.kinds.shown import World
from tests.support.kinds.snapshot import look
from tests.support.platform.client import Client
from tests.support.recipes import toy

CALLS = ("/data/", "/v2/")  # the Platform's, and its packaging registry's
ENGINE_S = 120
LONG = re.compile(r"[0-9A-Za-z-]{20,}")  # an id, if there is a digit in it


@dataclass(frozen=True)
class Point:
    """One call of a run: the so-manieth of that method and path; ids that differ from run to run match any."""

    method: str
    path: str
    number: int
    writes: bool
    name: str  # the same in every run: each id is a star, and the number is among calls of that name

    def __str__(self) -> str:
        return self.name

    def rule(self, **then: Any) -> dict[str, Any]:
        return {"match": {"method": self.method, "path": self.path}, "nth": self.number, "then": then}


def points(calls: list[dict[str, Any]], before: str) -> list[Point]:
    """What a run called, in order, without a recipe's own calls. Ids in `before` were there, and stay as they are."""
    seen, named = Counter[tuple[str, str]](), Counter[str]()
    found = []
    for call in calls:
        if not call["path"].startswith(CALLS):
            continue
        plain = re.escape(call["path"]).replace("\\-", "-")
        path = f"^{LONG.sub(lambda id: _id(id[0], before), plain)}$"
        seen[call["method"], path] += 1
        if "by=recipe" not in call["query"]:
            name = f"{call['method']} {LONG.sub(_star, call['path'])}"
            named[name] += 1
            found.append(
                Point(call["method"], path, seen[call["method"], path], call["effect"], f"{name} #{named[name]}")
            )
    return found


def _star(id: re.Match[str]) -> str:
    return "*" if re.search(r"\d", id[0]) else id[0]


def _id(id: str, before: str) -> str:
    return id if id in before or not re.search(r"\d", id) else "[0-9A-Za-z-]+"


class Scene:
    """One project with everything in it."""

    def __init__(self, folder: Path) -> None:
        self.project = Project.of(folder / "project", MAIN)
        write_files(self.project.folder, toy.MARKED)
        self._state, self._kept = self.project.folder / ".aep" / "state", folder / "kept"
        self.project.init()
        self.project.start_emulator()

    @property
    def platform(self) -> Client:
        return self.project.platform()

    def declare(self, program: list[Item]) -> None:
        write(self.project.folder, program)

    def keep(self, name: str) -> None:
        """This moment, to come back to."""
        shutil.copytree(self._state, self._kept / name)
        assert self.platform.call("POST", "/_emulator/snapshot", json={"name": name}).ok

    def back(self, name: str) -> None:
        self.calm()
        shutil.rmtree(self._state)
        shutil.copytree(self._kept / name, self._state)
        assert self.platform.call("POST", "/_emulator/restore", json={"name": name}).ok
        self.platform.call("DELETE", "/_emulator/journal")

    def calm(self) -> None:
        self.platform.call("DELETE", "/_emulator/faults")

    def order(self, *rules: dict[str, Any]) -> None:
        assert self.platform.call("POST", "/_emulator/faults", json={"rules": list(rules)}).ok

    def world(self) -> World:
        return look(self.platform)

    def apply(self) -> Outcome:
        """One thing after the other, so that the calls come in the same order each time."""
        return self.project.up("--parallel", "1")

    def killed(self, *rules: dict[str, Any]) -> bool:
        """Whether the run came to where the rule stops it; then its whole tree of processes was killed."""
        self.order(*rules)
        words = self.project.command("up", "--yes", "--skip-preview", "--parallel", "1")
        with (self.project.folder / "killed.log").open("w") as log:
            engine = subprocess.Popen(
                words, cwd=self.project.folder, env=self.project.env(), stdout=log, stderr=log, start_new_session=True
            )
        platform, until = self.platform, time.monotonic() + ENGINE_S
        while not (came := fired(platform)) and engine.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        kill_tree(engine)
        self.calm()
        with contextlib.redirect_stdout(io.StringIO()):
            unlock.release(self._state)  # as every make verb does first
        return came


def fired(platform: Client) -> bool:
    return any(rule["fired"] for rule in platform.json("/_emulator/faults")["rules"])


def kill_tree(engine: "subprocess.Popen[bytes]") -> None:
    """Providers are in process groups of their own, so they are found before their parent dies."""
    try:
        family = [psutil.Process(engine.pid), *psutil.Process(engine.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        family = []
    for process in family:
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
    engine.wait()
