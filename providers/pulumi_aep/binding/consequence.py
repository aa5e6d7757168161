"""What a change will do, as its row says it in a preview: the reason, what it costs, and what follows."""

from collections.abc import Iterator
from typing import Any

from ..core.kind import Kind
from ..core.live import Fields
from ..lifecycle import diff as diffing
from ..lifecycle import downstream, earlier
from . import rows

Key = tuple[str, str]
_followers: dict[Key, list[Any]] = {}  # (kind, owner) to who follows it, as its program said when it was checked


def note(key: Key, followers: list[Any]) -> None:
    _followers[key] = followers


def of(kind: type[Kind], changes: list[diffing.FieldChange], olds: Fields, news: Fields, *, replacing: bool) -> str:
    """`retrain: learning_rate 0.1 → 0.2 (the last one took 11 s); then scores 23,055 events, …`"""
    followers = _followers.get((kind.__name__, olds.get("__stamp", "")), [])
    then = downstream.then(diffing.spreading(changes), followers)
    details = "; ".join(_details(kind, olds, news)) if replacing else ""
    return diffing.reason(changes) + (f" ({details})" if details else "") + (f"; {then}" if then else "")


def _details(kind: type[Kind], olds: Fields, news: Fields) -> Iterator[str]:
    """Details of a replacement: the rows that are deleted first, and what it will cost."""
    without = rows.go_first((kind.__name__, news.get("__stamp", "")), kind, olds, news)
    again = earlier.equal(kind, olds.get(earlier.EARLIER, []), news)
    yield from filter(None, (without, earlier.AGAIN if again else kind.forecast(olds)))
