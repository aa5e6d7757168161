"""Who may import whom: the contracts in `pyproject.toml`, and that nothing stands outside of the rooms they name."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.repository import ROOT

LIBRARY = ROOT / "providers" / "pulumi_aep"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FOLDERS = sorted(item for item in (ROOT / "tests").iterdir() if item.is_dir())
TOP = {"__init__.py", "_loader.py", "errors.py"}


def test_every_import_is_one_that_its_room_may_make() -> None:
    """The rooms import downwards only; Pulumi, HTTP, the differ and the Python editor have one place each."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_room_is_in_the_contract() -> None:
    """A new room is given its place in the order; on the top floor stand the ground and the roof alone."""
    rooms = next(item["layers"] for item in CONTRACTS if item.get("containers") == ["pulumi_aep"])
    folders = {file.parent.name for file in LIBRARY.glob("*/__init__.py")}
    assert folders == set(rooms) - {"errors"}
    assert {file.name for file in LIBRARY.glob("*.py")} == TOP


@pytest.mark.parametrize(
    "folder", sorted(item for item in (ROOT / "tests").iterdir() if item.is_dir()), ids=lambda folder: folder.name
)
def test_no_test_of_the_library_imports_the_emulator(folder: Path) -> None:
    """They meet over HTTP and a command line, in tests too; only the emulator's own tests look inside it."""
    guilty = [file for file in folder.rglob("*.py") if "aep_emulator" in _imported(file)]
    assert folder.name == "emulator" or guilty == []


def _imported(file: Path) -> set[str]:
    import ast

    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found
