"""The cookbook's commands do what it shows, one after the other, in one project."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from stack import Project
from transcript import steps

PAGE = Path(__file__).parents[2] / "docs" / "cookbook.md"
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
    found = platform.get(f"/data/foundation/catalog/dataSets?name={said[1]}")
    for id in found:
        answer = platform.call("PATCH", f"/data/foundation/catalog/dataSets/{id}", json={"description": said[2]})
        assert answer.ok, answer.text
