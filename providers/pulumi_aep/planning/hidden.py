"""Secrets in a preview: the engine prints each as `[secret]`, and lists separately which of them differ."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..core.secret import MASK, Place

_PART = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.\[\]]+)')


class Changed(str):
    """A secret whose value has changed: it is printed like any other, but equals none."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


CHANGED = Changed(MASK)


def tell_apart(old: Mapping[str, Any], new: Mapping[str, Any], differing: Iterable[str]) -> dict[str, Any]:
    """The new state with `CHANGED` for every secret among its inputs that differs, by paths such as `tags.team`."""
    places = [_parts(path) for path in differing]
    before = old.get("outputs") or {}
    inputs = {
        name: _told(before.get(name), value, (name,), places) for name, value in (new.get("inputs") or {}).items()
    }
    return {**new, "inputs": inputs}


def _told(old: Any, new: Any, place: Place, differing: list[Place]) -> Any:
    if MASK in (old, new) and (old is None or new is None):  # it comes, or goes
        return new
    if MASK in (old, new):  # a value that is a secret only now is none to be shown beside it
        return CHANGED if any(one[: len(place)] == place or place[: len(one)] == one for one in differing) else old
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {key: _told(old.get(key), value, (*place, key), differing) for key, value in new.items()}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = zip(old, new, strict=True)
        return [_told(*pair, (*place, str(number)), differing) for number, pair in enumerate(pairs)]
    return new


def _parts(path: str) -> Place:
    return tuple(quoted or number or name for quoted, number, name in _PART.findall(path))
