"""A project that was not made by our Makefile: what it lacks, and advice that it can follow."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import COMMAND, Aep


@pytest.fixture
def own(aep: Aep) -> Aep:
    """A project with a stack on a file backend, whose passphrase nobody has set."""
    (aep.folder / "Pulumi.yaml").write_text("name: own\nruntime: python\n")
    (aep.folder / "Pulumi.dev.yaml").write_text("config: {aep:sandbox: prod}\n")
    (aep.folder / "state").mkdir()
    aep.environment |= {
        "PULUMI_BACKEND_URL": f"file://{aep.folder}/state",
        "PULUMI_HOME": str(aep.folder / "home"),
        "PULUMI_PYTHON_CMD": sys.executable,
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    pulumi(aep, "stack", "init", "dev")
    return aep


def pulumi(aep: Aep, *words: str) -> None:
    command = [str(Path(sys.executable).parent / "pulumi"), *words, "--non-interactive"]
    subprocess.run(command, cwd=aep.folder, env=aep.environment, check=True, capture_output=True)


def rows(aep: Aep, *words: str, code: int = 0) -> dict[str, tuple[str, str]]:
    return {row["check"]: (row["state"], row["message"]) for row in aep.json("doctor", *words, code=code)["checks"]}


def test_the_passphrase(own: Aep) -> None:
    """Pulumi itself says so only at the first preview."""
    assert rows(own)["passphrase"] == ("ok", "from PULUMI_CONFIG_PASSPHRASE")
    del own.environment["PULUMI_CONFIG_PASSPHRASE"]
    state, said = rows(own, code=1)["passphrase"]
    assert state == "problem"
    assert said.startswith("neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set; set one to what")
    own.environment["PULUMI_CONFIG_PASSPHRASE_FILE"] = "nowhere"
    assert "names nowhere, which is no file" in rows(own, code=1)["passphrase"][1]
    (own.folder / "Pulumi.dev.yaml").write_text("secretsprovider: awskms://alias/x\n")
    assert rows(own)["passphrase"] == ("ok", "none is needed: awskms://alias/x")


def test_the_python_that_runs_the_program(own: Aep, tmp_path: Path) -> None:
    """That of Pulumi.yaml, else the one on PATH; with the library, and a Pulumi SDK of its range."""
    assert rows(own)["program"][1].startswith(f"runs with {sys.executable}: pulumi-aep ")
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    own.environment["PULUMI_PYTHON_CMD"] = f"{bare}/bin/python"
    own.environment.pop("PYTHONPATH")
    said = f"{bare}/bin/python would run it, and has no pulumi-aep and no pulumi; run: {bare}/bin/python -m pip install"
    assert rows(own, code=1)["program"] == ("problem", f"{said} --upgrade pulumi-aep")
    project = own.folder / "Pulumi.yaml"
    project.write_text("name: own\nruntime: {name: python, options: {virtualenv: venv}}\n")
    said = f"{own.folder.resolve()}/venv, which Pulumi.yaml names, is no virtual environment; run: python3 -m venv "
    assert rows(own, code=1)["program"][1].startswith(said)
    (own.folder / "venv").symlink_to(sys.prefix)
    assert rows(own)["program"][0] == "ok"
    (own.folder / "src").mkdir()
    project.write_text("name: own\nmain: src\nruntime: {name: python, options: {virtualenv: venv}}\n")
    assert f"write virtualenv: {own.folder.resolve()}/venv" in rows(own, code=1)["program"][1]
    old = next((bare / "lib").glob("python*")) / "site-packages"
    for name, version in {"pulumi": "3.200.0", "pulumi_aep": "0.1.0"}.items():
        (old / f"{name}.dist-info").mkdir()
        (old / f"{name}.dist-info" / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
    project.write_text("name: own\nruntime: python\n")
    assert "with pulumi 3.200.0, which is not in the range <4,>=3.259.0; run: " in rows(own, code=1)["program"][1]


def test_no_advice_names_make_where_there_is_none(own: Aep, tmp_path: Path) -> None:
    """The engine, the language host: where to get them."""
    (tmp_path / "python").mkdir()
    elsewhere = tmp_path / "python" / "bin"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(elsewhere.parent)], check=True)
    text = f"import sys; sys.path += {sys.path[1:]}; {COMMAND}"
    words = [str(elsewhere / "python"), "-c", text, "doctor"]
    environment = {**own.environment, "PATH": f"{elsewhere}:/usr/bin:/bin"}
    done = subprocess.run(words, cwd=own.folder, env=environment, capture_output=True, text=True, check=False)
    assert "pulumi is not on PATH; see https://www.pulumi.com/docs/install, and put pulumi on PATH" in done.stdout
    assert "make setup" not in done.stdout, done.stdout
