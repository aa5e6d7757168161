"""Fixtures for pytest: `aep_sandbox`, a sandbox of the test's own, and `aep_emulator`, the server it lies in.

pytest finds them where this package is installed. The server is started by the first test that asks for one of them;
to the others the plugin is this file.
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
    """An emulator of Adobe Experience Platform, empty at first, one per session; it ends with it."""
    from .child_server import serving

    with serving(tmp_path_factory.mktemp("aep-emulator")) as emulator:
        yield emulator


@pytest.fixture
def aep_sandbox(aep_emulator: "Emulator") -> "Iterator[Sandbox]":
    """An empty sandbox for one test, gone after it; with `environment` for whatever is to work in it."""
    from .sandbox import drop_sandbox, make_sandbox

    sandbox = make_sandbox(aep_emulator, f"test-{next(_NUMBERS)}")
    yield sandbox
    drop_sandbox(sandbox)
