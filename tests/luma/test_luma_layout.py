"""What the Platform's runtime and packaging ask of a recipe's source."""

import ast
import sys
from pathlib import Path

import pytest

from tests.support.luma.layout import RECIPE, arguments, entry_points

FILES = sorted((RECIPE / "luma_propensity").glob("*.py"))
FUNCTIONS = {
    "training_dataloader": "load",
    "training_pipeline": "train",
    "scoring_dataloader": "load",
    "scoring_pipeline": "score",
    "scoring_datasaver": "save",
}


def test_setup_has_literals_only() -> None:
    """Packaging reads setup.py without running it."""
    found = arguments()
    assert found["packages"] == ["luma_propensity"]
    assert {group: len(lines) for group, lines in found["entry_points"].items()} == {
        "Training": 2,
        "Scoring": 3,
        "Evaluation": 1,
    }
    assert not any("==" in requirement for requirement in found["install_requires"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_entry_point_names_a_module_with_its_function(name: str) -> None:
    """The runtime calls a fixed function of each named module."""
    source = (RECIPE / f"{entry_points()[name].replace('.', '/')}.py").read_text()
    assert FUNCTIONS[name] in {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def test_the_evaluator_is_a_class_over_the_runtimes_base() -> None:
    """The entry point names module and class, and the class brings both steps."""
    module, name = entry_points()["evaluator"].split(":")
    tree = ast.parse((RECIPE / f"{module.replace('.', '/')}.py").read_text())
    found = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    assert [ast.unparse(base) for base in found.bases] == ["RegressionEvaluator"]
    assert {"split", "evaluate"} <= {node.name for node in found.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recipe_imports_nothing_that_its_image_lacks(file: Path) -> None:
    """Only itself, the standard library, what setup.py requires, and the runtime's own names."""
    allowed = {*sys.stdlib_module_names, "luma_propensity", "numpy", "pandas", "sklearn", "threadpoolctl"} | {
        "platform_sdk",
        "ml",
    }
    tree = ast.parse(file.read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.split(".")[0] for name in imported} <= allowed
