"""A project beside a sandbox that others filled, and `aep adopt` in it."""

from dataclasses import dataclass
from pathlib import Path

from tests.support.engine.project import Outcome, Project
from tests.support.platform.stranger import Stranger, in_new_sandbox


@dataclass
class World:
    """A project beside a sandbox that others filled."""

    project: Project
    stranger: Stranger

    def aep(self, *words: str) -> Outcome:
        return self.project.aep(*words)

    def writes(self) -> list[tuple[str, str]]:
        """Every call so far that could have changed something on the Platform."""
        calls = [(call["method"], call["path"]) for call in self.project.platform().journal()]
        return [call for call in calls if call[0] not in ("GET", "HEAD") and not call[1].startswith(("/ims", "/_"))]


def world(folder: Path, program: str = "") -> World:
    """A project and its emulator, with an empty sandbox `dev`."""
    found = Project.of(folder, program)
    found.init()
    found.start_emulator()
    return World(found, in_new_sandbox(found.platform()))


def settled(found: Project) -> None:
    for done in (found.preview("--expect-no-changes"), found.refresh("--expect-no-changes")):
        assert done.ok, done.text
