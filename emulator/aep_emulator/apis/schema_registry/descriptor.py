"""Descriptors: what a schema's field is for. Paths leave out `properties`; a PUT rewrites the whole."""

import secrets
from typing import Any

from ...platform.http import Answer, Call
from ...platform.store import Doc
from . import accept, evolution, identity, listing, resolve
from .descriptor_rules import check
from .problem import IN_USE, json_body, missing, refuse
from .resource import container, writable


def _body(call: Call) -> Doc:
    return {key: value for key, value in json_body(call, of=dict).items() if value is not None}


def _stored(call: Call, body: Doc, old: Doc | None) -> Doc:
    sandbox, now = call.world.sandbox(call.sandbox) or {}, call.world.clock.millis()
    id = old["@id"] if old else secrets.token_hex(24)
    doc = {
        **body,
        "@id": id,
        "imsOrg": call.world.identity.org,
        "version": "1",
        "meta:containerId": "tenant",
        "meta:sandboxId": sandbox.get("id", ""),
        "meta:sandboxType": sandbox.get("type", ""),
        "created": old["created"] if old else now,
        "updated": now,
    }
    call.world.store.put("descriptor", id, doc, sandbox=call.sandbox)
    return doc


def _found(call: Call) -> Doc:
    id = call.path["id"]
    doc = call.world.store.get("descriptor", id, sandbox=call.sandbox) if container(call) == "tenant" else None
    if doc is None:
        raise missing(call, id)
    return doc


def _shown(doc: Doc, form: str) -> Any:
    if form.endswith("id"):
        return doc["@id"]
    return f"/tenant/descriptors/{doc['@id']}" if form.endswith("link") else doc


def every(call: Call) -> Answer:
    """By type, or (`xdm-v2`) as a plain list, page by page."""
    form = accept.for_descriptors(call)
    docs = call.world.store.all("descriptor", sandbox=call.sandbox) if container(call) == "tenant" else []
    page = listing.page(call, docs)
    if form.startswith("v2"):
        return Answer(json={**page, "results": [_shown(doc, form) for doc in page["results"]]})
    grouped: dict[str, list[Any]] = {}
    for doc in page["results"]:
        grouped.setdefault(doc["@type"], []).append(_shown(doc, form))
    return Answer(json=grouped)


def one(call: Call) -> Answer:
    accept.for_descriptor(call)
    return Answer(json=_found(call))


def create(call: Call) -> Answer:
    writable(call)
    body = _body(call)
    with call.world.store.transaction():
        doc = check(call, body, None)
        if doc.get("xdm:isPrimary"):
            _check_use(call, doc, "given another primary identity")
        return Answer(status=201, json=_stored(call, doc, None))


def put(call: Call) -> Answer:
    writable(call)
    body = _body(call)
    with call.world.store.transaction():
        old = _found(call)
        doc = check(call, body, old)
        same = ("@type", "xdm:sourceSchema", "xdm:sourceProperty", "xdm:namespace", "xdm:isPrimary")
        if _is_primary(old) and any(doc.get(key) != old.get(key) for key in same):
            _check_use(call, old, "given another primary identity")
        return Answer(json=_stored(call, doc, old))


def delete(call: Call) -> Answer:
    """The primary identity of a schema in the union stays."""
    writable(call)
    with call.world.store.transaction():
        doc = _found(call)
        if _is_primary(doc) and identity.in_union(call.world, call.sandbox, doc["xdm:sourceSchema"]):
            raise refuse(call, 403, 2010, f"Descriptor {doc['@id']} is the primary identity of a schema in the union")
        call.world.store.delete("descriptor", doc["@id"], sandbox=call.sandbox)
    return Answer(status=204)


def _is_primary(doc: Doc) -> bool:
    return doc["@type"] == identity.IDENTITY and bool(doc["xdm:isPrimary"])


def _check_use(call: Call, doc: Doc, what: str) -> None:
    schema = resolve.find(call.world, call.sandbox, doc["xdm:sourceSchema"], ("schemas",))
    had = identity.primary(call.world, call.sandbox, doc["xdm:sourceSchema"])
    if schema and had and evolution.frozen(call, schema):
        raise refuse(call, 400, IN_USE, f"Schema {schema['$id']} is in use and cannot be {what}")
