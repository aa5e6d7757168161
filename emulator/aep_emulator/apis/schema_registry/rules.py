"""What a tenant's resource may say: titles, references, namespaces."""

from typing import Any

from ...platform.http import Call
from ...platform.store import Doc
from . import fields, resolve
from .problem import invalid, refuse


def check(call: Call, kind: str, doc: Doc, id: str) -> None:
    _texts(call, doc)
    _title(call, doc, id)
    if doc.get("type") != "object":
        raise invalid(call, f"type must be object, not {doc.get('type')}")
    _parts(call, doc)
    {"schemas": _schema, "fieldgroups": _field_group, "classes": _class, "datatypes": _data_type}[kind](call, doc)
    try:
        resolve.full_of(call.world, call.sandbox, doc)
    except resolve.Clash as clash:
        raise refuse(call, 400, 1413, f"Field {clash} is defined in ways that cannot be merged") from None


def _texts(call: Call, doc: Doc) -> None:
    for key in ("title", "description"):
        if not isinstance(doc.get(key, ""), str):
            raise invalid(call, f"{key} must be a text")
    tags = doc.get("meta:immutableTags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise invalid(call, "meta:immutableTags must be an array of texts")


def _title(call: Call, doc: Doc, id: str) -> None:
    """Unique over all kinds of the tenant."""
    title = doc.get("title", "")
    if not title.strip():
        raise invalid(call, "title is required")
    for stored in resolve.STORED.values():
        for other in call.world.store.all(stored, sandbox=call.sandbox):
            if other["title"] == title and other["$id"] != id:
                message = f"Title must be unique. An object {other['$id']} already exists with the same title"
                raise refuse(call, 400, 1521, message)


def _parts(call: Call, doc: Doc) -> None:
    parts = doc.get("allOf", [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise invalid(call, "allOf must be an array of objects")
    for part in parts:
        uri = part.get("$ref", "")
        if not isinstance(uri, str):
            raise invalid(call, "allOf/$ref must be a text")
        if uri.startswith("#"):
            name = uri.removeprefix("#/definitions/")
            if not isinstance(doc.get("definitions"), dict) or name not in doc["definitions"]:
                raise invalid(call, f"allOf names {uri}, which is not among the definitions")
        elif uri and resolve.find(call.world, call.sandbox, uri) is None:
            raise invalid(call, f"allOf names {uri}, which is not found")


def _of_kind(call: Call, uris: list[str], *kinds: str) -> list[str]:
    return [uri for uri in uris if resolve.find(call.world, call.sandbox, uri, kinds)]


def _schema(call: Call, doc: Doc) -> None:
    """Exactly one class, and field groups that are meant for it; no fields of its own."""
    refs = resolve.references(doc)
    if doc.get("properties") or doc.get("definitions") or len(refs) < len(doc.get("allOf", [])):
        raise invalid(call, "A schema has no fields of its own: allOf names a class and field groups by $ref")
    classes, groups = _of_kind(call, refs, "classes"), _of_kind(call, refs, "fieldgroups")
    if len(classes) != 1:
        raise invalid(call, f"allOf must name exactly one class, not {len(classes)}")
    if len(set(refs)) < len(refs):
        raise invalid(call, "allOf names a resource twice")
    strangers = set(refs) - set(classes) - set(groups)
    if strangers:
        raise invalid(call, f"allOf names {min(strangers)}, which is neither class nor field group")
    fitting = {classes[0], *resolve.extended(call.world, call.sandbox, classes[0])}
    for uri in groups:
        group = resolve.find(call.world, call.sandbox, uri, ("fieldgroups",)) or {}
        if not fitting & set(group.get("meta:intendedToExtend") or []):
            raise invalid(call, f"Field group {uri} is not compatible with class {classes[0]}")


def _field_group(call: Call, doc: Doc) -> None:
    classes: Any = doc.get("meta:intendedToExtend")
    if not isinstance(classes, list) or not classes or not all(isinstance(uri, str) for uri in classes):
        raise invalid(call, "meta:intendedToExtend is required: the classes that the field group may extend")
    for uri in classes:
        if not _of_kind(call, [uri], "classes", "behaviors"):
            raise invalid(call, f"meta:intendedToExtend names {uri}, which is no class")
    strangers = [uri for uri in resolve.references(doc) if not _of_kind(call, [uri], "fieldgroups", "datatypes")]
    if strangers:
        raise invalid(call, f"allOf names {strangers[0]}, which is neither field group nor data type")
    fields.check_parts(call, doc, below_tenant=True)


def _class(call: Call, doc: Doc) -> None:
    """Exactly one behaviour, directly or through a class that it extends."""
    found = _of_kind(call, resolve.references(doc), "behaviors", "classes")
    if len(found) != 1:
        raise invalid(call, f"allOf must name exactly one behavior, not {len(found)}")
    fields.check_parts(call, doc, below_tenant=True)


def _data_type(call: Call, doc: Doc) -> None:
    """Its fields stand wherever the data type is used, so they need no namespace."""
    strangers = [uri for uri in resolve.references(doc) if not _of_kind(call, [uri], "datatypes")]
    if strangers:
        raise invalid(call, f"allOf names {strangers[0]}, which is no data type")
    fields.check_parts(call, doc, below_tenant=False)
