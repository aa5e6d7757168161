"""Schemas, field groups, classes and data types: every operation on them."""

from ...platform.http import Handler, Request, Response
from ...platform.store import Doc
from ..json_patch import BadPatch, patched
from . import accept_header, adobe_resources, evolution, identity, listing, resolve, resource_rules, union
from .errors import invalid, json_body, missing, refuse
from .representation import brief, shown
from .server_metadata import SERVER_SET, new_id, with_metadata


def container(request: Request) -> str:
    found = request.path["container"]
    if found not in ("global", "tenant"):
        raise missing(request, found)
    return found


def writable(request: Request) -> None:
    if container(request) != "tenant":
        raise refuse(request, 403, 2010, "Resources of the global container cannot be written")


def list_(kind: str) -> Handler:
    def handler(request: Request) -> Response:
        form = accept_header.for_list(request)
        found = listing.page(request, _rows(request, kind))
        if form == "id":
            found["results"] = [brief(row) for row in found["results"]]
        return Response(json=found)

    return handler


def _rows(request: Request, kind: str) -> list[Doc]:
    if container(request) == "global":
        return list(adobe_resources.resources().get(kind, {}).values())
    return request.world.store.all(resolve.STORED[kind], sandbox=request.sandbox) if kind in resolve.STORED else []


def _lookup(request: Request, kind: str) -> Doc:
    id = request.path["id"]
    own = container(request) == "tenant"
    doc = resolve.of_tenant(request.world, request.sandbox, id, kind) if own else adobe_resources.find(kind, id)
    if doc is None:
        raise missing(request, id)
    return doc


def get(kind: str) -> Handler:
    """Unions can be looked up as schemas, too."""

    def handler(request: Request) -> Response:
        form = accept_header.for_lookup(request)
        if kind == "schemas" and container(request) == "tenant" and union.is_union(request.path["id"]):
            return Response(json=union.view(request))
        return Response(json=shown(request, form, _lookup(request, kind)))

    return handler


def create(kind: str) -> Handler:
    def handler(request: Request) -> Response:
        writable(request)
        body = json_body(request, of=dict)
        with request.world.store.transaction():
            doc = _store(request, kind, body, old=None)
        return Response(
            status=201, json=doc, headers={"Location": request.href(f"{request.url_path}/{doc['meta:altId']}")}
        )

    return handler


def replace(kind: str) -> Handler:
    """The body is a whole document, as for create."""

    def handler(request: Request) -> Response:
        writable(request)
        body = json_body(request, of=dict)
        with request.world.store.transaction():
            return Response(json=_store(request, kind, body, old=_lookup(request, kind)))

    return handler


def update(kind: str) -> Handler:
    """JSON Patch, sent as application/json. Older pages patch `meta:extends`, which is computed, so that is ignored."""

    def handler(request: Request) -> Response:
        writable(request)
        operations = json_body(request, of=list)
        kept = [item for item in operations if not str(item.get("path", "")).startswith("/meta:extends")]
        with request.world.store.transaction():
            old = _lookup(request, kind)
            try:
                new = patched(old, kept)
            except BadPatch as error:
                raise invalid(request, str(error)) from None
            if not isinstance(new, dict):
                raise invalid(request, "The patch leaves no object")
            return Response(json=_store(request, kind, new, old=old))

    return handler


def delete(kind: str) -> Handler:
    """A schema's descriptors are deleted with it."""

    def handler(request: Request) -> Response:
        writable(request)
        with request.world.store.transaction():
            doc = _lookup(request, kind)
            evolution.check_delete(request, doc)
            request.world.store.delete(resolve.STORED[kind], doc["$id"], sandbox=request.sandbox)
            for descriptor in identity.all_descriptors(request.world, request.sandbox, doc["$id"]):
                request.world.store.delete("descriptor", descriptor["@id"], sandbox=request.sandbox)
        return Response(status=204)

    return handler


def _store(request: Request, kind: str, sent: Doc, old: Doc | None) -> Doc:
    """Check the document, add what the server sets, and store it."""
    body = {key: value for key, value in sent.items() if key not in SERVER_SET and value is not None}
    id = old["$id"] if old else new_id(request, kind)
    resource_rules.check(request, kind, body, id)
    doc = with_metadata(request, kind, body, id, old)
    if old:
        evolution.check_change(request, old, doc)
    if kind == "schemas" and evolution.has_union_tag(doc):
        union.check_join(request, doc)
    request.world.store.put(resolve.STORED[kind], id, doc, sandbox=request.sandbox)
    return doc
