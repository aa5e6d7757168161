"""What a field's type says of its values: another one, ones at random, and values that the type is not."""

import re
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pulumi_aep.core import values
from pulumi_aep.core.field import Field

Values = SearchStrategy[Any]
NUMBERS = st.integers(-(2**60), 2**60).map(float) | st.floats(allow_nan=False, allow_infinity=False)
ENDLESS = st.sampled_from([float("nan"), float("inf"), float("-inf")])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)  # lone surrogates cannot be sent at all
MAPS = st.dictionaries(TEXTS, TEXTS | NUMBERS, min_size=1, max_size=3)
LISTS = st.lists(TEXTS | NUMBERS | MAPS, min_size=1, max_size=3)
NO_LISTS_OF_TEXTS = TEXTS | NUMBERS | MAPS | st.lists(NUMBERS | MAPS | st.none(), min_size=1, max_size=3)
NO_TIME = TEXTS.filter(lambda text: not re.match(r"\s*[0-9*]", text) and "?" not in text)
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
ANY_TEXT = st.sampled_from(TRICKY) | st.text("abc é,;'\"[]{}#/\\", max_size=12)
WORDS = st.sampled_from(["a", "b", "of", "team-x", "Größe", "with space"])
SCALARS = ANY_TEXT | st.booleans() | st.integers(-9, 9) | st.sampled_from([0.5, 1e-3])


def keyed(inner: Values) -> Values:
    return st.dictionaries(TEXTS.filter(bool), inner, min_size=1, max_size=3)


class OfType(NamedTuple):
    """None: a field of that type gets its own from its kind's row, or there is none that takes one."""

    another: Any = None
    random: Values | None = None
    wrong: Values | None = None


BY_TYPE: tuple[tuple[Any, OfType], ...] = (
    (str, OfType("Other {kind} {case}", ANY_TEXT, NUMBERS | st.booleans() | LISTS | MAPS)),
    (bool, OfType(random=st.booleans(), wrong=TEXTS | NUMBERS | LISTS | MAPS)),
    (
        values.SandboxName,
        OfType(wrong=st.sampled_from(["my sandbox", "a/b", "ü", "dev\n", " "]) | NUMBERS),
    ),
    (
        values.Tags,
        OfType(
            {"other": "tag"},
            st.dictionaries(WORDS, ANY_TEXT.filter(bool), max_size=3),
            TEXTS | NUMBERS | LISTS | keyed(NUMBERS | LISTS) | st.just({"adobe/siphon": "x"}),
        ),
    ),
    (
        values.Parameters,
        OfType(
            {"n": 3, "rate": 0.5},
            st.dictionaries(WORDS, SCALARS, max_size=3),
            TEXTS | NUMBERS | LISTS | keyed(LISTS | MAPS | ENDLESS),
        ),
    ),
    (
        values.Gate,
        OfType(
            {"accuracy": ">= 0.25"},
            wrong=TEXTS
            | NUMBERS
            | LISTS
            | keyed(NO_TIME | NUMBERS | st.sampled_from([">=", "> 1e999", "0.5", ">= a"])),
        ),
    ),
    (
        values.Cron,
        OfType(
            "30 4 * * *",
            st.builds("{} {} * * *".format, st.integers(0, 59), st.integers(0, 23)),
            NO_TIME | NUMBERS | LISTS | st.sampled_from(["* * * *", "60 * * * *", "* * * * * *", "@daily"]),
        ),
    ),
    (
        values.QuartzCron,
        OfType(
            "0 30 2 * * ?",
            st.builds("0 {} {} * * ?".format, st.integers(0, 59), st.integers(0, 23)),
            NO_TIME | NUMBERS | MAPS | st.sampled_from(["0 3 * * *", "0 0 1 * * *", "0 0 1 ? * ?"]),
        ),
    ),
    (
        values.Moment,
        OfType(
            "2035-06-01",
            wrong=NO_TIME | NUMBERS | st.sampled_from(["2026-13-01", "25:00", "0001-01-01T00:00+14:00"]),
        ),
    ),
    (
        values.Period,
        OfType(
            "P90D",
            st.sampled_from(["P7D", "P30D", "P1Y", "P3M"]),
            NO_TIME | NUMBERS | st.sampled_from(["P", "PT", "3Y", "P1.5Y", "P-1D", "P٣D"]),
        ),
    ),
    (
        values.Percent,
        OfType(10, st.integers(0, 100), TEXTS | LISTS | ENDLESS | st.sampled_from([-1.0, 101.0, 0.5, 1e300, True])),
    ),
    (
        values.Minutes,
        OfType(
            60, st.integers(0, 10_000), TEXTS | LISTS | ENDLESS | st.sampled_from([-1.0, 0.5, 1e300, 2.0**40, False])
        ),
    ),
    (
        values.Days,
        OfType(7, st.integers(1, 90), TEXTS | LISTS | ENDLESS | st.sampled_from([-1.0, 0.0, 0.5, 1e300, False])),
    ),
    (
        values.Seconds,
        OfType(3600, st.integers(600, 9000), TEXTS | LISTS | ENDLESS | st.sampled_from([-1.0, 0.0, 0.5, 1e300, False])),
    ),
    (values.Int, OfType(random=st.integers(1, 90))),
    (Mapping[str, str], OfType({"limit": "10"}, st.dictionaries(WORDS, ANY_TEXT, max_size=2))),
    (list[str], OfType(wrong=NO_LISTS_OF_TEXTS)),
    (Sequence[str], OfType(wrong=NO_LISTS_OF_TEXTS)),
)


def plain(item: Field) -> Any:
    """Its type without None, which only says that it may be left out."""
    given = get_args(item.type)
    return next((one for one in given if one is not NoneType), item.type) if NoneType in given else item.type


def choices(item: Field) -> tuple[Any, ...]:
    """Of a field that takes one of some texts."""
    return get_args(plain(item)) if get_origin(plain(item)) is Literal else ()


def of(item: Field) -> OfType:
    return next((found for type_, found in BY_TYPE if type_ == plain(item)), OfType())


def texts_but(*allowed: str) -> Values:
    near = st.sampled_from(allowed).map(lambda text: text[:-1])
    return (near | TEXTS).filter(lambda text: text not in allowed)
