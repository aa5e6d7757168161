"""`aep recipe new`: a recipe that the library can read and the Platform can run; that it trains, test_runs.py shows."""

import ast
from pathlib import Path

import pytest
from pulumi_aep.payload.recipe_package import read_package

from tests.support.command import Aep


def test_it_writes_a_recipe_that_can_be_packaged(aep: Aep) -> None:
    """All entry points lead somewhere, and nothing of the template's own name is left."""
    said = aep.json("recipe", "new", "recipes/churn", "--name", "Luma churn")
    assert (said["folder"], said["name"], said["package"]) == ("recipes/churn", "Luma churn", "luma_churn")
    folder = aep.folder / "recipes" / "churn"
    assert read_package(folder).name == "luma-churn"
    assert sorted(said["files"]) == sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())
    for file in said["files"]:
        text = (folder / file).read_text()
        assert "my_recipe" not in text
        assert "My recipe" not in text
        if Path(file).suffix == ".py":
            ast.parse(text)


def test_it_is_named_after_its_folder(aep: Aep) -> None:
    """Unless --name says otherwise."""
    assert aep.json("recipe", "new", "Churn-2")["package"] == "churn_2"


def test_a_folder_in_use_is_left_alone(aep: Aep) -> None:
    """An empty one is fine."""
    (aep.folder / "full").mkdir()
    (aep.folder / "full" / "notes.txt").write_text("mine")
    assert aep.refused("recipe", "new", "full") == "full exists and is not empty; give a new folder"
    assert [file.name for file in (aep.folder / "full").iterdir()] == ["notes.txt"]
    (aep.folder / "empty").mkdir()
    aep("recipe", "new", "empty")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2024", 'no Python package can be named after "2024"; give --name with a letter first'),
        ("Pandas", '"Pandas" would hide the Python package pandas; give another --name'),
        ("json", '"json" would hide the Python package json; give another --name'),
    ],
)
def test_a_name_that_no_package_can_have_is_refused(aep: Aep, name: str, message: str) -> None:
    """Nothing is written."""
    assert aep.refused("recipe", "new", "here", "--name", name) == message
    assert not (aep.folder / "here").exists()
