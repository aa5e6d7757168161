"""A project beside a sandbox that others filled, and `aep adopt` in it."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import foreign
from stack import Outcome, Project


@dataclass
class World:
    """A project beside a sandbox that others filled."""

    project: Project
    client: foreign.Client

    def aep(self, *words: str) -> Outcome:
        command = [str(Path(sys.executable).parent / "aep"), *words]
        done = subprocess.run(
            command,
            cwd=self.project.folder,
            env=self.project.env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if "--json" not in words else subprocess.DEVNULL,
            text=True,
            timeout=600,
            check=False,
        )
        return Outcome(done.returncode, done.stdout)

    def writes(self) -> list[tuple[str, str]]:
        """Every call so far that could have changed something on the Platform."""
        calls = [(call["method"], call["path"]) for call in self.project.platform().journal()]
        return [call for call in calls if call[0] not in ("GET", "HEAD") and not call[1].startswith(("/ims", "/_"))]


def world(folder: Path, program: str = "") -> World:
    """A project and its emulator, with an empty sandbox `dev`."""
    found = Project.of(folder, program)
    found.init()
    start = [str(Path(sys.executable).parent / "aep"), "emulator", "start"]
    subprocess.run(start, cwd=folder, env=found.env(), check=True, capture_output=True)
    return World(found, foreign.sandbox(found.platform()))


def settled(found: Project) -> None:
    for done in (found.preview("--expect-no-changes"), found.refresh("--expect-no-changes")):
        assert done.ok, done.text
