"""The wheels, installed into a virtual environment of their own, serve a project that was not written here."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.engine.project import Project
from tests.support.repository import ROOT

PROGRAM = """
import pulumi
import pulumi_aep as aep

aep.Sandbox("elsewhere")
schema = aep.Schema("people", title="People", behavior="profile")
people = aep.Dataset("people", name="People", schema=schema)
pulumi.export("dataset", people.name)
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the two wheels; what they depend on is what is installed here."""
    folder = tmp_path_factory.mktemp("library")
    wheels = folder / "wheels"
    for package in ("providers", "emulator"):
        words = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), f"./{package}"]
        subprocess.run([sys.executable, "-m", "pip", *words], cwd=ROOT, check=True)
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    subprocess.run([venv / "bin" / "pip", "install", "--quiet", "--no-deps", *wheels.glob("*.whl")], check=True)
    mine = next((venv / "lib").glob("python*")) / "site-packages"
    here = next(Path(sys.prefix, "lib").glob("python*")) / "site-packages"
    for item in here.iterdir():
        editable = "pulumi_aep" in item.name or "aep_emulator" in item.name
        if not editable and not (mine / item.name).exists() and item.name != "__pycache__":
            (mine / item.name).symlink_to(item)
    return venv


@pytest.fixture
def elsewhere(environment: Path, tmp_path: Path) -> Iterator[Project]:
    found = Project.of(tmp_path / "elsewhere", PROGRAM, name="people")
    found.environment = {
        "PATH": f"{environment / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_PYTHON_CMD": str(environment / "bin" / "python"),
        "VIRTUAL_ENV": str(environment),
    }
    found.init()
    yield found
    found.stop()


def test_the_wheel_serves_a_project_elsewhere(elsewhere: Project, environment: Path) -> None:
    """Import, declare, up, nothing to do, destroy; from the wheel, not from this checkout."""
    where = subprocess.run(
        [environment / "bin" / "python", "-c", "import pulumi_aep; print(pulumi_aep.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=elsewhere.folder,
    )
    assert str(environment) in where.stdout
    done = elsewhere.up()
    assert done.ok, done.text
    assert elsewhere.outputs() == {"dataset": "People"}
    assert elsewhere.preview("--expect-no-changes").ok
    assert elsewhere.destroy().ok


def test_the_wheel_declares_that_it_is_no_plugin(environment: Path) -> None:
    """Without this file Pulumi looks for a plugin `aep` to download, at every command."""
    text = "import importlib.resources as r; print(r.files('pulumi_aep').joinpath('pulumi-plugin.json').read_text())"
    done = subprocess.run([environment / "bin" / "python", "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == '{"resource": false}'
