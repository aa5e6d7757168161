"""Splits a resource's properties, as Pulumi passes them, into fields and hidden properties."""

from collections.abc import Mapping
from typing import Any

from ..core.live import Fields


def split(props: Mapping[str, Any]) -> tuple[Fields, Fields]:
    """(fields, hidden properties), without the key under which Pulumi keeps the provider."""
    fields = {key: value for key, value in props.items() if not key.startswith("__")}
    hidden = {key: value for key, value in props.items() if key.startswith("__") and key != "__provider"}
    return fields, hidden
