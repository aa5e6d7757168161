"""The result of one check of `aep doctor`: its state, and what to do about a problem."""

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import AepError

SKIPPED = "not checked; fix the problems above first"


@dataclass(frozen=True)
class Finding:
    check: str
    state: str  # ok, warning, problem, skipped
    message: str


def ok(check: str, message: str) -> Finding:
    return Finding(check, "ok", message)


def warning(check: str, message: str) -> Finding:
    return Finding(check, "warning", message)


def problem(check: str, message: str) -> Finding:
    return Finding(check, "problem", message)


def skipped(check: str, message: str = SKIPPED) -> Finding:
    return Finding(check, "skipped", message)


def attempt(check: str, look: Callable[[], str]) -> Finding:
    """The check is ok with the message that `look` returns; an AepError is its problem."""
    try:
        return ok(check, look())
    except AepError as error:
        return problem(check, str(error))
