"""Checking a descriptor: its type's fields, an existing source, at most one primary identity per schema."""

from typing import Any

from ...platform.http import Request
from ...platform.store import Doc
from . import identity, resolve
from .errors import invalid, missing
from .xdm_type import xdm_type

NEEDED = {
    identity.IDENTITY: ("xdm:namespace",),
    "xdm:descriptorReferenceIdentity": ("xdm:identityNamespace",),
    "xdm:descriptorOneToOne": ("xdm:destinationSchema", "xdm:destinationProperty"),
    "xdm:alternateDisplayInfo": (),
    "xdm:descriptorDeprecated": (),
}
_SERVER_SET = (
    "@id",
    "imsOrg",
    "version",
    "meta:containerId",
    "meta:sandboxId",
    "meta:sandboxType",
    "created",
    "updated",
)


def check(request: Request, body: Doc, old: Doc | None) -> Doc:
    """The descriptor in the form to store."""
    kind = body.get("@type")
    if kind not in NEEDED:
        raise invalid(request, f"@type must be one of {', '.join(NEEDED)}, not {kind}")
    for key in ("xdm:sourceSchema", "xdm:sourceProperty", *NEEDED[kind]):
        if not isinstance(body.get(key), str) or not body[key]:
            raise invalid(request, f"{key} is required")
    _check_version(request, body, "xdm:sourceVersion")
    doc = {key: value for key, value in body.items() if key not in _SERVER_SET} | {"xdm:sourceVersion": 1}
    doc["xdm:sourceProperty"] = "/" + body["xdm:sourceProperty"].strip("/")
    field = _field(request, doc["xdm:sourceSchema"], doc["xdm:sourceProperty"], "xdm:sourceProperty")
    if "xdm:destinationSchema" in NEEDED[kind]:
        _field(request, doc["xdm:destinationSchema"], doc["xdm:destinationProperty"], "xdm:destinationProperty")
        doc["xdm:destinationVersion"] = 1
    if kind == identity.IDENTITY:
        doc = _identity(request, doc, field, old)
    _check_new(request, doc, old)
    return doc


def _check_version(request: Request, body: Doc, key: str) -> None:
    """A text in the API file, a number on the pages."""
    if str(body.get(key, "")) not in ("1", "1.0"):
        raise invalid(request, f"{key} must be 1, not {body.get(key)}")


def _field(request: Request, schema_id: str, path: str, key: str) -> Doc:
    schema = resolve.find(request.world, request.sandbox, schema_id, ("schemas",))
    if schema is None:
        raise missing(request, schema_id)
    here: Any = resolve.full_of(request.world, request.sandbox, schema)
    for part in path.strip("/").split("/"):
        here = (here.get("properties") or {}).get(part) if isinstance(here, dict) else None
    if not isinstance(here, dict):
        raise invalid(request, f"{key} {path} is no field of schema {schema_id}; paths leave out the word properties")
    return here


def _identity(request: Request, doc: Doc, field: Doc, old: Doc | None) -> Doc:
    if xdm_type(field) != "string":
        message = f"An identity must be a string; {doc['xdm:sourceProperty']} is {xdm_type(field)}"
        raise invalid(request, message)
    primary, property_ = doc.get("xdm:isPrimary", False), doc.get("xdm:property", "xdm:code")
    if not isinstance(primary, bool):
        raise invalid(request, "xdm:isPrimary must be true or false")
    if property_ not in ("xdm:code", "xdm:id"):
        raise invalid(request, f"xdm:property must be xdm:code or xdm:id, not {property_}")
    for other in identity.identity_descriptors(request.world, request.sandbox, doc["xdm:sourceSchema"]):
        if primary and other["xdm:isPrimary"] and other["@id"] != (old or {}).get("@id"):
            at = other["xdm:sourceProperty"]
            raise invalid(request, f"Schema {doc['xdm:sourceSchema']} has a primary identity already: {at}")
    return {**doc, "xdm:isPrimary": primary, "xdm:property": property_}


def _check_new(request: Request, doc: Doc, old: Doc | None) -> None:
    """A field has one descriptor of each type."""
    for other in identity.all_descriptors(request.world, request.sandbox, doc["xdm:sourceSchema"]):
        same = all(other[key] == doc[key] for key in ("@type", "xdm:sourceProperty"))
        if same and other["@id"] != (old or {}).get("@id"):
            raise invalid(request, f"Field {doc['xdm:sourceProperty']} has such a descriptor already: {other['@id']}")
