"""Dependencies that no reference field shows.

A segment needs the schemas whose union contains the fields of its rule.
"""

from collections.abc import Sequence
from dataclasses import replace

from .asset import Declaration, Key

DEPENDS_ON = "depends_on"  # is kept among the references for the resource option of that name


def with_dependencies(declarations: Sequence[Declaration]) -> list[Declaration]:
    """The declarations, with `depends_on` added where a new environment must be built in a certain order."""
    found = []
    for item in declarations:
        needed = _needed(item.asset.type.needs(item.inputs), declarations)
        found.append(replace(item, refers={**item.refers, DEPENDS_ON: needed}) if needed else item)
    return found


def _needed(fields: set[str], declarations: Sequence[Declaration]) -> tuple[Key, ...]:
    """The schemas that bring these fields into the union."""
    defining = {item.key for item in declarations if fields & item.asset.type.defines(item.inputs)}
    return tuple(
        item.key
        for item in declarations
        if (by := item.asset.type.unites(item.inputs)) and defining & set(item.refers.get(by, ()))
    )
