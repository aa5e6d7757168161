"""Properties as Pulumi hands them over, and as the rest of the library takes them."""

from collections.abc import Mapping
from typing import Any

from ..core.live import Fields


def split(props: Mapping[str, Any]) -> tuple[Fields, Fields]:
    """(fields, hidden ones) without the provider's own key."""
    fields = {key: value for key, value in props.items() if not key.startswith("__")}
    hidden = {key: value for key, value in props.items() if key.startswith("__") and key != "__provider"}
    return fields, hidden
