"""Converts between Pulumi's objects for values that aren't known yet and ours."""

from typing import Any

from pulumi.output import Unknown

from ..core.field import UNKNOWN


def from_pulumi(value: Any) -> Any:
    """Pulumi's unknowns as ours."""
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: from_pulumi(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_pulumi(item) for item in value]
    return value


def to_pulumi(value: Any) -> Any:
    """Our unknowns as Pulumi's."""
    if value is UNKNOWN:
        return Unknown()  # type: ignore[no-untyped-call]
    if isinstance(value, dict):
        return {key: to_pulumi(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_pulumi(item) for item in value]
    return value
