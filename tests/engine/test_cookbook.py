"""The cookbook's commands do what it shows, one after the other, in one project."""

import re
from collections.abc import Iterator

import pytest

from tests.support.engine.project import Project
from tests.support.engine.transcript import steps
from tests.support.repository import DOCS

PAGE = DOCS / "cookbook.md"
RECIPES = steps(PAGE)


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The Luma program with an empty stack `dev`."""
    found = Project.luma(tmp_path_factory.mktemp("cookbook") / "project")
    found.environment["PULUMI_OPTION_NON_INTERACTIVE"] = "true"
    found.init()
    yield found
    found.stop()


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe(kitchen: Project, recipe: str) -> None:
    for step in RECIPES[recipe]:
        if step.event:
            happen(kitchen, step.event)
        else:
            step.run(kitchen)


def happen(project: Project, event: str) -> None:
    """Somebody else edits a dataset's description."""
    said = re.fullmatch(r'somebody describes the dataset "(.+)" as "(.+)"', event)
    assert said, event
    platform = project.platform()
    found = platform.json(f"/data/foundation/catalog/dataSets?name={said[1]}")
    for id in found:
        answer = platform.call("PATCH", f"/data/foundation/catalog/dataSets/{id}", json={"description": said[2]})
        assert answer.ok, answer.text
