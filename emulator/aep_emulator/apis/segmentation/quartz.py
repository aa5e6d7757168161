"""Quartz's cron expressions of six or seven fields, in UTC: checked, and translated for croniter.

Quartz counts days of the week from 1 (Sunday) and demands `?` in exactly one of the two day fields.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from croniter import croniter

_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_WEEKDAY = re.compile(r"(?P<day>[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?P<rest>L|#[1-5])?", re.IGNORECASE)
_DAY = timedelta(days=1)
_LOOKED_AT = 60  # consecutive due times that must be a day apart


class BadCron(ValueError):
    """The Platform would refuse this schedule."""


def times(text: str, after: datetime) -> Iterator[datetime]:
    """The due times after that moment."""
    from croniter.croniter import CroniterBadDateError

    schedule = _schedule(text, after)
    while True:
        try:
            yield schedule.get_next(datetime)
        except CroniterBadDateError:  # there is no further date
            return


def check(text: str, now: datetime) -> None:
    """It may be due once a day at most."""
    last = None
    for number, at in enumerate(times(text, now)):
        if last is not None and at - last < _DAY:
            raise BadCron(f"schedule {text!r} runs more than once in 24 hours")
        if number == _LOOKED_AT:
            return
        last = at
    if last is None:
        raise BadCron(f"schedule {text!r} is never due")


def _schedule(text: str, after: datetime) -> "croniter":
    from croniter import croniter
    from croniter.croniter import CroniterError

    fields = text.split()
    if len(fields) not in (6, 7):
        raise BadCron(f"schedule {text!r} must have six or seven fields: second minute hour day month weekday [year]")
    if (fields[3] == "?") == (fields[5] == "?"):
        raise BadCron(f"schedule {text!r} must have ? in one of the fields day and weekday, and only in one")
    if "W" in fields[3].upper():
        raise BadCron(f"schedule {text!r}: W is not emulated")
    fields[3] = "*" if fields[3] == "?" else fields[3]
    fields[5] = "*" if fields[5] == "?" else _weekdays(fields[5])
    try:
        return croniter(" ".join(fields), after, second_at_beginning=True)
    except (CroniterError, ValueError, KeyError, IndexError) as error:
        raise BadCron(f"schedule {text!r} is not a cron expression: {error}") from None


def _weekdays(field: str) -> str:
    return ",".join(_part(part) for part in field.split(","))


def _part(part: str) -> str:
    """`2-6` is Monday to Friday in Quartz; `6#3` the third Friday, `6L` the last."""
    span, slash, step = part.partition("/")
    if span == "*":
        return part
    ends = [_WEEKDAY.fullmatch(end) for end in span.split("-")]
    if None in ends or len(ends) > 2:
        raise BadCron(f"{part!r} is not a day of the week: 1-7 or SUN-SAT")
    days = [_number(end["day"]) for end in ends if end]
    rest = ends[0]["rest"] if ends[0] else None
    if rest and (len(ends) > 1 or slash):
        raise BadCron(f"{part!r} is not a day of the week")
    if rest:
        return f"L{days[0]}" if rest.upper() == "L" else f"{days[0]}{rest}"
    if slash and len(days) == 1:
        days.append(6)
    return "-".join(map(str, days)) + slash + step


def _number(day: str) -> int:
    return int(day) - 1 if day.isdecimal() else _DAYS.index(day.upper())
