"""Test folders are no packages: a module's name is its only name, so no two may share one."""

from collections import Counter

from tests.support.repository import TESTS

FREE = {"conftest", "__init__"}  # which pytest and packages tell apart by themselves
APART = {"sdk", "releases"}  # what lies there is never imported by name


def test_no_two_modules_of_the_tests_share_a_name() -> None:
    found = Counter(file.stem for file in TESTS.rglob("*.py") if not APART & set(file.parts))
    assert {name for name, count in found.items() if count > 1} <= FREE
