"""A Pulumi project in a temporary folder, driven by the real command line as a user would."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from pulumi_aep.stack.command import command_line

from .place import ROOT, beside_python
from .timed import Timed, run

_PROGRAM = ("__main__.py", "luma", "stacks")
_HEAD = "name: luma\nruntime: {name: python, options: {toolchain: pip, virtualenv: .venv}}\nstackConfigDir: stacks\n"
STACK = "dev"


class Project:
    """Its emulator's data folder is `emulator`: one that serves there is used."""

    def __init__(self, folder: Path, program: str | None = None) -> None:
        """Without a program it is this repository's own."""
        self.folder = folder
        self.emulator = folder / ".aep" / "emulator"
        folder.mkdir(parents=True)
        (folder / "Pulumi.yaml").write_text(_HEAD)
        (folder / ".venv").symlink_to(sys.prefix)
        if program is None:
            self._copy()
        else:
            (folder / "stacks").mkdir()
            (folder / "__main__.py").write_text(program)
            settings = {"config": {"aep:sandbox": "prod"}}
            (folder / "stacks" / f"Pulumi.{STACK}.yaml").write_text(json.dumps(settings))
        self._environment = self._made_environment()
        self.run("stack", "init", STACK)

    def _copy(self) -> None:
        for name in _PROGRAM:
            source, target = ROOT / name, self.folder / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)

    def _made_environment(self) -> dict[str, str]:
        state = self.folder / ".aep" / "state"
        state.mkdir(parents=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AEP_", "PULUMI_"))}
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_HOME": str(self.folder / ".home"),
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }

    def run(self, *words: str) -> Timed:
        return run(command_line(*words, "--color", "never"), folder=self.folder, environment=self._environment)

    def aep(self, *words: str) -> Timed:
        return run([beside_python("aep"), *words], folder=self.folder, environment=self._environment)

    def preview(self) -> Timed:
        return self.run("preview")

    def up(self) -> Timed:
        return self.run("up", "--yes", "--skip-preview")

    def refresh(self) -> Timed:
        return self.run("refresh", "--yes", "--skip-preview")

    def destroy(self) -> Timed:
        return self.run("destroy", "--yes", "--skip-preview")

    def state(self) -> tuple[int, list[dict[str, Any]]]:
        """Bytes of the exported state, and the resources in it."""
        text = self.run("stack", "export").text
        return len(text.encode()), json.loads(text)["deployment"]["resources"]
