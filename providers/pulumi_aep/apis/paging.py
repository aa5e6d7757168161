"""Reading a list page by page: by offset, or by the mark that each page gives for the next one."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
SIZE = 100  # items a page holds where an API has no other limit


def plain(value: str) -> bool:
    """Whether a list's filter takes it literally, without signs that mean something there."""
    return bool(value) and all(sign.isalnum() or sign in " _-" for sign in value) and value == value.strip()


def pages(fetch: Callable[[int], Sequence[T]], size: int = SIZE) -> list[T]:
    """All items of a list without a total: `fetch(offset)` is called until a page is not full."""
    found: list[T] = []
    while True:
        page = fetch(len(found))
        found += page
        if len(page) < size:
            return found


def linked_pages(fetch: Callable[[str], tuple[Sequence[T], str]]) -> list[T]:
    """All items of a list whose pages name what comes next: `fetch(mark)` gives a page and that mark, at first ""."""
    found: list[T] = []
    mark = ""
    while True:
        page, mark = fetch(mark)
        found += page
        if not mark or not page:
            return found
