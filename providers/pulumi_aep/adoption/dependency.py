"""What a segment needs that no field of its refers to: the union schemas that bring the fields of its rule."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .asset import Declaration, Key

DEPENDS = "depends_on"  # stands among the references for the option of that name
FIELD = re.compile(r"\b_tenant\.(\w+)")


def following(declarations: Sequence[Declaration]) -> list[Declaration]:
    """With the order in which a new environment has to be made."""
    groups = [item for item in declarations if item.asset.kind == "FieldGroup"]
    schemas = [item for item in declarations if item.asset.kind == "Schema" and item.inputs.get("profile")]
    found = []
    for item in declarations:
        needed = _schemas(item, groups, schemas) if item.asset.kind == "Segment" else ()
        found.append(replace(item, refers={**item.refers, DEPENDS: needed}) if needed else item)
    return found


def _schemas(item: Declaration, groups: Iterable[Declaration], schemas: Iterable[Declaration]) -> tuple[Key, ...]:
    names = set(FIELD.findall(str(item.inputs["expression"])))
    bring = {group.key for group in groups if names & set(group.inputs["fields"])}
    return tuple(schema.key for schema in schemas if bring & set(schema.refers.get("field_groups", ())))
