"""Units of time, periods such as `last month`, and how `occurs` relates a time to an anchor. All in UTC."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_FIXED = {
    "millisecond": timedelta(milliseconds=1),
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}
_PLURALS = {"centuries": "century", "millennia": "millennium", "millenium": "millennium"}
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


class Period(NamedTuple):
    """From `start`, included, to `end`, excluded."""

    start: datetime
    end: datetime


def unit_of(word: str) -> str:
    return _PLURALS.get(word) or word.removesuffix("s")


def shift(at: datetime, count: int, unit: str) -> datetime:
    """`count` units later. A day that the month lacks becomes its last; a time beyond the calendar, its end."""
    try:
        if unit in _FIXED:
            return at + count * _FIXED[unit]
        year, month = divmod(at.year * 12 + at.month - 1 + count * _MONTHS[unit], 12)
        return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return _LAST if count > 0 else _FIRST


def _floor(at: datetime, unit: str) -> datetime:
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    match unit:
        case "millisecond":
            return at.replace(microsecond=at.microsecond // 1000 * 1000)
        case "second":
            return at.replace(microsecond=0)
        case "minute":
            return at.replace(second=0, microsecond=0)
        case "hour":
            return at.replace(minute=0, second=0, microsecond=0)
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case _:
            years = _MONTHS[unit] // 12
            return day.replace(year=max(1, day.year // years * years), month=1, day=1)


def today(now: datetime) -> datetime:
    return _floor(now, "day")


def period(relative: str, unit: str, now: datetime) -> Period:
    start = shift(_floor(now, unit), {"last": -1, "this": 0, "next": 1}[relative], unit)
    return Period(start, shift(start, 1, unit))


def on(at: datetime, anchor: datetime | Period) -> bool:
    """Within the anchor's period, or on its day."""
    span = (
        anchor if isinstance(anchor, Period) else Period(_floor(anchor, "day"), shift(_floor(anchor, "day"), 1, "day"))
    )
    return span.start <= at < span.end


def on_side(at: datetime, direction: str, anchor: datetime | Period) -> bool:
    start, end = anchor if isinstance(anchor, Period) else (anchor, anchor)
    match direction:
        case "before":
            return at < start
        case "after":
            return at >= end if isinstance(anchor, Period) else at > end
        case _:
            return at >= start


def within(at: datetime, comparison: str, count: int, unit: str, direction: str, anchor: datetime | Period) -> bool:
    """Compare how far `at` is before or after the anchor with `count` units. On the anchor's other side: false.

    `=` and `!=` count whole units.
    """
    start, end = anchor if isinstance(anchor, Period) else (anchor, anchor)
    back = direction == "before"
    if at > start if back else at < end:
        return False

    def near(units: int, *, included: bool) -> bool:
        bound = shift(start, -units, unit) if back else shift(end, units, unit)
        inside = at > bound if back else at < bound
        return inside or (included and at == bound)

    match comparison:
        case "<":
            return near(count, included=False)
        case "<=":
            return near(count, included=True)
        case ">":
            return not near(count, included=True)
        case ">=":
            return not near(count, included=False)
        case _:
            equal = near(count + 1, included=False) and not near(count, included=False)
            return equal == (comparison == "=")
