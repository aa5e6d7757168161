"""Faults: rules that make some calls go wrong, to test how clients cope.

A rule: {"match": {"method"?, "path"? (regular expression), "sandbox"?}, "nth" | "every" | "times", "then": {…}}.
`nth`: only the nth matching call, from 1; `every`: every nth; `times`: the first n. Without any: all of them.
`then`, one or more of: status (429, 500, 502, 503, 504; with `retryAfter`), latency (seconds), cut ("before": the
connection closes and nothing is done; "after": the call is carried out, but not answered), hang (the same, but first
the caller waits until faults are cleared, it gives up, or the server stops), stale (lists are so many seconds old,
look-ups by id are not), badJson (the response is cut short), expireTokens.
`fired` counts faults that have happened: an "after" only once the call has had its effect.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from .control_state import ControlState

STATUSES = (429, 500, 502, 503, 504)
_TITLES = {
    429: ("429050", "Too many requests"),
    500: ("500000", "Internal server error"),
    502: ("502000", "Bad gateway"),
    503: ("503000", "Service unavailable"),
    504: ("504000", "Gateway timeout"),
}


class BadRule(ValueError):
    """The rule is invalid; the text says why."""


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 600


def _pattern(value: Any) -> bool:
    try:
        return isinstance(value, str) and re.compile(value) is not None
    except re.error:
        return False


class Allowed(NamedTuple):
    test: Callable[[Any], bool]
    words: str


_TEXT = Allowed(lambda value: isinstance(value, str), "a text")
_COUNT = Allowed(_count, "a whole number from 1")
_SECONDS = Allowed(_seconds, "a number of seconds from 0 to 600")
_WHEN_CUT = Allowed(lambda value: value in ("before", "after"), "before or after")
_SWITCH = Allowed(lambda value: isinstance(value, bool), "true or false")
_MATCH = {"method": _TEXT, "path": Allowed(_pattern, "a regular expression"), "sandbox": _TEXT}
_WHICH = {"nth": _COUNT, "every": _COUNT, "times": _COUNT}
_THEN = {
    "status": Allowed(lambda value: value in STATUSES, "one of " + ", ".join(map(str, STATUSES))),
    "retryAfter": _SECONDS,
    "latency": _SECONDS,
    "cut": _WHEN_CUT,
    "hang": _WHEN_CUT,
    "stale": _SECONDS,
    "badJson": _SWITCH,
    "expireTokens": _SWITCH,
}


def _checked(name: str, given: Any, fields: dict[str, Allowed]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise BadRule(f"{name} must be an object")
    for key, value in given.items():
        if key not in fields:
            raise BadRule(f"{name}.{key} is not known; there are: {', '.join(fields)}")
        if not fields[key].test(value):
            raise BadRule(f"{name}.{key} cannot be {value!r}; it is {fields[key].words}")
    return given


@dataclass
class Rule:
    match: dict[str, Any]
    when: dict[str, int]
    then: dict[str, Any]
    matched: int = 0
    taken: int = 0  # calls chosen to go wrong
    fired: int = 0  # calls that have gone wrong

    @staticmethod
    def parse(given: Any) -> "Rule":
        if not isinstance(given, dict):
            raise BadRule("a rule must be an object")
        when = _checked("rule", {key: given[key] for key in given if key not in ("match", "then")}, _WHICH)
        then = _checked("then", given.get("then"), _THEN)
        if not then:
            raise BadRule("then says nothing that should go wrong")
        return Rule(_checked("match", given.get("match", {}), _MATCH), when, then)

    def hits(self, method: str, path: str, sandbox: str) -> bool:
        wanted = self.match
        if wanted.get("method", method).upper() != method or wanted.get("sandbox", sandbox) != sandbox:
            return False
        if "path" in wanted and not re.search(wanted["path"], path):
            return False
        self.matched += 1
        due = (
            self.when.get("nth", self.matched) == self.matched
            and self.matched % self.when.get("every", 1) == 0
            and self.taken < self.when.get("times", self.matched)
        )
        self.taken += due
        return due

    def shown(self) -> dict[str, Any]:
        return {"match": self.match, **self.when, "then": self.then, "matched": self.matched, "fired": self.fired}


@dataclass(frozen=True)
class Injection:
    """What should go wrong with one call, and the rules that say so."""

    then: dict[str, Any]
    rules: list[Rule]
    clearings: int  # how often faults had been cleared by then

    @property
    def named(self) -> str:
        return ", ".join(key for key in self.then if key not in ("latency", "retryAfter"))


class Faults:
    """The rules; they survive a restart, with their counts."""

    def __init__(self, orders: ControlState) -> None:
        known = orders.get("faults")
        self.latency: float = known.get("latency", 0.0)  # extra seconds for every call
        self.rules = [Rule(**each) for each in known.get("rules", [])]
        self.clearings = 0
        self._orders = orders
        self._lock = threading.Lock()

    def _save(self) -> None:
        self._orders.put("faults", {"latency": self.latency, "rules": [asdict(rule) for rule in self.rules]})

    @property
    def any(self) -> bool:
        return bool(self.latency or self.rules)

    def add(self, body: Any) -> None:
        """A rule, or {"rules": […]}, and perhaps {"latency": seconds}. If any of it is wrong, nothing is added."""
        if not isinstance(body, dict):
            raise BadRule("the body must be an object")
        latency = body.get("latency", self.latency)
        if not _seconds(latency):
            raise BadRule(f"latency must be a number of seconds, not {latency!r}")
        rest = {key: value for key, value in body.items() if key != "latency"}
        given = rest.pop("rules", [] if not rest else [rest])
        if not isinstance(given, list):
            raise BadRule("rules must be an array")
        made = [Rule.parse(each) for each in given]
        with self._lock:
            self.latency = latency
            self.rules.extend(made)
            self._save()

    def clear(self) -> None:
        with self._lock:
            self.latency = 0.0
            self.rules.clear()
            self.clearings += 1
            self._save()

    def injection(self, method: str, path: str, sandbox: str) -> Injection:
        """What should go wrong with this call; where rules contradict each other, the earlier one wins."""
        with self._lock:
            rules = [rule for rule in self.rules if rule.hits(method, path, sandbox)]
            clearings = self.clearings
            if self.rules:
                self._save()  # matches are counted, too
        then: dict[str, Any] = {}
        for rule in rules:
            then = {**rule.then, **then}
        then["latency"] = then.get("latency", 0.0) + self.latency
        return Injection(then, rules, clearings)

    def record(self, due: Injection) -> None:
        with self._lock:
            for rule in due.rules:
                rule.fired += 1
            if due.rules:
                self._save()

    def shown(self) -> dict[str, Any]:
        with self._lock:
            return {"latency": self.latency, "rules": [rule.shown() for rule in self.rules]}


def error_body(status: int) -> dict[str, str]:
    code, message = _TITLES[status]
    return {"error_code": code, "message": message}
