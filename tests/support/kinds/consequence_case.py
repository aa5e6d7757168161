"""A change of one field, and everything that must happen then, in resources that nothing else changes."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pulumi_aep.core.registry import kind_named, kind_names
from pulumi_aep.lifecycle.diff import consequence

from docs import consequences
from docs.consequences import Effect
from tests.support.kinds.program import Item, item, moved
from tests.support.kinds.rows import ROWS


@dataclass(frozen=True)
class Case:
    """Resources of its own, of which one field is changed; everything else they refer to is shared."""

    kind: str
    field: str
    effects: dict[str, Effect]  # name of the resource: what must happen
    items: dict[str, Item]  # by name

    @property
    def label(self) -> str:
        return _label(self.kind, self.field)


def fields() -> Iterator[tuple[str, str]]:
    """Every field that a change can reach: carried ones change with what carries them."""
    for kind in kind_names():
        for one in kind_named(kind).declared_fields():
            if not one.carried and (one.of is None or one.name in ROWS[kind].derived):
                yield kind, one.name


def case(kind: str, name: str) -> Case:
    effects = _effects(kind, name)
    within = kind_named(kind).unique_within  # what lies in another one needs one of its own
    parents = [kind_named(kind).FIELDS[within].target] if within else []
    own = [one for one in kind_names() if one in [*parents, *(effect.kind for effect in effects)]]
    labels = {one: f"{_label(kind, name)}-{one.lower()}" for one in own}
    items = {label: _own(one, label, labels) for one, label in labels.items()}
    items[labels[kind]]["fields"] |= ROWS[kind].before.get(name, {})
    return Case(kind, name, {labels[effect.kind]: effect for effect in effects}, items)


def _label(kind: str, name: str) -> str:
    return f"{kind}-{name}".replace("_", "-").lower()


def _effects(kind: str, name: str) -> list[Effect]:
    """What the table of consequences says, as far as it is looked at."""
    field, known = kind_named(kind).FIELDS[name], ROWS[kind].follows
    replaced = consequences.replaces(field)
    less = replaced and callable(field.replaces)
    after = consequences.follows_replacement(kind) if less else consequences.follows(kind, name)
    far = known.get(name, known.get("", ()))
    own = Effect(kind, consequence(field, replaces=replaced), replaced)
    return [own, *(one for one in after if far is None or one.kind in far)]


def _own(kind: str, label: str, labels: dict[str, str]) -> Item:
    """The kind's first asset, with a name that is nobody else's, among the others of the case."""
    first = copy.deepcopy(dict(ROWS[kind].assets[ROWS[kind].first]))
    for name in ("name", "title"):
        if name in first:
            first[name] = label if not kind_named(kind).sandboxed else f"{first[name]} {label}"
    made: dict[str, Any] = first
    for other, its in labels.items():
        made = moved(made, f"{other}/{ROWS[other].first}", f"{other}/{its}")
    after = [f"{other}/{labels.get(other, ROWS[other].first)}" for other in ROWS[kind].after]
    return item(kind, label, after, **made)
