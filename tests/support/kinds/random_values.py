"""Values for the fields of any kind: made from the field's type, or from a table where a field means more than that."""

import itertools
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pulumi_aep.core import values
from pulumi_aep.core.field import Field

Values = SearchStrategy[Any]
TRICKY = (
    "",
    "plain",
    'a "quoted", one',
    "[pulumi-aep: not/a/stamp]",
    "two\nlines",
    " spaces ",
    "Ünï & <b> 100 % = ==",
    "_tenant.id",
)
TEXT = st.sampled_from(TRICKY) | st.text("abc é,;'\"[]{}#/\\", max_size=12)
WORDS = st.sampled_from(["a", "b", "of", "team-x", "Größe", "with space"])
DAYS = st.sampled_from(["P7D", "P30D", "P1Y", "P3M"])
COMPUTED = {("Batch", "content"), ("Recipe", "digest")}  # by the library, never declared
# What can't be tried at random here: other images need a registry, other runtimes can't run, a sandbox that is
# there already is somebody else's.
LEFT_ALONE = {
    ("Recipe", "base"),
    ("Recipe", "library"),
    ("Recipe", "type"),
    ("Sandbox", "existing"),
    ("Sandbox", "type"),
}
LEFT_ALONE |= {("Sandbox", "name"), ("Segment", "schema"), ("Segment", "merge_policy"), ("Segment", "evaluation")}
LEFT_ALONE |= {("Dataset", "format"), ("Batch", "max_errors_percent")}
_numbers = itertools.count(1)


def _crons(fields: str) -> Values:
    return st.builds(fields.format, st.integers(0, 59), st.integers(0, 23))


BY_TYPE: list[tuple[Any, Values]] = [
    (str, TEXT),
    (bool, st.booleans()),
    (values.Tags, st.dictionaries(WORDS, TEXT.filter(bool), max_size=3)),
    (
        values.Parameters,
        st.dictionaries(WORDS, TEXT | st.booleans() | st.integers(-9, 9) | st.sampled_from([0.5, 1e-3]), max_size=3),
    ),
    (Mapping[str, str], st.dictionaries(WORDS, TEXT, max_size=2)),
    (values.Percent, st.integers(0, 100)),
    (values.Minutes, st.integers(0, 10_000)),
    (values.Int, st.integers(1, 90)),
    (values.Period, DAYS),
    (values.Cron, _crons("{} {} * * *")),
    (values.QuartzCron, _crons("0 {} {} * * ?")),
]
BY_FIELD: dict[tuple[str, str], Values] = {
    ("Schedule", "start"): st.sampled_from(["2036-01-01", "2036-01-01T02:03", "2036-06-01T00:00:00Z"]),
    ("Schedule", "end"): st.sampled_from(["2037-01-01", "2040-02-29T12:00+02:00"]),
    ("FieldGroup", "extends"): st.sampled_from([["profile", "experienceevent"], ["experienceevent", "profile"]]),
    ("Schema", "behavior"): st.sampled_from(["profile", "profile", "experienceevent"]),
    ("TrainingRun", "gate"): st.sampled_from([{}, {"mean": ">= 1"}, {"mean": "<10"}]),
    ("Segment", "ttl_days"): st.integers(1, 90),
}


def settable(kind: str, field: Field) -> bool:
    return not field.output and field.carried is None and (kind, field.name) not in COMPUTED | LEFT_ALONE


def value(kind: str, field: Field) -> Values:
    """Values of a field that is no reference; a field of a type that is new here must be told what it may hold."""
    if (kind, field.name) in BY_FIELD:
        return BY_FIELD[kind, field.name]
    type_ = next((one for one in _alternatives(field.type) if one is not NoneType), field.type)
    if get_origin(type_) is Literal:
        return st.sampled_from(get_args(type_))
    for known, strategy in BY_TYPE:
        if known == type_:
            return strategy
    raise AssertionError(f"{kind}.{field.name}: say in arbitrary.py what a {type_} may hold")


def _alternatives(type_: Any) -> Sequence[Any]:
    return get_args(type_) if NoneType in get_args(type_) else [type_]


def name(prefix: str) -> Values:
    """One that nothing else has or had."""
    tail = st.sampled_from(["", " & more", ' "x"', ", too", " = 1", " é", "%20"])
    return tail.map(lambda tail: f"{prefix} {next(_numbers)}{tail}")
