"""What an asset needs that no field of its refers to: a segment the union schemas that bring the fields of its rule."""

from collections.abc import Sequence
from dataclasses import replace

from .asset import Declaration, Key

DEPENDS_ON = "depends_on"  # stands among the references for the resource option of that name


def with_dependencies(declarations: Sequence[Declaration]) -> list[Declaration]:
    """With the order in which a new environment has to be made."""
    found = []
    for item in declarations:
        needed = _needed(item.asset.type.needs(item.inputs), declarations)
        found.append(replace(item, refers={**item.refers, DEPENDS_ON: needed}) if needed else item)
    return found


def _needed(fields: set[str], declarations: Sequence[Declaration]) -> tuple[Key, ...]:
    """What unites the definitions of these fields."""
    defining = {item.key for item in declarations if fields & item.asset.type.defines(item.inputs)}
    return tuple(
        item.key
        for item in declarations
        if (by := item.asset.type.unites(item.inputs)) and defining & set(item.refers.get(by, ()))
    )
