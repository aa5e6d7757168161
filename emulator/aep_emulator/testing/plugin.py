"""pytest fixtures: `aep_sandbox`, a sandbox for one test, and `aep_emulator`, the server that it is in.

They are available wherever this package is installed. The first test that uses one starts the server; for tests that
don't, nothing is imported but this file.
"""

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .sandbox import Emulator, Sandbox

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def aep_emulator(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Emulator]":
    """An emulator of Adobe Experience Platform, empty at first, for the whole session."""
    from .child_server import serving

    with serving(tmp_path_factory.mktemp("aep-emulator")) as emulator:
        yield emulator


@pytest.fixture
def aep_sandbox(aep_emulator: "Emulator") -> "Iterator[Sandbox]":
    """An empty sandbox, deleted after the test; `environment` is for programs that should work in it."""
    from .sandbox import drop_sandbox, make_sandbox

    sandbox = make_sandbox(aep_emulator, f"test-{next(_NUMBERS)}")
    yield sandbox
    drop_sandbox(sandbox)
