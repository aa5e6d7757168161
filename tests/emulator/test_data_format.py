"""The number of the storage format: older data opens, newer data is refused in one sentence."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.platform.server import Platform, Server

SERVE = [sys.executable, "-c", "from aep_emulator.cli import main; main()", "serve", "--data"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that a server has used."""
    server = Server(tmp_path)
    server.start()
    server.stop()
    return tmp_path / "data"


def newer_folder(data: Path) -> None:
    (data / "format.json").write_text('{"format": 2}')


def newer_database(data: Path) -> None:
    db = sqlite3.connect(data / "platform.sqlite")
    db.execute("pragma user_version=2")
    db.close()


def test_a_data_folder_says_its_format(data: Path) -> None:
    """As JSON."""
    assert json.loads((data / "format.json").read_text()) == {"format": 1}


def test_a_folder_without_a_number_is_of_format_1(data: Path, tmp_path: Path) -> None:
    """As release 0.1.0 left it; from now on it has one."""
    (data / "format.json").unlink()
    server = Server(tmp_path)
    server.start()
    assert Platform(server).get("/data/foundation/sandbox-management/sandboxes", sandbox=None).status_code == 200
    server.stop()
    assert json.loads((data / "format.json").read_text()) == {"format": 1}


@pytest.mark.parametrize("make_newer", [newer_folder, newer_database])
def test_a_newer_folder_is_refused(data: Path, make_newer: Callable[[Path], None]) -> None:
    """Which folder, which format, what to do; nothing in it is touched."""
    make_newer(data)
    before = {file: file.read_bytes() for file in data.iterdir() if file.is_file()}
    done = subprocess.run([*SERVE, str(data)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"aep-emulator: the data in {data} is of format 2; this emulator reads up to format 1; "
        "use a newer emulator or another --data folder\n"
    )
    kept = {file: content for file, content in before.items() if file.suffix != ".lock"}
    assert {file: file.read_bytes() for file in kept} == kept


def test_a_newer_snapshot_is_refused(own_platform: Platform) -> None:
    """Before anything is replaced."""
    assert own_platform.post("/_emulator/snapshot", json={"name": "kept"}).status_code == 200
    (own_platform.server.folder / "data" / "snapshots" / "kept" / "format.json").write_text('{"format": 2}')
    answer = own_platform.post("/_emulator/restore", json={"name": "kept"})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("the snapshot kept is from a newer emulator: the data in ")
    assert answer.json()["message"].endswith(" is of format 2; this emulator reads up to format 1")
