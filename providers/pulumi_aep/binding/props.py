"""Properties as Pulumi hands them over, and as the rest of the library takes them."""

from collections.abc import Mapping
from typing import Any

from pulumi.output import Unknown

from ..core.field import UNKNOWN
from ..core.live import Fields


def split(props: Mapping[str, Any]) -> tuple[Fields, Fields]:
    """(fields, hidden ones) without the provider's own key."""
    fields = {key: value for key, value in props.items() if not key.startswith("__")}
    hidden = {key: value for key, value in props.items() if key.startswith("__") and key != "__provider"}
    return fields, hidden


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
