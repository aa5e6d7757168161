"""What a change to each field does, and what follows in other kinds, out of the fields themselves."""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from pulumi_aep.core.field import Change, Field
from pulumi_aep.core.kind import Kind
from pulumi_aep.core.registry import kind_named, kind_names
from pulumi_aep.lifecycle.diff import consequence


class Effect(NamedTuple):
    """What happens to a resource of that kind."""

    kind: str
    change: Change
    replaced: bool


def target(kind: type[Kind], item: Field) -> str:
    """The kind that a reference field refers to."""
    found: Any = get_args(kind.__annotations__[item.name])[0]
    return str(found.__name__)


def replaces(item: Field) -> bool:
    """Whether it takes a new asset; where that depends on the values: when what was there is taken away."""
    old, new = (True, False) if item.type is bool else ("old", "new")
    return item.replaces_for([old] if item.unordered else old, [new] if item.unordered else new)


def follows(kind: str, name: str) -> list[Effect]:
    """What a change of that field leads to in other kinds, in the order of the kinds; each with its gravest effect."""
    found: dict[str, Effect] = {}
    item = kind_named(kind).FIELDS[name]
    _spread(kind, item, found, moved=replaces(item) and not callable(item.replaces))
    return [found[other] for other in kind_names() if other in found and other != kind]


def follows_replacement(kind: str) -> list[Effect]:
    """What follows when an asset of that kind is made anew, whatever the reason."""
    found: dict[str, Effect] = {}
    _move(kind, found)
    return [found[other] for other in kind_names() if other in found and other != kind]


def _spread(kind: str, item: Field, found: dict[str, Effect], *, moved: bool) -> None:
    for other, field in _carrying(kind, item.name):
        _hit(other, field, found)
    for field in kind_named(kind).FIELDS.values():
        if item.name in (field.of or ()):
            _hit(kind, field, found)
    if moved:
        _move(kind, found)


def _move(kind: str, found: dict[str, Effect]) -> None:
    for other in kind_names():
        for field in kind_named(other).FIELDS.values():
            if field.reference and target(kind_named(other), field) == kind:
                _hit(other, field, found)


def _hit(kind: str, field: Field, found: dict[str, Effect]) -> None:
    moved = replaces(field)
    effect = Effect(kind, consequence(field, replaces=moved), moved)
    before = found.get(kind)
    found[kind] = effect if before is None else max(before, effect, key=lambda one: list(Change).index(one.change))
    if before is None or (effect.replaced and not before.replaced) or field.carried:
        _spread(kind, field, found, moved=effect.replaced)


def _carrying(kind: str, attribute: str) -> Iterator[tuple[str, Field]]:
    for other in kind_names():
        fields = kind_named(other).FIELDS
        for field in fields.values():
            by, wanted = field.carried or ("", "")
            if wanted == attribute and target(kind_named(other), fields[by]) == kind:
                yield other, field
