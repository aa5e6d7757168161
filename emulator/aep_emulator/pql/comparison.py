"""Comparing values by PQL's rules: values that can't be compared are neither equal nor less nor greater."""

import operator
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def moment(value: Any) -> datetime | None:
    """The time of a datetime, an ISO string, epoch milliseconds, or a date (midnight in UTC)."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        if isinstance(value, str):
            return moment(datetime.fromisoformat(value))
        if is_number(value):
            return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return None


def _pair(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both sides as one type; None if they have none in common."""
    if isinstance(left, datetime) or isinstance(right, datetime):
        times = moment(left), moment(right)
        return None if None in times else times
    if is_number(left) and is_number(right):
        return left, right
    same = type(left) is type(right) and isinstance(left, str | bool | list | dict)
    return (left, right) if same else None


def compare(comparison: str, left: Any, right: Any) -> bool:
    """False if a side is missing; an array matches a single value if any member does. Both by choice."""
    if left is None or right is None:
        return False
    if isinstance(left, list) != isinstance(right, list):
        if isinstance(left, list):
            return any(compare(comparison, each, right) for each in left)
        return any(compare(comparison, left, each) for each in right)
    pair = _pair(left, right)
    if pair is None:
        return comparison == "!="
    try:
        return COMPARISONS[comparison](*pair)
    except TypeError:  # arrays and objects have no order
        return False
