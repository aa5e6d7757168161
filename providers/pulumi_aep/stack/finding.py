"""What `aep doctor` finds: a row per check, and what to do unless it is well."""

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import AepError

SKIPPED = "not looked at; first put right what stands above"


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


def tried(check: str, look: Callable[[], str]) -> Finding:
    """What `look` finds, or the problem it runs into."""
    try:
        return ok(check, look())
    except AepError as error:
        return problem(check, str(error))
