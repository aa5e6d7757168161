"""Projects for the real engine: the repository's own program, or a small one of a test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import repository
from tests.support.engine.project import Project


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.engine)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Callable[..., Project]]:
    """Makes a project with a program and a stack `dev`; its emulator is stopped afterwards."""
    made: list[Project] = []

    def make(program: str, **config: Any) -> Project:
        found = Project.of(tmp_path / f"project{len(made)}", program, **config)
        made.append(found)
        found.init()
        return found

    yield make
    for found in made:
        found.stop()


@pytest.fixture(scope="module")
def luma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The Luma program, its three stacks made, nothing applied."""
    found = Project.luma(tmp_path_factory.mktemp("luma") / "project")
    for stack in ("dev", "stage", "prod"):
        found.init(stack)
    found.use("dev")
    yield found
    found.stop()


@pytest.fixture(scope="session")
def real_events() -> Path:
    """Real Luma web events, where they are."""
    return repository.real_events()
