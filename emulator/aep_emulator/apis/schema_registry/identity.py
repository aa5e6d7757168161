"""A schema's identity descriptors, and whether it is in the union."""

from ...platform.store import Doc
from ...platform.world import World
from . import resolve

IDENTITY = "xdm:descriptorIdentity"
UNION = "union"


def all_descriptors(world: World, sandbox: str, schema_id: str) -> list[Doc]:
    """A schema's descriptors of all types."""
    return [doc for doc in world.store.all("descriptor", sandbox=sandbox) if doc["xdm:sourceSchema"] == schema_id]


def identity_descriptors(world: World, sandbox: str, schema_id: str) -> list[Doc]:
    """A schema's identity descriptors."""
    return [doc for doc in all_descriptors(world, sandbox, schema_id) if doc["@type"] == IDENTITY]


def primary(world: World, sandbox: str, schema_id: str) -> tuple[str, str] | None:
    """The primary identity's dotted path and namespace code."""
    for doc in identity_descriptors(world, sandbox, schema_id):
        if doc["xdm:isPrimary"]:
            return doc["xdm:sourceProperty"].strip("/").replace("/", "."), doc["xdm:namespace"]
    return None


def in_union(world: World, sandbox: str, schema_id: str) -> bool:
    doc = resolve.find(world, sandbox, schema_id, ("schemas",))
    return UNION in ((doc or {}).get("meta:immutableTags") or ())
