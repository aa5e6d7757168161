"""Whole numbers on their way through the engine, which knows only doubles."""

from collections.abc import Mapping
from typing import Any

import pulumi

LIMIT = 2**53  # from here on not every whole number is a double


def exact(value: Any, place: str, *, as_text: bool) -> Any:
    """The value, with large whole numbers as text if `as_text`; otherwise one that would change is refused."""
    if isinstance(value, pulumi.Output):
        return value.apply(lambda known: exact(known, place, as_text=as_text))
    if isinstance(value, Mapping):
        return {key: exact(item, f"{place}.{key}", as_text=as_text) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [exact(item, f"{place}.{number}", as_text=as_text) for number, item in enumerate(value)]
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) < LIMIT:
        return value
    if as_text:
        return str(value)
    if abs(value) < 2**1023 and int(float(value)) == value:
        return value
    raise pulumi.RunError(f"{place} is {value}, which Pulumi can't hold exactly; write a number below 2^53, or text")
