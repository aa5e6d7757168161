"""One stack of a project, driven through the `pulumi` command: preview, import, state."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from ..errors import AepError
from . import backend, command
from .project import program_folder
from .state import State, parse_state

# A single checkpoint at the end is enough: an import creates nothing on the Platform that could get lost.
FAST = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true", "PULUMI_PARALLEL_DIFF": "true"}
NO_CHANGE = ("same", "read", "refresh")


@dataclass(frozen=True)
class ResourceChange:
    """What a preview would do to a resource that is not as declared, and why."""

    operation: str
    resource: str
    fields: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Preview:
    steps: Sequence[Mapping[str, Any]]
    diagnostics: Sequence[Mapping[str, Any]]

    @property
    def changes(self) -> list[ResourceChange]:
        messages: dict[str, list[str]] = {}
        for item in self.diagnostics:
            messages.setdefault(str(item.get("urn", "")), []).append(_one_line(item))
        return [
            ResourceChange(
                step["op"],
                _label(step["urn"]),
                tuple(name for name in step.get("diffReasons") or () if not name.startswith("__")),
                "; ".join(messages.get(step["urn"], ())),
            )
            for step in self.steps
            if step["op"] not in NO_CHANGE
        ]


@dataclass(frozen=True)
class Stack:
    """`name` is spelled as in owner marks."""

    folder: Path
    project: str
    name: str

    @property
    def program(self) -> Path:
        return program_folder(self.folder)

    @property
    def label(self) -> str:
        return f"{self.project}/{self.name}"

    @property
    def owner(self) -> str:
        """The stack's name in owner marks: `project/stack@state`."""
        return backend.holder_of(self.label)

    def preview(self) -> Preview:
        """Raises AepError with the errors of the program or the engine."""
        process = self._run("preview", "--json")
        try:
            found = json.loads(process.stdout[process.stdout.index("{") :])
        except ValueError:
            raise AepError(_last_error(process.stderr or process.stdout)) from None
        preview = Preview(found.get("steps", []), found.get("diagnostics", []))
        if process.returncode:
            errors = [_one_line(item) for item in preview.diagnostics if item.get("severity") == "error"]
            raise AepError(f"the program cannot be previewed: {'; '.join(errors) or _last_error(process.stderr)}")
        return preview

    def state(self) -> State:
        process = self._run("stack", "export")
        if process.returncode:
            raise AepError(_last_error(process.stderr))
        return parse_state(process.stdout)

    def import_resources(self, resources: Sequence[Mapping[str, Any]]) -> None:
        """`pulumi import` with inputs and outputs given in full, so that no asset is read or touched."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "import.json"
            file.write_text(json.dumps({"resources": list(resources)}))
            options = ["--generate-code=false", "--protect=false", "--yes", "--skip-preview"]
            process = self._run("import", "--file", str(file), *options)
        if process.returncode:
            raise AepError(f"pulumi import failed: {_last_error(process.stdout + process.stderr)}")

    def record_dependencies(self) -> None:
        """Runs an `up` without changes: it records the dependencies, which an import file cannot hold."""
        process = self._run("up", "--yes", "--skip-preview", "--expect-no-changes")
        if process.returncode:
            raise AepError(f"pulumi up failed: {_last_error(process.stdout + process.stderr)}")

    def _run(self, *options: str) -> CompletedProcess[str]:
        return command.run(*options, "--stack", self.name, "--color", "never", project=self.folder, **FAST)


def _one_line(item: Mapping[str, Any]) -> str:
    return " ".join(str(item.get("message", "")).removeprefix("error: ").split())


def _label(urn: str) -> str:
    """`Dataset luma-web` for its URN."""
    parts = urn.split("::")
    return f"{parts[2].rpartition(':')[2]} {'::'.join(parts[3:])}"


def _last_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if "error:" in line]
    return lines[-1].removeprefix("error: ") if lines else (output.strip().splitlines() or ["no message"])[-1]
