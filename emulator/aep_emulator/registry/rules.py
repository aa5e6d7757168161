"""What a tenant's resource may say: titles, namespaces, references, and how it may go on once it is in use."""

import re
from typing import Any

from ..answer import Call
from ..store import Doc
from . import identity, resolve
from .problem import invalid, refuse

CONTAINER_KINDS = ("schemas", "fieldgroups", "classes", "datatypes")


def title(call: Call, doc: Doc, id: str) -> None:
    """Unique over all kinds of the tenant."""
    text = doc.get("title")
    if not isinstance(text, str) or not text.strip():
        raise invalid(call, "title is required")
    for kind in CONTAINER_KINDS:
        for other in call.world.store.all(resolve.STORED[kind], sandbox=call.sandbox):
            if other["title"] == text and other["$id"] != id:
                raise refuse(call, 400, 1521, f"The title '{text}' must be unique; it is used by {other['$id']}")


def shape(call: Call, kind: str, doc: Doc) -> None:
    if not isinstance(doc.get("type"), str) or doc["type"] != "object":
        raise invalid(call, "type must be object")
    if not isinstance(doc.get("allOf", []), list) or not all(isinstance(part, dict) for part in doc.get("allOf", [])):
        raise invalid(call, "allOf must be an array of objects")
    if kind == "schemas":
        _schema(call, doc)
    if kind == "fieldgroups":
        _field_group(call, doc)


def _schema(call: Call, doc: Doc) -> None:
    classes = []
    for uri in resolve.references(doc):
        if resolve.find(call.world, call.sandbox, uri, ("classes",)):
            classes.append(uri)
    if len(classes) != 1:
        raise invalid(call, f"allOf must name exactly one class, not {len(classes)}")
    for uri in resolve.references(doc):
        part = resolve.find(call.world, call.sandbox, uri)
        if part is None:
            raise refuse(call, 404, 1012, f"Requested resource {uri} with version 1 is not found")
        extends = part.get("meta:intendedToExtend")
        if extends is not None and classes[0] not in extends:
            raise invalid(call, f"field group {uri} is not meant for class {classes[0]}")
    try:
        resolve.full_of(call.world, call.sandbox, doc)
    except resolve.Clash as clash:
        raise refuse(call, 400, 1413, f"The field {clash} is defined in ways that cannot be merged") from None


def _field_group(call: Call, doc: Doc) -> None:
    extends = doc.get("meta:intendedToExtend")
    if not isinstance(extends, list) or not extends:
        raise invalid(call, "meta:intendedToExtend is required: the classes this field group may be used with")
    for uri in extends:
        if not resolve.find(call.world, call.sandbox, uri, ("classes",)):
            raise invalid(call, f"meta:intendedToExtend names {uri}, which is no class")
    own = f"_{call.world.identity.tenant}"
    parts = [doc, *(part for part in (doc.get("definitions") or {}).values() if isinstance(part, dict))]
    for part in parts:
        for name, field in (part.get("properties") or {}).items():
            if name != own:
                raise refuse(call, 400, 1020, f"The field {name} must be defined under the tenant namespace {own}")
            _names(call, field, f"/{own}")


_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


def _names(call: Call, field: Any, path: str) -> None:
    if not isinstance(field, dict):
        raise invalid(call, f"{path} is no object")
    if "type" not in field and "$ref" not in field:
        raise invalid(call, f"{path} has no type")
    for name, inner in (field.get("properties") or {}).items():
        if not _FIELD.match(name):
            raise refuse(call, 400, 1021, f"The field name {path}/{name} is not valid")
        _names(call, inner, f"{path}/{name}")
    if isinstance(field.get("items"), dict):
        _names(call, field["items"], f"{path}[]")


# -- use and evolution ----------------------------------------------------------------------------------------------
def used(call: Call, schema_id: str) -> list[Doc]:
    """The datasets that refer to a schema."""
    rows = call.world.store.all("dataset", sandbox=call.sandbox)
    return [row for row in rows if (row.get("schemaRef") or {}).get("id") == schema_id]


def frozen(call: Call, schema: Doc) -> bool:
    """Only additions from now on: a dataset of it holds data, or it is in the union."""
    if identity.UNION in schema.get("meta:immutableTags", ()):
        return True
    return any(row.get("lastSuccessfulBatch") for row in used(call, schema["$id"]))


def schemas_with(call: Call, part_id: str) -> list[Doc]:
    rows = call.world.store.all("schema", sandbox=call.sandbox)
    return [row for row in rows if part_id in resolve.references(row)]


def evolution(call: Call, kind: str, old: Doc, new: Doc) -> None:
    schemas = [old] if kind == "schemas" else schemas_with(call, old["$id"])
    was, now = (identity.UNION in doc.get("meta:immutableTags", ()) for doc in (old, new))
    if kind == "schemas" and was and not now:
        raise invalid(call, "a schema cannot be taken out of the union")
    if not any(frozen(call, schema) for schema in schemas):
        return
    before = resolve.full_of(call.world, call.sandbox, old)["properties"]
    after = resolve.full_of(call.world, call.sandbox, new)["properties"]
    lost = _lost(before, after)
    if lost:
        raise invalid(call, f"{lost} cannot be removed or changed: the schema is in use")


def _lost(before: Doc, after: Doc, path: str = "") -> str:
    for name, field in before.items():
        now, where = after.get(name), f"{path}/{name}"
        if now is None or any(field.get(key) != now.get(key) for key in ("type", "format")):
            return where
        inner = _lost(field.get("properties") or {}, now.get("properties") or {}, where)
        if inner:
            return inner
    return ""


def removable(call: Call, kind: str, doc: Doc) -> None:
    if kind == "schemas" and used(call, doc["$id"]):
        raise invalid(call, f"schema {doc['$id']} is in use by a dataset")
    if kind == "fieldgroups" and schemas_with(call, doc["$id"]):
        raise invalid(call, f"field group {doc['$id']} is in use by a schema")
