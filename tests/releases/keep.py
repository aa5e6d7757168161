"""Keeps what today's version leaves behind: `python tests/releases/keep.py`, once for each release, before its tag.

A program with every kind is applied to an emulator of its own by the real engine. What that leaves goes into a folder
named after the version: the program, Pulumi's state file, the emulator's data folder, a plan (`aep plan --json`), and
the archive that destroying it all writes. Later versions open it, in `tests/engine/test_releases.py`.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
PROGRAM = ("Pulumi.yaml", "__main__.py", "program.json", "rows.jsonl", "toy", "stacks")  # what a user would commit
STATE = Path(".aep/state/.pulumi/stacks/releases/dev.json")


def run(folder: Path, *words: str, code: int = 0, **environment: str) -> str:
    """A command beside this Python, in the project, as a user would run it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AEP_", "PULUMI_"))}
    own = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_HOME": str(folder / ".home"),
        "PULUMI_BACKEND_URL": f"file://{folder / '.aep' / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_PYTHON_CMD": sys.executable,
    }
    command = [str(BIN / words[0]), *words[1:]]
    done = subprocess.run(
        command, cwd=folder, env=kept | own | environment, capture_output=True, text=True, check=False
    )
    if done.returncode != code:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def keep(into: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "project"
        shutil.copytree(HERE / "program", folder)
        (folder / ".aep" / "state").mkdir(parents=True)
        run(folder, "pulumi", "stack", "init", "dev", "--non-interactive")
        run(folder, "pulumi", "up", "--yes", "--skip-preview", "--non-interactive")
        _pack(folder, into)
        _plan(folder, into)
        _archive(folder, into)


def _pack(folder: Path, into: Path) -> None:
    """While nothing runs: program, state, data folder."""
    run(folder, "aep", "emulator", "stop")
    into.mkdir()
    with tarfile.open(into / "emulator.tar.gz", "w:gz") as packed:
        packed.add(folder / ".aep" / "emulator", "emulator", filter=_nobody)
    state = _placeless(json.loads((folder / STATE).read_text()))
    (into / "state.json").write_text(json.dumps(state, indent=1) + "\n")
    for name in PROGRAM:
        place, source = into / "program" / name, folder / name
        place.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, place)


def _nobody(item: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Nothing of who made it, nor what only a running server needs."""
    item.uid = item.gid = item.mtime = 0
    item.uname = item.gname = ""
    return None if item.name.endswith((".lock", "emulator.json")) else item


def _placeless(value: Any) -> Any:
    """Without the places in the source from which the engine was called: paths of this machine."""
    if isinstance(value, dict):
        return {key: _placeless(item) for key, item in value.items() if key not in ("sourcePosition", "stackTrace")}
    return [_placeless(item) for item in value] if isinstance(value, list) else value


def _plan(folder: Path, into: Path) -> None:
    """Of an edit that trains again."""
    program = json.loads((folder / "program.json").read_text())
    for item in program:
        if item["kind"] == "Model":
            item["fields"]["hyperparameters"] = {"rate": "0.2"}
    (folder / "program.json").write_text(json.dumps(program))
    (into / "plan.json").write_text(run(folder, "aep", "plan", "--json", code=2))


def _archive(folder: Path, into: Path) -> None:
    words = ("destroy", "--yes", "--skip-preview", "--non-interactive")
    run(folder, "pulumi", *words, AEP_ARCHIVE=str(folder / "archive"))
    run(folder, "aep", "emulator", "stop")
    shutil.copytree(folder / "archive", into / "archive")


if __name__ == "__main__":
    keep(HERE / version("pulumi-aep"))
