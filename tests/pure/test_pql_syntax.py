"""PQL that is broken is said in the preview; rules as people and Adobe's builder write them pass."""

import ast
from pathlib import Path

import pytest
from pulumi_aep.core.pql import wrong

EMULATOR = Path(__file__).parents[1] / "emulator" / "test_pql.py"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ('_tenant.city = "Bern', 'has a text that is not closed: "\\"Bern"'),
        ("(_tenant.n > 1", 'leaves "(" open'),
        ("_tenant.n > 1)", 'closes ")", which is not open'),
        ("xEvent[n = (1]).count() > 1", 'closes "]", which is not open'),
        ("_tenant.n >", 'has nothing after ">"'),
        ("(_tenant.n >) and _tenant.n < 3", 'has nothing after ">"'),
        ("_tenant.n > 1 and", 'has nothing after "and"'),
        ("_tenant.n > 1 or and _tenant.n < 3", 'has nothing after "or"'),
        ("= 3", 'has nothing before "="'),
    ],
)
def test_broken(rule: str, said: str) -> None:
    """The first thing that is wrong with it."""
    assert wrong(rule) == said


RULES = [
    "_tenant.score >= 0.7",
    '_tenant.name = "it\'s (one" and not (_tenant.n <= -3)',
    'CHAIN(xEvent, timestamp, [A: WHAT(eventType = "x") WHEN(<= 6 hours before now)])',
    'inSegment("id")',
    'xEvent[items[SKU = "L2" and ^^._t.gender = "female"]].count() = 1',
    'exists E from xEvent where E.items.exists(SKU = "L2")',
]


@pytest.mark.parametrize("rule", RULES)
def test_sound(rule: str) -> None:
    assert not wrong(rule)


def test_whatever_the_emulator_is_tested_with_passes() -> None:
    """Each text in its tests of rules that holds, by what they say of it, a rule."""
    cases = [
        element.elts
        for node in ast.walk(ast.parse(EMULATOR.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.parametrize"
        for element in ast.walk(node)
        if isinstance(element, ast.Tuple) and len(element.elts) == 2
    ]
    held = [pair[0] for pair in cases if isinstance(pair[1], ast.Constant) and pair[1].value is True]
    rules = [one.value for one in held if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    assert len(rules) > 20
    assert [rule for rule in rules if wrong(rule)] == []
