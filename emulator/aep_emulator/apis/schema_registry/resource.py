"""Schemas, field groups, classes and data types: list, look up, create, rewrite, patch, delete."""

from copy import deepcopy
from typing import Any

from ...platform.http import Answer, Call, Handler
from ...platform.store import Doc
from . import accept, adobe, evolution, identity, listing, resolve, rules, union
from .problem import invalid, json_body, missing, refuse
from .shown import brief, shown
from .stamp import SERVER_SET, new_id, stamped


def container(call: Call) -> str:
    found = call.path["container"]
    if found not in ("global", "tenant"):
        raise missing(call, found)
    return found


def writable(call: Call) -> None:
    if container(call) != "tenant":
        raise refuse(call, 403, 2010, "Resources of the global container cannot be written")


def every(kind: str) -> Handler:
    def handler(call: Call) -> Answer:
        form = accept.for_list(call)
        found = listing.page(call, _rows(call, kind))
        if form == "id":
            found["results"] = [brief(row) for row in found["results"]]
        return Answer(json=found)

    return handler


def _rows(call: Call, kind: str) -> list[Doc]:
    if container(call) == "global":
        return list(adobe.resources().get(kind, {}).values())
    return call.world.store.all(resolve.STORED[kind], sandbox=call.sandbox) if kind in resolve.STORED else []


def _lookup(call: Call, kind: str) -> Doc:
    id = call.path["id"]
    own = container(call) == "tenant"
    doc = resolve.of_tenant(call.world, call.sandbox, id, kind) if own else adobe.find(kind, id)
    if doc is None:
        raise missing(call, id)
    return doc


def one(kind: str) -> Handler:
    """A union can be read here too."""

    def handler(call: Call) -> Answer:
        form = accept.for_lookup(call)
        if kind == "schemas" and container(call) == "tenant" and union.is_union(call.path["id"]):
            return Answer(json=union.view(call))
        return Answer(json=shown(call, form, _lookup(call, kind)))

    return handler


def create(kind: str) -> Handler:
    def handler(call: Call) -> Answer:
        writable(call)
        body = json_body(call, of=dict)
        with call.world.store.transaction():
            doc = _stored(call, kind, body, old=None)
        return Answer(status=201, json=doc, headers={"Location": call.href(f"{call.url_path}/{doc['meta:altId']}")})

    return handler


def put(kind: str) -> Handler:
    """The whole document, as for create."""

    def handler(call: Call) -> Answer:
        writable(call)
        body = json_body(call, of=dict)
        with call.world.store.transaction():
            return Answer(json=_stored(call, kind, body, old=_lookup(call, kind)))

    return handler


def patch(kind: str) -> Handler:
    """A JSON Patch, as plain application/json. What older pages patch into `meta:extends` is computed: passed over."""

    def handler(call: Call) -> Answer:
        writable(call)
        operations = json_body(call, of=list)
        kept = [item for item in operations if not str(item.get("path", "")).startswith("/meta:extends")]
        with call.world.store.transaction():
            old = _lookup(call, kind)
            new = _patched(call, deepcopy(old), kept)
            if not isinstance(new, dict):
                raise invalid(call, "The patch leaves no object")
            return Answer(json=_stored(call, kind, new, old=old))

    return handler


def _patched(call: Call, doc: Doc, operations: list[Any]) -> Any:
    import jsonpatch
    import jsonpointer

    try:
        return jsonpatch.apply_patch(doc, operations)
    except (
        jsonpatch.JsonPatchException,
        jsonpointer.JsonPointerException,
        TypeError,
        KeyError,
        AttributeError,
    ) as error:
        raise invalid(call, f"The patch cannot be applied: {error}") from None


def delete(kind: str) -> Handler:
    """A schema takes its descriptors along."""

    def handler(call: Call) -> Answer:
        writable(call)
        with call.world.store.transaction():
            doc = _lookup(call, kind)
            evolution.check_removal(call, doc)
            call.world.store.delete(resolve.STORED[kind], doc["$id"], sandbox=call.sandbox)
            for descriptor in identity.descriptors_of(call.world, call.sandbox, doc["$id"]):
                call.world.store.delete("descriptor", descriptor["@id"], sandbox=call.sandbox)
        return Answer(status=204)

    return handler


def _stored(call: Call, kind: str, sent: Doc, old: Doc | None) -> Doc:
    """Checked, completed with what the server sets, filed."""
    body = {key: value for key, value in sent.items() if key not in SERVER_SET and value is not None}
    id = old["$id"] if old else new_id(call, kind)
    rules.check(call, kind, body, id)
    doc = stamped(call, kind, body, id, old)
    if old:
        evolution.check_change(call, old, doc)
    if kind == "schemas" and evolution.in_union(doc):
        union.admit(call, doc)
    call.world.store.put(resolve.STORED[kind], id, doc, sandbox=call.sandbox)
    return doc
