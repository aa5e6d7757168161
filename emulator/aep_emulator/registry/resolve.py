"""References resolved: what a schema's data may hold, and which class it is of."""

from collections.abc import Iterator
from typing import Any

from ..store import Doc
from ..world import World
from . import adobe

KINDS = ("schemas", "fieldgroups", "classes", "datatypes")
STORED = {"schemas": "schema", "fieldgroups": "fieldgroup", "classes": "class", "datatypes": "datatype"}


def find(world: World, sandbox: str, id: str, kinds: tuple[str, ...] = KINDS) -> Doc | None:
    """A resource of the tenant or of Adobe, by `$id` or `meta:altId`."""
    for kind in kinds:
        doc = world.store.get(STORED[kind], id, sandbox=sandbox)
        if doc:
            return doc
    if id.startswith("_"):
        for kind in kinds:
            for doc in world.store.all(STORED[kind], sandbox=sandbox):
                if doc["meta:altId"] == id:
                    return doc
    for kind in (*kinds, "behaviors"):
        doc = adobe.find(kind, id)
        if doc:
            return doc
    return None


def references(doc: Doc) -> list[str]:
    """The resources that `allOf` names, without the document's own definitions."""
    found = (part.get("$ref", "") for part in doc.get("allOf") or [] if isinstance(part, dict))
    return [uri for uri in found if uri and not uri.startswith("#")]


def class_of(world: World, sandbox: str, schema_id: str) -> str:
    """The class id of a schema; "" if there is none."""
    doc = find(world, sandbox, schema_id, ("schemas",))
    return str((doc or {}).get("meta:class", ""))


def full(world: World, sandbox: str, schema_id: str) -> Doc:
    """The document with everything it refers to merged into its `properties` and `required`."""
    return full_of(world, sandbox, find(world, sandbox, schema_id) or {})


def full_of(world: World, sandbox: str, doc: Doc) -> Doc:
    properties: Doc = {}
    required: list[str] = []
    for part in _parts(world, sandbox, doc, set()):
        merge(properties, _plain(world, sandbox, part.get("properties") or {}, 0))
        required += [name for name in part.get("required") or [] if name not in required]
    return {**doc, "properties": properties, "required": required}


def _parts(world: World, sandbox: str, doc: Doc, seen: set[str]) -> Iterator[Doc]:
    """The document and everything it extends, each once."""
    if doc.get("$id") in seen:
        return
    seen.add(doc.get("$id", ""))
    for part in doc.get("allOf") or []:
        ref = part.get("$ref", "")
        if ref.startswith("#/definitions/"):
            yield from _parts(world, sandbox, (doc.get("definitions") or {}).get(ref.rpartition("/")[2]) or {}, set())
        elif ref:
            yield from _parts(world, sandbox, find(world, sandbox, ref) or {}, seen)
        else:
            yield part
    yield doc


def _plain(world: World, sandbox: str, properties: Doc, depth: int) -> Doc:
    """Properties whose data types are resolved (twenty deep at most, as the Platform allows)."""
    return {name: _resolved(world, sandbox, field, depth) for name, field in properties.items()}


def _resolved(world: World, sandbox: str, field: Any, depth: int) -> Any:
    if not isinstance(field, dict) or depth > 20:
        return field
    if field.get("$ref"):
        target = full(world, sandbox, field["$ref"])
        rest = {key: value for key, value in field.items() if key != "$ref"}
        return {"type": "object", "properties": target["properties"], **rest}
    made = dict(field)
    if isinstance(field.get("properties"), dict):
        made["properties"] = _plain(world, sandbox, field["properties"], depth + 1)
    if isinstance(field.get("items"), dict):
        made["items"] = _resolved(world, sandbox, field["items"], depth + 1)
    return made


class Clash(Exception):
    """Two parts define a field in ways that cannot be merged; the text is the field."""


def merge(into: Doc, more: Doc, path: str = "") -> None:
    """Objects are joined, anything else must agree in type."""
    for name, field in more.items():
        there, where = into.get(name), f"{path}/{name}"
        if there is None:
            into[name] = field
        elif there.get("type") != field.get("type"):
            raise Clash(where)
        elif isinstance(field.get("properties"), dict) and isinstance(there.get("properties"), dict):
            into[name] = {**there, "properties": dict(there["properties"])}
            merge(into[name]["properties"], field["properties"], where)
