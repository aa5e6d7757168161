"""A Pulumi project in a folder of its own, driven by the real command line as a user would."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi_aep.stack.command import command_line

from tests.support.platform.client import Client
from tests.support.repository import ROOT, executable

PROGRAM = ("Pulumi.yaml", "__main__.py", "luma", "stacks")


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and everything it said; of `aep` also its two streams apart."""

    code: int
    text: str
    out: str = ""
    errors: str = ""

    @property
    def ok(self) -> bool:
        return self.code == 0


@dataclass
class Project:
    """A project folder with its own home, state and emulator."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def luma(folder: Path) -> "Project":
        """A copy of this repository's program."""
        folder.mkdir(parents=True)
        for name in PROGRAM:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / name)
        (folder / ".venv").symlink_to(sys.prefix)
        return Project(folder)

    @staticmethod
    def of(folder: Path, program: str, *, name: str = "luma", **config: Any) -> "Project":
        """A project with that program and a stack `dev`."""
        (folder / "stacks").mkdir(parents=True)
        (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\nstackConfigDir: stacks\n")
        (folder / "__main__.py").write_text(program)
        settings = {"aep:sandbox": "dev", **config}
        (folder / "stacks" / "Pulumi.dev.yaml").write_text(json.dumps({"config": settings}))
        return Project(folder)

    def env(self) -> dict[str, str]:
        home = self.folder / ".home"
        state = self.folder / ".aep" / "state"
        state.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AEP_", "PULUMI_"))}
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_HOME": str(home),
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_PYTHON_CMD": sys.executable,
            **self.environment,
        }

    def command(self, *words: str) -> list[str]:
        return [*command_line(*words), "--color", "never"]

    def run(self, *words: str, timeout: float = 600) -> Outcome:
        done = subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Outcome(done.returncode, done.stdout)

    def aep(self, *words: str) -> Outcome:
        """The command `aep`; with --json the text is the document alone."""
        done = subprocess.run(
            [executable("aep"), *words],
            cwd=self.folder,
            env=self.env(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        text = done.stdout if "--json" in words else done.stdout + done.stderr
        return Outcome(done.returncode, text, done.stdout, done.stderr)

    def init(self, stack: str = "dev") -> None:
        done = self.run("stack", "init", stack)
        assert done.ok, done.text

    def use(self, stack: str) -> None:
        """The stack that later commands are about."""
        done = self.run("stack", "select", stack)
        assert done.ok, done.text

    def platform(self) -> Client:
        """A client of the stack's emulator, in the sandbox dev."""
        return Client(self.emulator(), "dev")

    def start_emulator(self) -> None:
        """Before anything is applied; otherwise the first command that needs it does."""
        done = self.aep("emulator", "start")
        assert done.ok, done.text

    def endpoint(self) -> dict[str, str]:
        """The emulator as an environment names Adobe's own Platform."""
        ready = self.emulator()
        names = {"ENDPOINT": "url", "ORG_ID": "org", "CLIENT_ID": "client_id", "CLIENT_SECRET": "client_secret"}
        return {f"AEP_{name}": ready[key] for name, key in names.items()}

    def up(self, *words: str) -> Outcome:
        return self.run("up", "--yes", "--skip-preview", *words)

    def preview(self, *words: str) -> Outcome:
        return self.run("preview", *words)

    def refresh(self, *words: str) -> Outcome:
        return self.run("refresh", "--yes", "--skip-preview", *words)

    def destroy(self, *words: str) -> Outcome:
        return self.run("destroy", "--yes", "--skip-preview", *words)

    def outputs(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("stack", "output", "--json").text)
        return found

    def resources(self) -> dict[str, dict[str, Any]]:
        """`Kind/name` to what the selected stack's state holds of it."""
        return self.resources_of()

    def resources_of(self, stack: str = "") -> dict[str, dict[str, Any]]:
        chosen = ["--stack", stack] if stack else []
        state = json.loads(self.run("stack", "export", *chosen).text)["deployment"].get("resources", [])
        named = ((item["type"].rpartition(":")[2], item["urn"].rpartition("::")[2], item) for item in state)
        return {
            f"{kind}/{name}": item for kind, name, item in named if item["type"].startswith("pulumi-python:dynamic/")
        }

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the project as a user would."""
        file = self.folder / name
        text = file.read_text()
        assert old in text, f"{name} does not hold {old!r}"
        file.write_text(text.replace(old, new))

    def emulator(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / ".aep" / "emulator" / "emulator.json").read_text())
        return found

    def stop(self) -> None:
        """The emulator that this project started, by the command a user would use."""
        words = [executable("aep-emulator"), "stop", "--data"]
        subprocess.run([*words, str(self.folder / ".aep" / "emulator")], check=False, capture_output=True)
