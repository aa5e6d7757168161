"""`property` filters, as several APIs have them: `field==value`, `!=`, `<`, `<=`, `>`, `>=`, `~`, `field`, `!field`."""

import re
from collections.abc import Callable
from typing import Any

_CONDITION = re.compile(r"(?P<name>[^=!<>~]+)(?P<sign>==|!=|<=|>=|<|>|~)(?P<wanted>.*)\Z", re.DOTALL)


class BadCondition(ValueError):
    """The filter is invalid; the text says why."""


def value_at(document: Any, path: str) -> Any:
    """The value at a dotted path; None where there is none."""
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def holds(condition: str, value_of: Callable[[str], Any]) -> bool:
    """`value_of` gives a field's value, or None. A list satisfies the condition if any of its items does."""
    match = _CONDITION.match(condition)
    if not match:
        name = condition.removeprefix("!")
        if not name or set(name) & set("=!<>~"):
            raise BadCondition(f"{condition} is no condition")
        return (value_of(name) is None) == condition.startswith("!")
    value, sign, wanted = value_of(match["name"]), match["sign"], match["wanted"]
    if sign == "!=":
        return not _any_matches(value, "==", wanted)
    return _any_matches(value, sign, wanted)


def _any_matches(value: Any, sign: str, wanted: str) -> bool:
    if isinstance(value, dict):
        return False
    items = value if isinstance(value, list) else [value]
    return any(_matches(item, sign, wanted) for item in items if item is not None)


def _matches(value: Any, sign: str, wanted: str) -> bool:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if sign == "==":
        return text == wanted
    if sign == "~":
        try:
            return re.search(wanted, text) is not None
        except re.error as error:
            raise BadCondition(f"{wanted} is no regular expression: {error}") from None
    left, right = _comparable(value, text, wanted)
    return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign])


def _comparable(value: Any, text: str, wanted: str) -> tuple[Any, Any]:
    if isinstance(value, int | float):
        try:
            return float(value), float(wanted)
        except ValueError:
            raise BadCondition(f"{wanted} is no number") from None
    return text, wanted
