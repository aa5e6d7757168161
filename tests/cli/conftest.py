"""The command `aep` as a process of its own, against a real emulator that it starts itself; no engine is needed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import Aep


@pytest.fixture
def aep(tmp_path: Path) -> Iterator[Aep]:
    """In an empty folder; an emulator that it starts is stopped in the end."""
    made = Aep(tmp_path, AEP_SANDBOX="prod")
    yield made
    if (tmp_path / ".aep").exists():
        made("emulator", "stop")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aep]:
    """An emulator that holds what `world.fill` made, with the recipe of `aep recipe new` trained and scored."""
    from tests.support.trained_sandbox import fill

    folder = tmp_path_factory.mktemp("filled")
    made = Aep(folder, AEP_SANDBOX="prod")
    made("emulator", "start")
    try:
        made("recipe", "new", "recipes/visits", "--name", "Visits")
        fill(folder)
        yield made
    finally:
        made("emulator", "stop")
