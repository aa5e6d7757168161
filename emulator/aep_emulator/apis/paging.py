"""Pages of lists: reading their numbers from a request, cutting them out, sorting. The form is each API's own."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ..platform.http import ApiError, Request
from ..platform.store import Doc


def whole_number(
    request: Request,
    name: str,
    default: int,
    *,
    least: int = 0,
    most: int | None = None,
    refuse: Callable[[int, str], ApiError],
) -> int:
    """A query parameter; `refuse` makes an error of that API."""
    text = request.query.get(name, str(default))
    if not text.isdecimal() or int(text) < least or (most is not None and int(text) > most):
        span = f", {least} or more" if most is None else f" from {least} to {most}"
        raise refuse(400, f"{name} must be a whole number{span}, not {text}")
    return int(text)


class Page(NamedTuple):
    rows: list[Doc]
    following: int | None  # where the next page starts
    previous: int | None


def page(rows: list[Doc], start: int, limit: int) -> Page:
    end = start + limit
    return Page(rows[start:end], end if end < len(rows) else None, max(0, start - limit) if start else None)


def sort_key(value: Any) -> tuple[int, Any]:
    """Numbers before texts before what is absent."""
    if isinstance(value, int | float):
        return (0, value)
    return (2, "") if value is None else (1, str(value))
