"""The stack of a project, through the real `pulumi`: preview, import, and what state holds."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from ..errors import AepError
from . import command
from .state import State, state

# One checkpoint at the end: an import makes nothing on the Platform that a broken one could lose.
QUICK = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true", "PULUMI_PARALLEL_DIFF": "true"}
UNCHANGED = ("same", "read", "refresh")


@dataclass(frozen=True)
class Difference:
    """A resource that is not as declared, in a preview: what the engine would do to it, and why."""

    operation: str
    resource: str
    fields: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Preview:
    steps: Sequence[Mapping[str, Any]]
    diagnostics: Sequence[Mapping[str, Any]]

    @property
    def differences(self) -> list[Difference]:
        said: dict[str, list[str]] = {}
        for item in self.diagnostics:
            said.setdefault(str(item.get("urn", "")), []).append(_line(item))
        return [
            Difference(
                step["op"],
                _short(step["urn"]),
                tuple(name for name in step.get("diffReasons") or () if not name.startswith("__")),
                "; ".join(said.get(step["urn"], ())),
            )
            for step in self.steps
            if step["op"] not in UNCHANGED
        ]


@dataclass(frozen=True)
class Stack:
    """`name` as in the ownership stamps."""

    folder: Path
    project: str
    name: str

    @property
    def owner(self) -> str:
        return f"{self.project}/{self.name}"

    def preview(self) -> Preview:
        """AepError holds what the program or the engine said is wrong."""
        done = self._run("preview", "--json")
        try:
            found = json.loads(done.stdout[done.stdout.index("{") :])
        except ValueError:
            raise AepError(_error(done.stderr or done.stdout)) from None
        preview = Preview(found.get("steps", []), found.get("diagnostics", []))
        if done.returncode:
            wrong = [_line(item) for item in preview.diagnostics if item.get("severity") == "error"]
            raise AepError(f"the program cannot be previewed: {'; '.join(wrong) or _error(done.stderr)}")
        return preview

    def recorded(self) -> State:
        done = self._run("stack", "export")
        if done.returncode:
            raise AepError(_error(done.stderr))
        return state(done.stdout)

    def take(self, resources: Sequence[Mapping[str, Any]]) -> None:
        """`pulumi import` of what is written in full: no asset is read, none is touched."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "import.json"
            file.write_text(json.dumps({"resources": list(resources)}))
            words = ["--generate-code=false", "--protect=false", "--yes", "--skip-preview"]
            done = self._run("import", "--file", str(file), *words)
        if done.returncode:
            raise AepError(f"pulumi import failed: {_error(done.stdout + done.stderr)}")

    def settle(self) -> None:
        """Let an `up` that changes nothing record what depends on what, which an import file has no words for."""
        done = self._run("up", "--yes", "--skip-preview", "--expect-no-changes")
        if done.returncode:
            raise AepError(f"pulumi up failed: {_error(done.stdout + done.stderr)}")

    def _run(self, *words: str) -> CompletedProcess[str]:
        return command.run(*words, "--stack", self.name, "--color", "never", project=self.folder, **QUICK)


def _line(item: Mapping[str, Any]) -> str:
    return " ".join(str(item.get("message", "")).removeprefix("error: ").split())


def _short(urn: str) -> str:
    """`Dataset luma-web` of its URN."""
    parts = urn.split("::")
    return f"{parts[2].rpartition(':')[2]} {'::'.join(parts[3:])}"


def _error(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if "error:" in line]
    return lines[-1].removeprefix("error: ") if lines else (said.strip().splitlines() or ["no message"])[-1]
