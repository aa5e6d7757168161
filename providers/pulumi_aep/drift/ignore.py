"""Drift that is known and left for a while: which field, until when, why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..errors import AepError


@dataclass(frozen=True)
class Ignored:
    """`field` may name a part: `tags.team`. It holds through the whole of its last day, UTC."""

    resource: str
    field: str
    until: date
    because: str = ""

    def covers(self, resource: str, place: str) -> bool:
        return resource == self.resource and (place == self.field or place.startswith(self.field + "."))

    def over(self, today: date) -> bool:
        return today > self.until

    def sentence(self, today: date) -> str:
        said = f"ignored until {self.until}" + (", which is over" if self.over(today) else "")
        return f"{said}: {self.because}" if self.because else said


def entry(found: Mapping[str, Any]) -> Ignored:
    """Out of the stack's file; AepError where it isn't one."""
    missing = [key for key in ("resource", "field", "until") if not found.get(key)]
    if missing:
        raise AepError(f"an entry of aep:ignoreDrift has no {missing[0]}; it wants resource, field and until")
    return Ignored(
        str(found["resource"]), str(found["field"]), day(str(found["until"])), str(found.get("because") or "")
    )


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AepError(f'"{text}" is no date; write for example {date.today().replace(day=28)}') from None  # noqa: DTZ011 only an example


def covering(entries: Iterable[Ignored], resource: str, place: str) -> Ignored | None:
    """The one that holds longest."""
    return max((one for one in entries if one.covers(resource, place)), key=lambda one: one.until, default=None)
