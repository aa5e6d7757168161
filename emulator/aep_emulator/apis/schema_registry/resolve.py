"""Resolving references: a schema's full set of fields, and its class."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...platform.store import Doc
from ...platform.world import World
from . import adobe_resources
from .xdm_type import xdm_type

STORED = {"schemas": "schema", "fieldgroups": "fieldgroup", "classes": "class", "datatypes": "datatype"}
KINDS = tuple(STORED)
Instead = Mapping[str, Doc]  # documents by id, used in place of the stored ones
_NONE: Instead = {}


def find(world: World, sandbox: str, id: str, kinds: tuple[str, ...] = (*KINDS, "behaviors")) -> Doc | None:
    """The tenant's or Adobe's resource with that `$id` or `meta:altId`."""
    for kind in kinds:
        doc = of_tenant(world, sandbox, id, kind) or adobe_resources.find(kind, id)
        if doc:
            return doc
    return None


def of_tenant(world: World, sandbox: str, id: str, kind: str) -> Doc | None:
    if kind not in STORED:
        return None
    own = f"_{world.organisation.tenant}."
    if id.startswith(own):
        id = f"https://ns.adobe.com/{world.organisation.tenant}/" + id.removeprefix(own).replace(".", "/")
    return world.store.get(STORED[kind], id, sandbox=sandbox)


def references(doc: Doc) -> list[str]:
    """The resources that `allOf` names, apart from the document's own definitions."""
    found = (part.get("$ref", "") for part in doc.get("allOf") or [] if isinstance(part, dict))
    return [uri for uri in found if uri and not uri.startswith("#")]


def all_references(value: Any) -> set[str]:
    """Also the references from fields to data types."""
    if isinstance(value, list):
        return {uri for item in value for uri in all_references(item)}
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own.union(*(all_references(item) for item in value.values()))


def extended(world: World, sandbox: str, id: str) -> list[str]:
    """Every class, behaviour and field group that a resource includes, directly or indirectly."""
    found: list[str] = []
    wanted = [id]
    while wanted:
        doc = find(world, sandbox, wanted.pop(0)) or {}
        for uri in [*references(doc), *(doc.get("meta:extends") or [])]:
            if uri not in found:
                found.append(uri)
                wanted.append(uri)
    return found


def class_of(world: World, sandbox: str, schema_id: str) -> str:
    """The id of a schema's class; "" if there is no such schema."""
    doc = find(world, sandbox, schema_id, ("schemas",))
    return str((doc or {}).get("meta:class", ""))


def full(world: World, sandbox: str, schema_id: str) -> Doc:
    """The schema with everything that it refers to merged into `properties` and `required`."""
    return full_of(world, sandbox, find(world, sandbox, schema_id) or {})


def full_of(world: World, sandbox: str, doc: Doc, *, instead: Instead = _NONE) -> Doc:
    return _Resolver(world, sandbox, instead).full(doc, ())


class _Resolver:
    def __init__(self, world: World, sandbox: str, instead: Instead) -> None:
        self._world, self._sandbox, self._instead = world, sandbox, instead

    def full(self, doc: Doc, above: tuple[str, ...]) -> Doc:
        """`above` are the data types that lead here; one that contains itself is not followed further."""
        properties: Doc = {}
        required: list[str] = []
        for part in self._parts(doc, doc, set()):
            merge(properties, self._fields(part.get("properties") or {}, above))
            required += [name for name in part.get("required") or [] if name not in required]
        return {**doc, "properties": properties, "required": required}

    def _find(self, id: str) -> Doc:
        return self._instead.get(id) or find(self._world, self._sandbox, id) or {}

    def _parts(self, part: Doc, doc: Doc, seen: set[str]) -> Iterator[Doc]:
        """First the parts that a document extends, each resource once, then the document itself."""
        for inner in part.get("allOf") or []:
            ref = inner.get("$ref", "")
            if ref in seen:
                continue
            seen.add(ref)
            if ref.startswith("#/definitions/"):
                definition = (doc.get("definitions") or {}).get(ref.removeprefix("#/definitions/")) or {}
                yield from self._parts(definition, doc, seen)
            elif ref:
                found = self._find(ref)
                yield from self._parts(found, found, {one for one in seen if not one.startswith("#")})
            else:
                yield inner
        yield part

    def _fields(self, properties: Doc, above: tuple[str, ...]) -> Doc:
        return {name: self._field(field, above) for name, field in properties.items()}

    def _field(self, field: Any, above: tuple[str, ...]) -> Any:
        if not isinstance(field, dict):
            return field
        ref = field.get("$ref")
        if ref:
            target = self.full(self._find(ref), (*above, ref)) if ref not in above else {}
            rest = {key: value for key, value in field.items() if key != "$ref"}
            required = {"required": target["required"]} if target.get("required") else {}
            return {"type": "object", "properties": target.get("properties", {}), **required, **rest}
        made = dict(field)
        if isinstance(field.get("properties"), dict):
            made["properties"] = self._fields(field["properties"], above)
        for key in ("items", "additionalProperties"):
            if isinstance(field.get(key), dict):
                made[key] = self._field(field[key], above)
        return made


class Clash(Exception):
    """Two parts define a field in ways that can't be merged; the text is the field's path."""


def merge(into: Doc, more: Doc, path: str = "") -> None:
    """Objects are merged; other fields must have the same type."""
    for name, field in more.items():
        there, where = into.get(name), f"{path}/{name}"
        if there is None:
            into[name] = field
        elif xdm_type(there) != xdm_type(field):
            raise Clash(where)
        elif isinstance(field.get("properties"), dict) and isinstance(there.get("properties"), dict):
            into[name] = {**there, "properties": dict(there["properties"])}
            required = list(dict.fromkeys([*(there.get("required") or []), *(field.get("required") or [])]))
            into[name] |= {"required": required} if required else {}
            merge(into[name]["properties"], field["properties"], where)
