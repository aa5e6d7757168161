"""The recipe's entry points, read from its setup.py without running it, as the Platform's tools do."""

import ast
from typing import Any

from tests.support.repository import ROOT

RECIPE = ROOT / "luma" / "recipe"


def arguments() -> dict[str, Any]:
    """Arguments of the call of `setup`; anything but a literal raises."""
    tree = ast.parse((RECIPE / "setup.py").read_text())
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "setup")
    return {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in call.keywords}


def entry_points() -> dict[str, str]:
    """Name to `module` or `module:Class`."""
    lines = [line for group in arguments()["entry_points"].values() for line in group]
    return dict(line.split("=", 1) for line in lines)
