"""Declared against recorded, field by field, and what the difference means.

Values are canonical on both sides (check.py), so that plain equality decides; the detail inside a value comes from
deepdiff.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.field import REPLACING, Change, Field, unknown
from ..core.kind import Kind
from ..core.live import Fields
from ..core.secret import MASK, Secrets
from .made import is_as_made


@dataclass(frozen=True)
class FieldChange:
    """One field that differs; `details` lists what differs in it, such as `learning_rate 0.1 → 0.2`."""

    field: str
    change: Change
    replaces: bool
    details: tuple[str, ...]


BARE = {"hyperparameters"}  # whose parts speak for themselves
NONE = Secrets()
APPLIED = "__applied"  # recorded by a refresh: what was declared where something else is live
WHEREABOUTS = {
    "sandbox": Field(name="sandbox", change=Change.RECREATE),
    "org": Field(name="org", change=Change.RECREATE),
}


def diff(kind: type[Kind], recorded: Fields, declared: Fields, secrets: Secrets = NONE) -> list[FieldChange]:
    fields = {item.name: item for item in kind.declared_fields()} | WHEREABOUTS
    applied = recorded.get(APPLIED) or {}
    changes = []
    for name, item in fields.items():
        old, new = recorded.get(name), declared.get(name)
        if old is None and not unknown(new) and new == _default(item):
            continue  # recorded by a release that did not have the field
        if unknown(new) or not same(old, new):
            drifted = is_as_made(recorded, item, new)
            replaces = item.replaces_for(old, new) and not drifted
            change = consequence(item, replaces=replaces)
            if change in REPLACING and not replaces and (drifted or (name in applied and same(applied[name], new))):
                change = Change.RESTORE
            elif item.is_irreversible(old, new):
                change = Change.IRREVERSIBLE
            changes.append(FieldChange(name, change, replaces, details(item, old, new, secrets)))
    return changes


def set_aside(hidden: Fields, recorded: Fields, live: Fields) -> Fields:
    """The declared values of fields that are different live; from them, the next diff knows what it would restore."""
    before = {**{name: value for name, value in recorded.items() if name in live}, **hidden.pop(APPLIED, {})}
    return {name: value for name, value in before.items() if not same(value, live.get(name))}


def consequence(item: Field, *, replaces: bool) -> Change:
    """The class of a change: what is harmless in place isn't if it takes a new asset."""
    return Change.RECREATE if replaces and item.change == Change.METADATA else item.change


def _default(item: Field) -> Any:
    return list(item.default) if isinstance(item.default, tuple) else item.default


def same(old: Any, new: Any) -> bool:
    """Equal, where a number is a number (state knows only floats) and an empty value is no value."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(same(one, other) for one, other in zip(old, new, strict=True))
    return bool(old == new)


def differing_leaves(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """(path, old, new) of every leaf of nested maps that differs; a missing value is None."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from differing_leaves(old.get(key), new.get(key), (*path, key))
    elif not same(old, new):
        yield path, old, new


def details(item: Field, old: Any, new: Any, secrets: Secrets = NONE) -> tuple[str, ...]:
    name = item.name
    if item.moves:
        return (item.moves,)
    if unknown(new):
        return (f"{name} {_said(old, secrets, name)} → (known after apply)",) if old is not None else (name,)
    if isinstance(old, Mapping) and isinstance(new, Mapping) and not secrets.cover(name):
        return tuple(f"{'' if name in BARE else name + '.'}{line}" for line in _inside(old, new, secrets, name))
    return (f"{name} {_said(old, secrets, name)} → {_said(new, secrets, name)}",)


def _inside(old: Any, new: Any, secrets: Secrets, name: str) -> list[str]:
    """The leaves that differ, by deepdiff; imported here because it costs as much as everything else together."""
    from deepdiff import DeepDiff

    found = DeepDiff(old, new, view="tree", verbose_level=2)
    lines = []
    for group in found.values():
        for item in group:
            path = [str(part) for part in item.path(output_format="list")]
            before, after = (_said(_value(value), secrets, name, *path) for value in (item.t1, item.t2))
            lines.append(f"{'.'.join(path)} {before} → {after}")
    return sorted(lines)


def _said(value: Any, secrets: Secrets, *place: str) -> str:
    return _short(MASK if secrets.reach(*place) and not empty(value) else value)


def empty(value: Any) -> bool:
    return value is None or value in ("", [], {}, ())


def _value(value: Any) -> Any:
    return None if type(value).__name__ == "NotPresent" else value


def _short(value: Any) -> str:
    if empty(value):
        return "(none)"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if text.startswith("sha256:"):
        return text[:19]
    return text if len(text) <= 60 else text[:57] + "…"


def worst(changes: list[FieldChange]) -> Change:
    """The class that names the whole change: the one with the gravest consequence."""
    order = list(Change)
    return max((item.change for item in changes), key=order.index)


def spreading(changes: list[FieldChange]) -> Change:
    """The class that decides what follows: an irreversible change may come with one that takes a new asset."""
    others = [item for item in changes if item.change != Change.IRREVERSIBLE]
    moved = any(item.replaces for item in changes)
    return worst(others) if others else Change.RECREATE if moved else worst(changes)


def reason(changes: list[FieldChange]) -> str:
    """One line: `retrain: learning_rate 0.1 → 0.2, n_estimators 100 → 200`."""
    if not changes:
        return ""
    top = worst(changes)
    parts = [part for item in sorted(changes, key=lambda c: c.change != top) for part in item.details]
    shown = ", ".join(parts[:4]) + (f" and {len(parts) - 4} more" if len(parts) > 4 else "")
    return f"{top}: {shown}"


def replacing(changes: list[FieldChange]) -> list[str]:
    return [item.field for item in changes if item.replaces]


__all__ = ["REPLACING", "FieldChange", "diff", "reason", "replacing", "same", "worst"]
