"""Rules that ignore known drift: which field, until when, why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..errors import AepError


@dataclass(frozen=True)
class IgnoreRule:
    """`field` may be a part of a field: `tags.team`. The last day, `until`, is included and ends in UTC."""

    resource: str
    field: str
    until: date
    because: str = ""

    def covers(self, resource: str, path: str) -> bool:
        return resource == self.resource and (path == self.field or path.startswith(self.field + "."))

    def expired(self, today: date) -> bool:
        return today > self.until

    def sentence(self, today: date) -> str:
        text = f"ignored until {self.until}" + (", which is over" if self.expired(today) else "")
        return f"{text}: {self.because}" if self.because else text


def parse_rule(entry: Mapping[str, Any]) -> IgnoreRule:
    """Parse an entry of the stack's settings file."""
    missing = [key for key in ("resource", "field", "until") if not entry.get(key)]
    if missing:
        raise AepError(f"an entry of aep:ignoreDrift has no {missing[0]}; it wants resource, field and until")
    until, because = parse_date(str(entry["until"])), str(entry.get("because") or "")
    return IgnoreRule(str(entry["resource"]), str(entry["field"]), until, because)


def parse_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AepError(f'"{text}" is no date; write for example {date.today().replace(day=28)}') from None  # noqa: DTZ011 only an example


def find_rule(rules: Iterable[IgnoreRule], resource: str, path: str) -> IgnoreRule | None:
    """Of several rules that cover it, the one that lasts longest."""
    return max((rule for rule in rules if rule.covers(resource, path)), key=lambda rule: rule.until, default=None)
