"""What is not known yet: Pulumi's word for it, and ours."""

from typing import Any

from pulumi.output import Unknown

from ..core.field import UNKNOWN


def known(value: Any) -> Any:
    """Pulumi's unknowns as ours."""
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [known(item) for item in value]
    return value


def native(value: Any) -> Any:
    """And back."""
    if value is UNKNOWN:
        return Unknown()  # type: ignore[no-untyped-call]
    if isinstance(value, dict):
        return {key: native(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [native(item) for item in value]
    return value
