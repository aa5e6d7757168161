"""A segment's rule: parsed from text or JSON, and checked against the sandbox's unions."""

from typing import Any

from ... import pql
from ...platform.store import Doc
from ...platform.world import World
from ..schema_registry import identity, resolve
from ..ups import EVENT_CLASS, PROFILE_CLASS, refuse

FORMATS = ("pql/text", "pql/json")
_ADDED: Doc = {"identityMap": {"type": "object"}, "segmentMembership": {"type": "object"}}


def parse(expression: Any) -> pql.Node:
    """The tree of a stored or sent expression."""
    if not isinstance(expression, dict):
        raise refuse(400, "expression is required and must be an object")
    if str(expression.get("type", "")).upper() != "PQL":
        raise refuse(400, 'expression.type must be "PQL"')
    if expression.get("format") not in FORMATS:
        raise refuse(400, f"expression.format must be one of: {', '.join(FORMATS)}")
    value = expression.get("value")
    if not isinstance(value, str):
        raise refuse(400, "expression.value must be a string")
    try:
        return pql.parse(value) if expression["format"] == "pql/text" else pql.from_json(value)
    except pql.PqlError as error:
        raise refuse(400, f"expression.value is not valid PQL: {error}", value) from None


def parse_checked(world: World, sandbox: str, expression: Any) -> pql.Node:
    """As `parse`, and every attribute must be in the union."""
    node = parse(expression)
    unknown = pql.unknown_paths(node, _union(world, sandbox, PROFILE_CLASS), _union(world, sandbox, EVENT_CLASS))
    if unknown:
        names = ", ".join(unknown)
        raise refuse(400, f"expression.value names attributes that the union schema does not have: {names}")
    return node


def _union(world: World, sandbox: str, uri: str) -> Doc | None:
    """The merged fields of the class's schemas that are in the union; None if there are no such schemas."""
    members = [
        doc["$id"]
        for doc in world.store.all("schema", sandbox=sandbox)
        if doc.get("meta:class") == uri and identity.in_union(world, sandbox, doc["$id"])
    ]
    if not members:
        return None
    properties: Doc = {}
    for member in members:
        resolve.merge(properties, resolve.full(world, sandbox, member)["properties"])
    return {"type": "object", "properties": {**properties, **_ADDED}}
