"""Functions and methods by name: number of arguments, type of the result, and how it is computed.

A missing value is None. By choice, functions of it are None, and tests of it are false, except `isNull`.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from .comparison import compare, is_number, moment


class Function(NamedTuple):
    compute: Callable[..., Any]
    least: int  # arguments besides the receiver
    most: int
    gives: str  # Boolean, Number, String, List, Time or Any


def _text_test(test: Callable[[str, str], bool]) -> Callable[..., bool]:
    """A test of two strings, optionally ignoring case as Adobe's do. An array passes if any of its members does."""

    def apply(value: Any, wanted: Any, sensitive: Any = True) -> bool:
        if isinstance(value, list):
            return any(apply(each, wanted, sensitive) for each in value)
        if not isinstance(value, str) or not isinstance(wanted, str):
            return False
        return test(value, wanted) if sensitive is not False else test(value.casefold(), wanted.casefold())

    return apply


@cache
def regex(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _found(value: str, pattern: str) -> bool:
    compiled = regex(pattern)
    return compiled is not None and compiled.search(value) is not None


@cache
def _like_pattern(wanted: str) -> re.Pattern[str]:
    parts = (".*" if each == "%" else "." if each == "_" else re.escape(each) for each in wanted)
    return re.compile("".join(parts), re.DOTALL)


def _like(value: str, wanted: str) -> bool:
    return _like_pattern(wanted).fullmatch(value) is not None


def _numbers(values: Any) -> list[float]:
    return [each for each in values if is_number(each)] if isinstance(values, list) else []


def _average(values: Any) -> float | None:
    numbers = _numbers(values)
    return sum(numbers) / len(numbers) if numbers else None


def is_member(value: Any, among: Any) -> bool:
    if value is None or not isinstance(among, list):
        return False
    return any(compare("=", value, each) for each in among)


def _not_in(value: Any, among: Any) -> bool:
    """Not simply the opposite of `in`: if a side is missing, both are false."""
    return value is not None and isinstance(among, list) and not is_member(value, among)


def _intersection(left: Any, right: Any) -> Any:
    return [each for each in left if is_member(each, right)] if isinstance(left, list) else None


def _subset(left: Any, right: Any) -> bool:
    return isinstance(left, list) and isinstance(right, list) and all(is_member(each, right) for each in left)


def _distinct(values: Any) -> Any:
    if not isinstance(values, list):
        return None
    kept: list[Any] = []
    for each in values:
        if each not in kept:
            kept.append(each)
    return kept


def _of_time(part: str) -> Callable[[Any], int | None]:
    def compute(value: Any) -> int | None:
        at = moment(value)
        return None if at is None else int(getattr(at, part))

    return compute


_TEXT = {
    "contains": lambda value, wanted: wanted in value,
    "doesNotContain": lambda value, wanted: wanted not in value,
    "startsWith": str.startswith,
    "doesNotStartWith": lambda value, wanted: not value.startswith(wanted),
    "endsWith": str.endswith,
    "doesNotEndWith": lambda value, wanted: not value.endswith(wanted),
}

METHODS: dict[str, Function] = {
    **{name: Function(_text_test(test), 1, 2, "Boolean") for name, test in _TEXT.items()},
    "equals": Function(lambda left, right: compare("=", left, right), 1, 1, "Boolean"),
    "notEqualTo": Function(lambda left, right: compare("!=", left, right), 1, 1, "Boolean"),
    "matches": Function(_text_test(_found), 1, 1, "Boolean"),
    "isNull": Function(lambda value: value is None or value == [], 0, 0, "Boolean"),
    "isNotNull": Function(lambda value: value is not None and value != [], 0, 0, "Boolean"),
    "includes": Function(lambda values, one: is_member(one, values), 1, 1, "Boolean"),
    "intersects": Function(lambda left, right: bool(_intersection(left, right)), 1, 1, "Boolean"),
    "intersection": Function(_intersection, 1, 1, "List"),
    "subsetOf": Function(_subset, 1, 1, "Boolean"),
    "supersetOf": Function(lambda left, right: _subset(right, left), 1, 1, "Boolean"),
    "distinct": Function(_distinct, 0, 0, "List"),
    "head": Function(lambda values: values[0] if isinstance(values, list) and values else None, 0, 0, "Any"),
    "count": Function(lambda values: len(values) if isinstance(values, list) else 0, 0, 0, "Number"),
    "sum": Function(lambda values: sum(_numbers(values)), 0, 0, "Number"),
    "average": Function(_average, 0, 0, "Number"),
    "min": Function(lambda values: min(_numbers(values), default=None), 0, 0, "Number"),
    "max": Function(lambda values: max(_numbers(values), default=None), 0, 0, "Number"),
    "get": Function(lambda value, key: value.get(key) if isinstance(value, dict) else None, 1, 1, "Any"),
    "keys": Function(lambda value: list(value) if isinstance(value, dict) else None, 0, 0, "List"),
    "values": Function(lambda value: list(value.values()) if isinstance(value, dict) else None, 0, 0, "List"),
    "getYear": Function(_of_time("year"), 0, 0, "Number"),
    "getMonth": Function(_of_time("month"), 0, 0, "Number"),
    "getDayOfMonth": Function(_of_time("day"), 0, 0, "Number"),
}

OPERATORS: dict[str, Function] = {
    "in": Function(is_member, 1, 1, "Boolean"),
    "notIn": Function(_not_in, 1, 1, "Boolean"),
    "like": Function(_text_test(_like), 1, 1, "Boolean"),
}

# Methods whose argument is evaluated for each element of the array before the dot.
OVER = {"filter": "List", "map": "List", "sum": "Number", "average": "Number", "min": "Number", "max": "Number"}
