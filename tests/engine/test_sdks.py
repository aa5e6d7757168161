"""The same on the oldest and the newest Pulumi SDK of the range: what is done, and how it is said.

The suite runs on the locked SDK. Here its tests of refusals and of whole lives run once more, each SDK in an
environment of its own: those of the provider process always, those of the engine with AEP_EVERY_SDK=1 (`make nightly`).
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.engine import sdk
from tests.support.repository import ROOT

VERBS = ("tests/provider/test_provider.py", "tests/provider/test_lookup_calls.py")
LIVES = (
    "tests/engine/test_bad_input.py",
    "tests/engine/test_gate.py",
    "tests/engine/test_half_done.py",
    "tests/engine/test_lookup.py",
    "tests/engine/test_sdk_life.py",
)
every_sdk = pytest.mark.skipif(not os.environ.get("AEP_EVERY_SDK"), reason="runs in make nightly (AEP_EVERY_SDK=1)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sdks")


def passes(version: str, folder: Path, *tests: str) -> None:
    """Those tests, run by a Python that has that SDK."""
    python = sdk.interpreter(version, folder)
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "AEP_"))}
    done = subprocess.run([python, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]


def test_what_the_newest_says_when_a_call_fails(folder: Path) -> None:
    """One sentence, whatever its server makes of exceptions; and a whole life of one asset."""
    passes(sdk.newest(), folder, *VERBS, "tests/engine/test_sdk_life.py")


@every_sdk
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("version", sorted({sdk.floor(), sdk.newest()}))
def test_refusals_gates_and_lives(folder: Path, version: str) -> None:
    """Refused, failed, half made, gated, looked up, applied, refreshed, destroyed."""
    passes(version, folder / "lives", *VERBS, *LIVES)
