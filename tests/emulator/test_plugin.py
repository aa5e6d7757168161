"""The fixtures that users' own tests get, in a pytest of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.polling import until

SETTINGS = "[pytest]\nfilterwarnings = error\n"
TWO_TESTS = '''
import pytest

DATASETS = "/data/foundation/catalog/dataSets"
SCHEMAS = "/data/foundation/schemaregistry/tenant/schemas"
PERSON = {"type": "object", "title": "Person", "allOf": [{"$ref": "https://ns.adobe.com/xdm/context/profile"}]}
seen = []

def test_one(aep_sandbox):
    seen.append(aep_sandbox)
    made = aep_sandbox.call("POST", SCHEMAS, PERSON)
    assert aep_sandbox.stats()[aep_sandbox.name] == {"schema": 1}
    (call,) = aep_sandbox.journal()
    assert (call["method"], call["path"], call["effect"]) == ("POST", SCHEMAS, True)
    assert aep_sandbox.environment["AEP_SANDBOX"] == aep_sandbox.name
    assert aep_sandbox.environment["AEP_ENDPOINT"] == aep_sandbox.url
    assert aep_sandbox.client_secret not in repr(aep_sandbox)

def test_two(aep_sandbox, aep_emulator):
    """Nothing of the first is here; faults, clock, snapshots."""
    (first,) = seen
    assert (first.url, first.name == aep_sandbox.name) == (aep_sandbox.url, False)
    assert aep_sandbox.name not in aep_sandbox.stats()
    aep_sandbox.fault(path="/dataSets$", nth=2, status=503)
    assert aep_sandbox.call("GET", DATASETS) == {}
    with pytest.raises(Exception, match="Service unavailable"):
        aep_sandbox.call("GET", DATASETS)
    (rule,) = aep_sandbox.faults()
    assert (rule["matched"], rule["fired"], rule["match"]["sandbox"]) == (2, 1, aep_sandbox.name)
    before = aep_sandbox.clock()
    assert (aep_sandbox.clock(advance=86_400, freeze=True) - before).days == 1
    assert aep_sandbox.call("GET", DATASETS) == {}
    aep_sandbox.snapshot("empty")
    aep_sandbox.call("POST", SCHEMAS, PERSON)
    aep_sandbox.restore("empty")
    assert aep_sandbox.name not in aep_sandbox.stats()

def test_three(aep_sandbox):
    """Without the faults of the second, and its clock goes."""
    assert aep_sandbox.faults() == []
    assert aep_sandbox.clock() < aep_sandbox.clock()
    print("served by", aep_sandbox.pid)
'''
KILLED = """
import os, signal

def test_mine(aep_emulator):
    os.kill(os.getpid(), signal.SIGKILL)
"""
HINDERED = """
import os

def test_mine(monkeypatch, tmp_path, request):
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    request.getfixturevalue("aep_sandbox")
"""


def pytest_run(folder: Path, tests: str, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text(SETTINGS)
    (folder / "test_mine.py").write_text(tests)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "AEP_"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-s", *words]
    return subprocess.run(
        command, cwd=folder, env=kept | {"TMPDIR": str(folder)}, capture_output=True, text=True, check=False
    )


def test_each_test_has_a_sandbox_of_its_own(tmp_path: Path) -> None:
    """On one server, which is gone afterwards; its data lay in pytest's temporary folder."""
    done = pytest_run(tmp_path, TWO_TESTS)
    assert "3 passed" in done.stdout, done.stdout + done.stderr
    pid = int(done.stdout.partition("served by ")[2].split()[0])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert list(tmp_path.rglob("aep-emulator0/data/platform.sqlite"))


def test_who_does_not_ask_pays_nothing(tmp_path: Path) -> None:
    """No server, and nothing of it imported."""
    asked = "import sys\n\ndef test_mine():\n    assert {name for name in sys.modules if name.startswith('aep_')} == "
    done = pytest_run(tmp_path, asked + "{'aep_emulator', 'aep_emulator.testing', 'aep_emulator.testing.plugin'}\n")
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert not list(tmp_path.rglob("platform.sqlite"))


def test_the_server_ends_with_a_pytest_that_is_killed(tmp_path: Path) -> None:
    """Within seconds; cleanly, so that what says where it is goes too."""
    done = pytest_run(tmp_path, KILLED)
    assert done.returncode == -9
    assert list(tmp_path.rglob("platform.sqlite"))
    until(lambda: not list(tmp_path.rglob("emulator.json")), seconds=10)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    """In a sentence."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n\nif '--with-parent' in sys.orig_argv:\n    sys.exit('no')\n"
    )
    done = pytest_run(tmp_path, HINDERED)
    assert "NotStarted: the emulator did not start: " in done.stdout, done.stdout
