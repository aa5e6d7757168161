"""Checking a tenant's resource: title, references, namespaces."""

from typing import Any

from ...platform.http import Request
from ...platform.store import Doc
from . import field_rules, resolve
from .errors import invalid, refuse


def check(request: Request, kind: str, doc: Doc, id: str) -> None:
    _texts(request, doc)
    _title(request, doc, id)
    if doc.get("type") != "object":
        raise invalid(request, f"type must be object, not {doc.get('type')}")
    _parts(request, doc)
    {"schemas": _schema, "fieldgroups": _field_group, "classes": _class, "datatypes": _data_type}[kind](request, doc)
    try:
        resolve.full_of(request.world, request.sandbox, doc)
    except resolve.Clash as clash:
        raise refuse(request, 400, 1413, f"Field {clash} is defined in ways that cannot be merged") from None


def _texts(request: Request, doc: Doc) -> None:
    for key in ("title", "description"):
        if not isinstance(doc.get(key, ""), str):
            raise invalid(request, f"{key} must be a text")
    tags = doc.get("meta:immutableTags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise invalid(request, "meta:immutableTags must be an array of texts")


def _title(request: Request, doc: Doc, id: str) -> None:
    """Unique among the tenant's resources of all kinds."""
    title = doc.get("title", "")
    if not title.strip():
        raise invalid(request, "title is required")
    for stored in resolve.STORED.values():
        for other in request.world.store.all(stored, sandbox=request.sandbox):
            if other["title"] == title and other["$id"] != id:
                message = f"Title must be unique. An object {other['$id']} already exists with the same title"
                raise refuse(request, 400, 1521, message)


def _parts(request: Request, doc: Doc) -> None:
    parts = doc.get("allOf", [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise invalid(request, "allOf must be an array of objects")
    for part in parts:
        uri = part.get("$ref", "")
        if not isinstance(uri, str):
            raise invalid(request, "allOf/$ref must be a text")
        if uri.startswith("#"):
            name = uri.removeprefix("#/definitions/")
            if not isinstance(doc.get("definitions"), dict) or name not in doc["definitions"]:
                raise invalid(request, f"allOf names {uri}, which is not among the definitions")
        elif uri and resolve.find(request.world, request.sandbox, uri) is None:
            raise invalid(request, f"allOf names {uri}, which is not found")


def _of_kind(request: Request, uris: list[str], *kinds: str) -> list[str]:
    return [uri for uri in uris if resolve.find(request.world, request.sandbox, uri, kinds)]


def _schema(request: Request, doc: Doc) -> None:
    """It has exactly one class, field groups meant for that class, and no fields of its own."""
    refs = resolve.references(doc)
    if doc.get("properties") or doc.get("definitions") or len(refs) < len(doc.get("allOf", [])):
        raise invalid(request, "A schema has no fields of its own: allOf names a class and field groups by $ref")
    classes, groups = _of_kind(request, refs, "classes"), _of_kind(request, refs, "fieldgroups")
    if len(classes) != 1:
        raise invalid(request, f"allOf must name exactly one class, not {len(classes)}")
    if len(set(refs)) < len(refs):
        raise invalid(request, "allOf names a resource twice")
    strangers = set(refs) - set(classes) - set(groups)
    if strangers:
        raise invalid(request, f"allOf names {min(strangers)}, which is neither class nor field group")
    fitting = {classes[0], *resolve.extended(request.world, request.sandbox, classes[0])}
    for uri in groups:
        group = resolve.find(request.world, request.sandbox, uri, ("fieldgroups",)) or {}
        if not fitting & set(group.get("meta:intendedToExtend") or []):
            raise invalid(request, f"Field group {uri} is not compatible with class {classes[0]}")


def _field_group(request: Request, doc: Doc) -> None:
    classes: Any = doc.get("meta:intendedToExtend")
    if not isinstance(classes, list) or not classes or not all(isinstance(uri, str) for uri in classes):
        raise invalid(request, "meta:intendedToExtend is required: the classes that the field group may extend")
    for uri in classes:
        if not _of_kind(request, [uri], "classes", "behaviors"):
            raise invalid(request, f"meta:intendedToExtend names {uri}, which is no class")
    strangers = [uri for uri in resolve.references(doc) if not _of_kind(request, [uri], "fieldgroups", "datatypes")]
    if strangers:
        raise invalid(request, f"allOf names {strangers[0]}, which is neither field group nor data type")
    field_rules.check_parts(request, doc, below_tenant=True)


def _class(request: Request, doc: Doc) -> None:
    """It has exactly one behaviour, directly or from a class that it extends."""
    found = _of_kind(request, resolve.references(doc), "behaviors", "classes")
    if len(found) != 1:
        raise invalid(request, f"allOf must name exactly one behavior, not {len(found)}")
    field_rules.check_parts(request, doc, below_tenant=True)


def _data_type(request: Request, doc: Doc) -> None:
    """A data type's fields need no namespace: they belong to the fields that use it."""
    strangers = [uri for uri in resolve.references(doc) if not _of_kind(request, [uri], "datatypes")]
    if strangers:
        raise invalid(request, f"allOf names {strangers[0]}, which is no data type")
    field_rules.check_parts(request, doc, below_tenant=False)
