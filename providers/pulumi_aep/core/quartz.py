"""Quartz's cron expressions as the Platform takes them for audiences: six or seven fields, due once a day at most."""

import re
from collections.abc import Iterator

from .values import quoted

EXAMPLE = 'e.g. "0 0 1 * * ?"'
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# name, smallest, largest, words for values from the smallest on
PLACES: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("second", 0, 59, ()),
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, MONTHS),
    ("day of week", 1, 7, DAYS),
    ("year", 1970, 2099, ()),
)
_SPECIAL = re.compile(r"\?|L|LW|L-\d+|\d+W|(?:\d|[A-Z]{3})(?:L|#[1-5])", re.IGNORECASE)  # one day, by other words


def checked(value: str) -> str:
    """In one spelling; ValueError says what is wrong with it."""
    text = " ".join(value.split())
    said = next(_wrong(text), "")
    if said:
        raise ValueError(f"{quoted(value)} {said}")
    return text


def _wrong(text: str) -> Iterator[str]:
    parts = text.split()
    if len(parts) not in (6, 7):
        yield f"is no Quartz cron expression of six or seven fields, {EXAMPLE}"
        return
    if (parts[3] == "?") == (parts[5] == "?"):
        yield f': exactly one of day of month and day of week is "?", {EXAMPLE}'
    found = []
    for part, (name, low, high, words) in zip(parts, PLACES, strict=False):
        values = _values(part, low, high, words)
        if values is None:
            yield f"is no Quartz cron expression: {quoted(part)} is no {name}, which is {low} to {high}; {EXAMPLE}"
            return
        found.append(values)
    if len(found[0]) * len(found[1]) * len(found[2]) > 1:
        yield f"is due more than once a day; name one second, minute and hour, {EXAMPLE}"
    if not any(day <= LONGEST[month - 1] for month in found[4] for day in found[3] or {1}):
        yield f"is never due: no such month has that day; {EXAMPLE}"


def _values(part: str, low: int, high: int, words: tuple[str, ...]) -> set[int] | None:
    """What the field stands for: nothing in particular for `?` and the like; None if it is no such field."""
    found: set[int] = set()
    for one in part.split(","):
        if high in (31, 7) and _SPECIAL.fullmatch(one):
            continue
        span, slash, step = one.partition("/")
        first, dash, last = span.partition("-")
        start = low if span == "*" else _number(first, low, words)
        end = high if span == "*" or (slash and not dash) else _number(last or first, low, words)
        if start is None or end is None or not (low <= start <= end <= high) or (slash and not step.isdecimal()):
            return None
        found |= set(range(start, end + 1, int(step or 1) or 1))
    return found


def _number(text: str, low: int, words: tuple[str, ...]) -> int | None:
    if text.upper() in words:
        return low + words.index(text.upper())
    return int(text) if text.isascii() and text.isdecimal() else None
