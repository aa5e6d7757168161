"""Descriptors: what a schema's field is for. Paths leave out `properties`; a PUT rewrites the whole."""

import secrets
from typing import Any

from ..answer import Answer, Call, Route
from ..store import Doc
from . import accept, identity, resolve
from .problem import invalid, missing, refuse

PREFIX = "/data/foundation/schemaregistry/{container}/descriptors"
NEEDED = {
    identity.IDENTITY: ("xdm:namespace",),
    "xdm:descriptorReferenceIdentity": ("xdm:identityNamespace",),
    "xdm:descriptorOneToOne": ("xdm:destinationSchema", "xdm:destinationProperty"),
    "xdm:alternateDisplayInfo": (),
    "xdm:descriptorDeprecated": (),
}
SOURCE = ("xdm:sourceSchema", "xdm:sourceVersion", "xdm:sourceProperty")


def _checked(call: Call, old: Doc | None = None) -> Doc:
    body = call.json()
    if not isinstance(body, dict) or body.get("@type") not in NEEDED:
        raise invalid(call, f"@type must be one of {', '.join(sorted(NEEDED))}")
    for key in (*SOURCE, *NEEDED[body["@type"]]):
        if body.get(key) in (None, ""):
            raise invalid(call, f"{key} is required")
    schema = resolve.find(call.world, call.sandbox, body["xdm:sourceSchema"], ("schemas",))
    if schema is None:
        raise missing(call, body["xdm:sourceSchema"])
    field = _field(resolve.full_of(call.world, call.sandbox, schema), body["xdm:sourceProperty"])
    if field is None:
        raise invalid(call, f"xdm:sourceProperty {body['xdm:sourceProperty']} is not in the schema")
    if body["@type"] == identity.IDENTITY:
        _identity(call, body, field, old)
    return {**body, "xdm:sourceVersion": 1}


def _identity(call: Call, body: Doc, field: Doc, old: Doc | None) -> None:
    if field.get("type") != "string":
        raise invalid(call, f"an identity is a string; {body['xdm:sourceProperty']} is {field.get('type')}")
    body.setdefault("xdm:property", "xdm:code")
    body["xdm:isPrimary"] = bool(body.get("xdm:isPrimary"))
    others = identity.descriptors(call.world, call.sandbox, body["xdm:sourceSchema"])
    if body["xdm:isPrimary"] and any(doc["xdm:isPrimary"] for doc in others if doc["@id"] != (old or {}).get("@id")):
        raise invalid(call, "the schema has a primary identity already")


def _field(schema: Doc, path: str) -> Doc | None:
    here: Any = schema
    for part in path.strip("/").split("/"):
        here = (here.get("properties") or {}).get(part) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else None


def _stored(call: Call, body: Doc, id: str) -> Doc:
    sandbox = call.world.sandbox(call.sandbox) or {}
    doc = {
        **{key: value for key, value in body.items() if key != "@id"},
        "@id": id,
        "imsOrg": call.world.identity.org,
        "version": "1",
        "meta:containerId": "tenant",
        "meta:sandboxId": sandbox.get("id", ""),
        "meta:sandboxType": sandbox.get("type", ""),
    }
    call.world.store.put("descriptor", id, doc, sandbox=call.sandbox)
    return doc


def _writable(call: Call) -> None:
    if call.path["container"] != "tenant":
        raise refuse(call, 403, 2010, "Only the tenant container can be written")


def _found(call: Call) -> Doc:
    doc = call.world.store.get("descriptor", call.path["id"], sandbox=call.sandbox)
    if doc is None:
        raise missing(call, call.path["id"])
    return doc


def _shown(doc: Doc, form: str) -> Any:
    if form.endswith("id"):
        return doc["@id"]
    return f"/data/foundation/schemaregistry/tenant/descriptors/{doc['@id']}" if form.endswith("link") else doc


def every(call: Call) -> Answer:
    """By type, or (`xdm-v2`) as a plain list."""
    form = accept.for_descriptors(call)
    docs = call.world.store.all("descriptor", sandbox=call.sandbox) if call.path["container"] == "tenant" else []
    if form.startswith("v2"):
        found = [_shown(doc, form) for doc in docs]
        return Answer(json={"results": found, "_page": {"count": len(found), "next": None}, "_links": {"next": None}})
    grouped: dict[str, list[Any]] = {}
    for doc in docs:
        grouped.setdefault(doc["@type"], []).append(_shown(doc, form))
    return Answer(json=grouped)


def one(call: Call) -> Answer:
    accept.for_descriptor(call)
    return Answer(json=_found(call))


def create(call: Call) -> Answer:
    _writable(call)
    with call.world.store.transaction():
        return Answer(status=201, json=_stored(call, _checked(call), secrets.token_hex(20)))


def put(call: Call) -> Answer:
    _writable(call)
    with call.world.store.transaction():
        old = _found(call)
        return Answer(json=_stored(call, _checked(call, old), old["@id"]))


def delete(call: Call) -> Answer:
    _writable(call)
    with call.world.store.transaction():
        doc = _found(call)
        held = doc["@type"] == identity.IDENTITY and doc["xdm:isPrimary"]
        if held and identity.in_union(call.world, call.sandbox, doc["xdm:sourceSchema"]):
            raise refuse(call, 403, 2010, "the primary identity of a schema in the union cannot be removed")
        call.world.store.delete("descriptor", doc["@id"], sandbox=call.sandbox)
    return Answer(status=204)


ROUTES = [
    Route("GET", PREFIX, every),
    Route("POST", PREFIX, create),
    Route("GET", PREFIX + "/{id}", one),
    Route("PUT", PREFIX + "/{id}", put),
    Route("DELETE", PREFIX + "/{id}", delete),
]
