"""The emulator that tests share, and what else of it they are given."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.platform.server import Platform, Server
from tests.support.repository import real_events


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    server = Server(tmp_path_factory.mktemp("emulator"))
    server.start()
    yield Platform(server)
    server.stop()


@pytest.fixture
def own_platform(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Platform]:
    """A server for one test alone, which may kill it and start it again (then `platform.reconnect()`).

    Options of `serve` come by `@pytest.mark.parametrize("own_platform", [["--run-timeout", "2"]], indirect=True)`.
    """
    server = Server(tmp_path, *getattr(request, "param", []))
    server.start()
    yield Platform(server)
    server.stop()


@pytest.fixture
def sandbox(platform: Platform) -> str:
    """A sandbox in which nobody else has left anything."""
    return platform.fresh_sandbox()


@pytest.fixture(scope="session")
def common_sandbox(platform: Platform) -> str:
    """A sandbox for tests that leave nothing in it, or nothing that could meet."""
    return platform.fresh_sandbox()


@pytest.fixture(scope="session")
def luma_file() -> Path:
    """Real web data of the Luma shop."""
    return real_events()
