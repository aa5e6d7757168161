"""The inputs and outputs that state would hold if this stack had created the live asset."""

from collections.abc import Mapping
from typing import Any

from ..core.api import Api
from ..core.live import Fields
from ..core.registry import kind_named
from ..stack.unknown import contains_unknown
from .asset import Asset
from .naming import parse_owner
from .program_resource import Name, ProgramResource


def recorded(
    api: Api, item: ProgramResource, asset: Asset, ids: Mapping[Name, str], before: Mapping[Name, Fields], *, stack: str
) -> Fields:
    """Inputs, hidden ones included: fields as they are live, local ones as declared, references resolved.

    `before` holds what this gave for the resources that it refers to.
    """
    now = asset.type.read(api, asset.live)
    found: Fields = {}
    for name, value in item.inputs.items():
        field = asset.type.FIELDS.get(name)
        if field is None:
            found[name] = value
        elif field.carried:
            found[name] = _carried(item, name, value, before)
        elif not field.local and name in now:
            found[name] = now[name]
        else:
            found[name] = _resolved(item, name, value, ids) if contains_unknown(value) else value
    told = asset.type.live_locals(api, asset.live, found)
    found |= {name: value for name, value in told.items() if name in found}
    own = parse_owner(asset.owner, stack)
    found["__generation"] = own[1] if own else 1
    return {name: value for name, value in found.items() if value is not None}


def _carried(item: ProgramResource, name: str, value: Any, before: Mapping[Name, Fields]) -> Any:
    """From what is live of the resource that carries it: there it may lag behind what is declared."""
    carried = kind_named(item.kind).FIELDS[name].carried
    by, attribute = carried or ("", "")
    source = next((key for key in item.depends.get(by, ()) if key in before), None)
    if source:
        return before[source].get(attribute)
    return None if contains_unknown(value) else value


def _resolved(item: ProgramResource, name: str, value: Any, ids: Mapping[Name, str]) -> Any:
    """Ids in place of what a preview does not know yet. None: what it refers to is not there."""
    found = sorted(ids[key] for key in item.depends.get(name, ()) if key in ids)
    return found if kind_named(item.kind).FIELDS[name].type == list[str] else next(iter(found), None)
