"""`aep` as a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.repository import ROOT

COMMAND = "import sys; sys.argv[0] = 'aep'; from pulumi_aep.cli import main; main()"


class Aep:
    """`aep` run in a folder: its output, its JSON, or the sentence it fails with."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AEP_")}
        path = os.pathsep.join(filter(None, [str(ROOT / "providers"), os.environ.get("PYTHONPATH")]))
        self.environment = {**clean, "PYTHONPATH": path, **environment}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def __call__(self, *arguments: str, code: int = 0) -> str:
        done = self.run(*arguments)
        assert done.returncode == code, done.stderr
        return done.stdout

    def json(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", code=code))

    def refused(self, *arguments: str) -> str:
        """The one sentence, without `aep: `."""
        done = self.run(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("aep: ")
        assert done.stderr.count("\n") == 1
        return done.stderr.removeprefix("aep: ").rstrip("\n")
