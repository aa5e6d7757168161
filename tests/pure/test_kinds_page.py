"""The page of kinds: its examples are declarations that a check takes."""

import ast

import pytest
from pulumi_aep.core import check
from pulumi_aep.core.field import UNKNOWN
from pulumi_aep.core.kind import Kind
from pulumi_aep.core.registry import kinds

from docs import kinds as page


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_each_example_is_a_declaration(kind: type[Kind]) -> None:
    """Every field that is said is one of the kind, every required one is said; values that are plain are valid."""
    tree = ast.parse(page.example(kind), mode="eval").body
    assert isinstance(tree, ast.Call)
    given = {str(item.arg): _value(item.value) for item in tree.keywords}
    _, problems = check.check(kind, {name: UNKNOWN if value is None else value for name, value in given.items()})
    assert [problem for problem in problems if problem.field != "source"] == []  # there is nothing at that path


def _value(node: ast.expr) -> object:
    """None for what refers to something else."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
