"""From assets to declarations: names, canonical inputs, what refers to what. What no program can say is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..core.live import Fields
from .asset import Asset, Declaration, Key, references
from .naming import parse_owner

# (kind, fields, logical name, generation): the inputs that a check of such a resource gives, and what is wrong with it
Canonical = Callable[[str, Fields, str, int], tuple[Fields, list[str]]]


def declare(
    assets: Sequence[Asset],
    names: Mapping[Key, str],
    known: Mapping[Key, Fields],
    *,
    stack: str,
    canonical: Canonical,
) -> tuple[list[Declaration], list[Asset]]:
    """(declarations, what is left out and why). Assets come in the order of their references.

    `known`: inputs of resources of the program that can be referred to by their variables.
    """
    done: dict[Key, Declaration] = {}
    left: list[Asset] = []
    inputs_of = dict(known)
    for asset in assets:
        refers = _refers(asset, inputs_of)
        fields = _given(asset) | _carried(asset, refers, inputs_of)
        own = parse_owner(asset.owner, stack)
        inputs, problems = canonical(asset.kind, fields, names[asset.key], own[1] if own else 1)
        if problems:
            left.append(replace(asset, left_out="; ".join(problems)))
        else:
            inputs_of[asset.key] = inputs
            done[asset.key] = Declaration(asset=asset, name=names[asset.key], inputs=inputs, refers=refers)
    return list(done.values()), left


def _given(asset: Asset) -> Fields:
    fields = asset.type.FIELDS
    return {
        name: value
        for name, value in asset.fields.items()
        if value is not None and name in fields and fields[name].given
    }


def _refers(asset: Asset, done: Mapping[Key, Fields]) -> dict[str, tuple[Key, ...]]:
    fields = asset.type.FIELDS
    found = {name: [(fields[name].target, id) for id in ids] for name, ids in references(asset).items()}
    return {name: kept for name, keys in found.items() if (kept := tuple(key for key in keys if key in done))}


def _carried(asset: Asset, refers: Mapping[str, tuple[Key, ...]], done: Mapping[Key, Fields]) -> dict[str, Any]:
    """What comes along with references to resources; a bare id carries nothing."""
    found = {}
    for item in asset.type.declared_fields():
        if item.carried and item.carried[0] in refers:
            by, attribute = item.carried
            found[item.name] = done[refers[by][0]].get(attribute)
    return {name: value for name, value in found.items() if value is not None}
