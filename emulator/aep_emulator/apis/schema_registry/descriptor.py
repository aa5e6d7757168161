"""Descriptors: what a schema's field means. Paths leave out the word `properties`; PUT replaces the whole."""

import secrets
from typing import Any

from ...platform.http import Request, Response
from ...platform.store import Doc
from . import accept_header, evolution, identity, listing, resolve
from .descriptor_rules import check
from .errors import IN_USE, json_body, missing, refuse
from .resource import container, writable


def _body(request: Request) -> Doc:
    return {key: value for key, value in json_body(request, of=dict).items() if value is not None}


def _store(request: Request, body: Doc, old: Doc | None) -> Doc:
    sandbox, now = request.world.sandbox(request.sandbox) or {}, request.world.clock.millis()
    id = old["@id"] if old else secrets.token_hex(24)
    doc = {
        **body,
        "@id": id,
        "imsOrg": request.world.organisation.org,
        "version": "1",
        "meta:containerId": "tenant",
        "meta:sandboxId": sandbox.get("id", ""),
        "meta:sandboxType": sandbox.get("type", ""),
        "created": old["created"] if old else now,
        "updated": now,
    }
    request.world.store.put("descriptor", id, doc, sandbox=request.sandbox)
    return doc


def _find(request: Request) -> Doc:
    id = request.path["id"]
    doc = request.world.store.get("descriptor", id, sandbox=request.sandbox) if container(request) == "tenant" else None
    if doc is None:
        raise missing(request, id)
    return doc


def _shown(doc: Doc, form: str) -> Any:
    if form.endswith("id"):
        return doc["@id"]
    return f"/tenant/descriptors/{doc['@id']}" if form.endswith("link") else doc


def list_(request: Request) -> Response:
    """A page, grouped by type, or with `xdm-v2` as a plain list."""
    form = accept_header.for_descriptors(request)
    docs = request.world.store.all("descriptor", sandbox=request.sandbox) if container(request) == "tenant" else []
    page = listing.page(request, docs)
    if form.startswith("v2"):
        return Response(json={**page, "results": [_shown(doc, form) for doc in page["results"]]})
    grouped: dict[str, list[Any]] = {}
    for doc in page["results"]:
        grouped.setdefault(doc["@type"], []).append(_shown(doc, form))
    return Response(json=grouped)


def get(request: Request) -> Response:
    accept_header.for_descriptor(request)
    return Response(json=_find(request))


def create(request: Request) -> Response:
    writable(request)
    body = _body(request)
    with request.world.store.transaction():
        doc = check(request, body, None)
        if doc.get("xdm:isPrimary"):
            _check_use(request, doc, "given another primary identity")
        return Response(status=201, json=_store(request, doc, None))


def replace(request: Request) -> Response:
    writable(request)
    body = _body(request)
    with request.world.store.transaction():
        old = _find(request)
        doc = check(request, body, old)
        same = ("@type", "xdm:sourceSchema", "xdm:sourceProperty", "xdm:namespace", "xdm:isPrimary")
        if _is_primary(old) and any(doc.get(key) != old.get(key) for key in same):
            _check_use(request, old, "given another primary identity")
        return Response(json=_store(request, doc, old))


def delete(request: Request) -> Response:
    """Not the primary identity of a schema in the union."""
    writable(request)
    with request.world.store.transaction():
        doc = _find(request)
        if _is_primary(doc) and identity.in_union(request.world, request.sandbox, doc["xdm:sourceSchema"]):
            raise refuse(
                request, 403, 2010, f"Descriptor {doc['@id']} is the primary identity of a schema in the union"
            )
        request.world.store.delete("descriptor", doc["@id"], sandbox=request.sandbox)
    return Response(status=204)


def _is_primary(doc: Doc) -> bool:
    return doc["@type"] == identity.IDENTITY and bool(doc["xdm:isPrimary"])


def _check_use(request: Request, doc: Doc, what: str) -> None:
    schema = resolve.find(request.world, request.sandbox, doc["xdm:sourceSchema"], ("schemas",))
    had = identity.primary(request.world, request.sandbox, doc["xdm:sourceSchema"])
    if schema and had and evolution.in_use(request, schema):
        raise refuse(request, 400, IN_USE, f"Schema {schema['$id']} is in use and cannot be {what}")
