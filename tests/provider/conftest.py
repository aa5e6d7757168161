"""A provider process whose stack uses the embedded emulator of a folder of its own."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.engine.provider_process import ProviderProcess, environment
from tests.support.repository import executable


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("provider")
    (made / "Pulumi.yaml").write_text("name: luma\nruntime: python\n")
    yield made
    words = [executable("aep-emulator"), "stop", "--data", str(made / ".aep" / "emulator")]
    subprocess.run(words, check=False, capture_output=True)


@pytest.fixture(scope="module")
def provider(folder: Path) -> Iterator[ProviderProcess]:
    process = ProviderProcess(folder=folder, environment=environment(folder))
    yield process
    process.stop()


@pytest.fixture
def ready(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / ".aep" / "emulator" / "emulator.json").read_text())
    return found
