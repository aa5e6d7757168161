"""Law 9 over every kind: whatever is declared is canonical, or every problem is one line at a field; nothing raises."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_aep.core.check import check
from pulumi_aep.core.field import UNKNOWN
from pulumi_aep.core.registry import kind_named, kind_names
from pulumi_aep.lifecycle.diff import diff

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20) | st.just(UNKNOWN)
ANY = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
LIKELY = st.sampled_from(
    [
        "* * * * *",
        "0 0 1 * * ?",
        "2026-01-01",
        "P3Y",
        "scoring",
        "profile",
        {"auroc": ">= 0.5"},
        {"a": "b", "c": "d"},
        {"n": 1, "rate": 0.5, "on": True},
        [{"path": "_id", "namespace": "ECID"}],
        ["profile"],
        5,
        True,
    ]
)


@pytest.mark.parametrize("kind", kind_names())
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_values(kind: str, data: st.DataObject) -> None:
    """And what is canonical stays as it is when it is checked again, as a refresh needs it."""
    found = kind_named(kind)
    names = [item.name for item in found.FIELDS.values()]
    declared: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(names) | st.text(max_size=5), ANY | LIKELY))
    fields, problems = check(found, declared)
    for problem in problems:
        assert problem.message
        assert "\n" not in problem.message
        assert problem.field in declared or problem.field in names
    if not problems:
        again, still = check(found, fields)
        assert still == []
        assert [item for item in diff(found, fields, again) if item.details and fields[item.field] is not UNKNOWN] == []
