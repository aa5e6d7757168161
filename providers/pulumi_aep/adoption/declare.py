"""From assets to declarations: names, canonical inputs, what refers to what. What no program can say is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..kind import Fields
from .asset import Asset, Declaration, Key, references
from .naming import stamped

# (kind, fields, logical name, generation): the inputs that a check of such a resource gives, and what is wrong with it
Canonical = Callable[[str, Fields, str, int], tuple[Fields, list[str]]]


def declare(
    assets: Sequence[Asset], names: Mapping[Key, str], *, stack: str, canonical: Canonical
) -> tuple[list[Declaration], list[Asset]]:
    """(declarations, what is left out and why). Assets come in the order of their references."""
    done: dict[Key, Declaration] = {}
    left: list[Asset] = []
    for asset in assets:
        refers = _refers(asset, done)
        fields = _given(asset) | _carried(asset, refers, done)
        own = stamped(asset.owner, stack)
        inputs, problems = canonical(asset.kind, fields, names[asset.key], own[1] if own else 1)
        if problems:
            left.append(replace(asset, left_out="; ".join(problems)))
        else:
            done[asset.key] = Declaration(asset=asset, name=names[asset.key], inputs=inputs, refers=refers)
    return list(done.values()), left


def _given(asset: Asset) -> Fields:
    fields = asset.type.FIELDS
    return {
        name: value
        for name, value in asset.fields.items()
        if value is not None and name in fields and fields[name].given
    }


def _refers(asset: Asset, done: Mapping[Key, Declaration]) -> dict[str, tuple[Key, ...]]:
    fields = asset.type.FIELDS
    found = {name: [(fields[name].target, id) for id in ids] for name, ids in references(asset).items()}
    return {name: kept for name, keys in found.items() if (kept := tuple(key for key in keys if key in done))}


def _carried(asset: Asset, refers: Mapping[str, tuple[Key, ...]], done: Mapping[Key, Declaration]) -> dict[str, Any]:
    """What comes along with references to resources; a bare id carries nothing."""
    found = {}
    for item in asset.type.declared_fields():
        if item.carried and item.carried[0] in refers:
            by, attribute = item.carried
            found[item.name] = done[refers[by][0]].inputs.get(attribute)
    return {name: value for name, value in found.items() if value is not None}
