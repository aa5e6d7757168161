"""Recipes are read without being run, and packed to the same bytes every time."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from pulumi_aep.payload.recipe_image import build_layer
from pulumi_aep.payload.recipe_package import InvalidRecipe, read_package

SETUP = """
from setuptools import setup
setup(name="tiny", version="1.2", packages=["tiny"], install_requires=["pandas"], entry_points={
    "Training": ["training_dataloader = tiny.load", "training_pipeline = tiny.pipe"],
    "Scoring": ["scoring_dataloader = tiny.load", "scoring_pipeline = tiny.pipe", "scoring_datasaver = tiny.save"],
    "Evaluation": ["evaluator = tiny.judge:Judge"],
})
"""


def recipe(folder: Path, setup: str = SETUP) -> Path:
    (folder / "tiny").mkdir(parents=True)
    (folder / "setup.py").write_text(setup)
    for name in ("__init__", "load", "pipe", "save", "judge"):
        (folder / "tiny" / f"{name}.py").write_text(f"# {name}\n")
    return folder


def test_the_egg_holds_the_package_and_its_entry_points(tmp_path: Path) -> None:
    """As Adobe's build makes it: EGG-INFO beside the package."""
    egg = zipfile.ZipFile(BytesIO(read_package(recipe(tmp_path)).egg()))
    assert sorted(egg.namelist()) == [
        "EGG-INFO/PKG-INFO",
        "EGG-INFO/entry_points.txt",
        "EGG-INFO/requires.txt",
        "EGG-INFO/zip-safe",
        "tiny/__init__.py",
        "tiny/judge.py",
        "tiny/load.py",
        "tiny/pipe.py",
        "tiny/save.py",
    ]
    assert b"[Evaluation]\nevaluator = tiny.judge:Judge\n" in egg.read("EGG-INFO/entry_points.txt")
    assert egg.read("EGG-INFO/requires.txt") == b"pandas\n"


def test_same_source_same_digest_wherever_it_lies(tmp_path: Path) -> None:
    """Neither place nor time nor by-products of running it count; one changed byte does."""
    one, other = recipe(tmp_path / "a"), recipe(tmp_path / "elsewhere" / "b")
    (other / "tiny" / "__pycache__").mkdir()
    (other / "tiny" / "__pycache__" / "load.cpython-311.pyc").write_bytes(b"x")
    assert build_layer(read_package(one)).digest == build_layer(read_package(other)).digest
    (other / "tiny" / "load.py").write_text("# another\n")
    assert build_layer(read_package(one)).digest != build_layer(read_package(other)).digest


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: (f / "setup.py").unlink(), "holds no setup.py and no pyproject.toml"),
        (lambda f: (f / "setup.py").write_text("print(1)"), "calls no setup()"),
        (lambda f: (f / "setup.py").write_text("def ("), "line 1: invalid syntax"),
        (lambda f: (f / "setup.py").write_text("setup(entry_points=make())"), "not written as a literal"),
        (lambda f: (f / "tiny" / "save.py").unlink(), "Scoring.scoring_datasaver names tiny.save, which isn't there"),
        (
            lambda f: (f / "setup.py").write_text(SETUP.replace("training_pipeline", "pipeline")),
            "declares no entry point Training.training_pipeline",
        ),
    ],
)
def test_a_folder_that_is_no_recipe_is_refused_with_the_reason(tmp_path: Path, spoil: object, message: str) -> None:
    """Before anything is pushed."""
    folder = recipe(tmp_path)
    spoil(folder)  # type: ignore[operator]
    with pytest.raises(InvalidRecipe, match=r"recipe new|line 1|literal|isn't there"):
        read_package(folder)
    with pytest.raises(InvalidRecipe) as raised:
        read_package(folder)
    assert message in str(raised.value)
