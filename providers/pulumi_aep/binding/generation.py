"""How often a resource was replaced, and what it was before, as far as this provider process has seen it.

A create comes with nothing but the new inputs; what was there before is known from the check and diff that preceded.
"""

import threading
from collections.abc import Mapping
from typing import Any

from ..core.kind import Kind
from ..core.live import Fields
from ..lifecycle import earlier

Key = tuple[str, str]
KEPT = (
    "is kept: Pulumi does not say that --replace or a taint asks for another one, so it was found again by its mark; "
    "to have it made anew, change a field that recreates it, or take it out of the program for one pulumi up"
)
# (kind, owner) to the generation last seen by check or diff: a replacement is checked again without its old inputs.
_generations: dict[Key, int] = {}
# the same to the generations before the one that comes: what its successor may go back to
_earlier: dict[Key, list[Any]] = {}
# (kind, id) to its generation now. One that was gone back to still stands in state as what is to be deleted, too.
_current: dict[Key, int] = {}
# (kind, id) that a create found there: under --replace that is what Pulumi then wants deleted.
_met: set[Key] = set()
_lock = threading.Lock()


def number(key: Key, olds: Mapping[str, Any]) -> int:
    with _lock:
        if olds.get("__generation"):
            _generations[key] = int(olds["__generation"])
            return _generations[key]
        return _generations[key] + 1 if key in _generations else 1


def note(kind: type[Kind], id: str, owner: str, olds: Fields, *, replaced: bool) -> None:
    """Remember the generation that a check or diff compares; a delete before the replacement comes without a check."""
    number((kind.__name__, owner), olds)
    made(kind, id, olds)
    if replaced and kind.goes_back:
        _earlier[kind.__name__, owner] = earlier.with_this(kind, id, olds)


def made(kind: type[Kind], id: str, hidden: Mapping[str, Any]) -> None:
    _current[kind.__name__, id] = int(hidden.get("__generation", 1))


def before(kind: type[Kind], owner: str) -> list[Any]:
    return _earlier.get((kind.__name__, owner), [])


def is_current_again(kind: type[Kind], id: str, hidden: Mapping[str, Any]) -> bool:
    """Whether a later generation has taken the asset that is to be deleted up again."""
    return kind.goes_back and _current.get((kind.__name__, id), 0) > int(hidden.get("__generation", 1))


def met(kind: type[Kind], id: str) -> None:
    _met.add((kind.__name__, id))


def was_met(kind: type[Kind], id: str) -> bool:
    """Whether a create found this asset; true only the first time it is asked."""
    found = (kind.__name__, id) in _met
    _met.discard((kind.__name__, id))
    return found
