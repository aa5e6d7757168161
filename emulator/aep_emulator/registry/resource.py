"""Schemas, field groups, classes and data types: list, look up, create, rewrite, patch, delete."""

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

from ..answer import Answer, Call, Route
from ..store import Doc
from . import accept, adobe, identity, listing, resolve, rules, union
from .problem import invalid, missing, refuse
from .xdm_type import annotated

PREFIX = "/data/foundation/schemaregistry"
URI_KIND = {"schemas": "schemas", "fieldgroups": "mixins", "classes": "classes", "datatypes": "datatypes"}
SERVER_SET = {
    "$id", "meta:altId", "meta:resourceType", "version", "imsOrg", "meta:containerId", "meta:tenantNamespace",
    "meta:sandboxId", "meta:sandboxType", "meta:class", "meta:extends", "refs", "meta:abstract", "meta:extensible",
    "meta:xdmType", "meta:registryMetadata",
}  # fmt: skip


def rows(call: Call, kind: str) -> list[Doc]:
    if call.path["container"] == "global":
        return list(adobe.resources().get(kind, {}).values())
    return call.world.store.all(resolve.STORED[kind], sandbox=call.sandbox)


def list_(kind: str) -> Callable[[Call], Answer]:
    def handler(call: Call) -> Answer:
        form = accept.for_list(call)
        _container(call)
        found = listing.page(call, rows(call, kind))
        if form == "id":
            keys = ("title", "$id", "meta:altId", "version")
            found["results"] = [{key: row[key] for key in keys if key in row} for row in found["results"]]
        return Answer(json=found)

    return handler


def _container(call: Call) -> None:
    if call.path["container"] not in ("global", "tenant"):
        raise refuse(call, 404, 1010, f"Container {call.path['container']} is not found")


def _writable(call: Call) -> None:
    if call.path["container"] != "tenant":
        raise refuse(call, 403, 2010, "Only the tenant container can be written")


def lookup(call: Call, kind: str) -> Doc:
    id = call.path["id"]
    if call.path["container"] == "global":
        doc = adobe.find(kind, id)
    else:
        doc = resolve.find(call.world, call.sandbox, id, (kind,)) if kind in resolve.STORED else None
        doc = doc if doc and doc.get("meta:containerId") == "tenant" else None
    if doc is None:
        raise missing(call, id)
    return doc


def one(kind: str) -> Callable[[Call], Answer]:
    def handler(call: Call) -> Answer:
        form = accept.for_lookup(call)
        _container(call)
        if kind == "schemas" and union.is_union(call.path["id"]):
            return Answer(json=union.view(call))
        return Answer(json=_as(call, form, lookup(call, kind)))

    return handler


def _as(call: Call, form: str, doc: Doc) -> Doc:
    if form.startswith("full"):
        doc = resolve.full_of(call.world, call.sandbox, doc)
        doc = {key: value for key, value in doc.items() if key not in ("allOf", "definitions")}
        doc["properties"] = {name: annotated(field) for name, field in doc["properties"].items()}
    if "notext" in form:
        doc = _without_text(doc)
    if form == "full-desc":
        doc = {**doc, "meta:descriptors": identity.descriptors(call.world, call.sandbox, doc["$id"])}
    return doc


def _without_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_text(inner)
            for key, inner in value.items()
            if key not in ("title", "description") or not isinstance(inner, str)
        }
    return value


def create(kind: str) -> Callable[[Call], Answer]:
    def handler(call: Call) -> Answer:
        _writable(call)
        with call.world.store.transaction():
            doc = _stored(call, kind, _body(call), old=None)
        return Answer(status=201, json=doc, headers={"Location": call.href(f"{call.url_path}/{doc['meta:altId']}")})

    return handler


def put(kind: str) -> Callable[[Call], Answer]:
    def handler(call: Call) -> Answer:
        _writable(call)
        with call.world.store.transaction():
            return Answer(json=_stored(call, kind, _body(call), old=lookup(call, kind)))

    return handler


def patch(kind: str) -> Callable[[Call], Answer]:
    """A JSON Patch, as plain application/json."""

    def handler(call: Call) -> Answer:
        import jsonpatch
        import jsonpointer

        _writable(call)
        operations = call.json()
        if not isinstance(operations, list):
            raise invalid(call, "the body must be an array of JSON Patch operations")
        operations = [item for item in operations if not str(item.get("path", "")).startswith("/meta:extends")]
        with call.world.store.transaction():
            old = lookup(call, kind)
            try:
                new = jsonpatch.apply_patch(old, operations)
            except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, KeyError) as error:
                raise invalid(call, f"the patch cannot be applied: {error}") from None
            return Answer(json=_stored(call, kind, new, old=old))

    return handler


def delete(kind: str) -> Callable[[Call], Answer]:
    def handler(call: Call) -> Answer:
        _writable(call)
        with call.world.store.transaction():
            doc = lookup(call, kind)
            rules.removable(call, kind, doc)
            call.world.store.delete(resolve.STORED[kind], doc["$id"], sandbox=call.sandbox)
        return Answer(status=204)

    return handler


def _body(call: Call) -> Doc:
    if not call.headers.get("content-type", "").startswith("application/json"):
        raise invalid(call, "A valid content-type must be specified")
    body = call.json()
    if not isinstance(body, dict):
        raise invalid(call, "the body must be an object")
    return body


def _stored(call: Call, kind: str, sent: Doc, old: Doc | None) -> Doc:
    """Checked, completed with what the server sets, filed."""
    body = {key: value for key, value in sent.items() if key not in SERVER_SET}
    tenant = call.world.identity.tenant
    part = secrets.token_hex(24)
    id = old["$id"] if old else f"https://ns.adobe.com/{tenant}/{URI_KIND[kind]}/{part}"
    rules.title(call, body, id)
    rules.shape(call, kind, body)
    doc = {"$id": id, **(_set_by_server(call, kind, body, id, old)), **_completed(kind, body)}
    if old:
        rules.evolution(call, kind, old, doc)
    if kind == "schemas" and identity.UNION in doc.get("meta:immutableTags", ()):
        union.admit(call, doc)
    call.world.store.put(resolve.STORED[kind], id, doc, sandbox=call.sandbox)
    return doc


def _completed(kind: str, body: Doc) -> Doc:
    done = dict(body)
    if kind == "schemas":
        done["allOf"] = [{**part, "type": "object", "meta:xdmType": "object"} for part in body.get("allOf", [])]
    if "definitions" in body:
        done["definitions"] = {name: annotated(part) for name, part in body["definitions"].items()}
    if "properties" in body:
        done["properties"] = {name: annotated(field) for name, field in body["properties"].items()}
    return done


def _set_by_server(call: Call, kind: str, body: Doc, id: str, old: Doc | None) -> Doc:
    world, now = call.world, call.world.clock.millis()
    sandbox = world.sandbox(call.sandbox) or {}
    refs = resolve.references(body)
    major, _, minor = (old["version"] if old else "1.-1").partition(".")
    was = (old or {}).get("meta:registryMetadata", {})
    made: Doc = {
        "meta:altId": f"_{world.identity.tenant}.{URI_KIND[kind]}.{id.rpartition('/')[2]}",
        "meta:resourceType": URI_KIND[kind],
        "version": f"{major}.{int(minor) + 1}",
        "imsOrg": world.identity.org,
        "meta:containerId": "tenant",
        "meta:tenantNamespace": f"_{world.identity.tenant}",
        "meta:sandboxId": sandbox.get("id", ""),
        "meta:sandboxType": sandbox.get("type", ""),
        "refs": refs,
        "meta:abstract": kind != "schemas",
        "meta:extensible": kind != "schemas",
        "meta:xdmType": "object",
        "meta:registryMetadata": {
            "repo:createdDate": was.get("repo:createdDate", now),
            "repo:lastModifiedDate": now,
            "xdm:createdClientId": was.get("xdm:createdClientId", call.client),
            "xdm:lastModifiedClientId": call.client,
            "eTag": hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest(),
            "meta:globalLibVersion": "1.0.0",
        },
    }
    if kind == "schemas":
        classes = [uri for uri in refs if resolve.find(world, call.sandbox, uri, ("classes",))]
        behaviors = [
            uri for name in classes for uri in (resolve.find(world, call.sandbox, name) or {}).get("meta:extends", [])
        ]
        made |= {"meta:class": classes[0], "meta:extends": [*refs, *behaviors]}
    return made


def routes() -> list[Route]:
    """`/mixins` is the deprecated name of `/fieldgroups` and behaves the same."""
    table = []
    for name, kind in [("schemas", "schemas"), ("fieldgroups", "fieldgroups"), ("mixins", "fieldgroups"),
                       ("classes", "classes"), ("datatypes", "datatypes")]:  # fmt: skip
        root = f"{PREFIX}/{{container}}/{name}"
        table += [
            Route("GET", root, list_(kind)),
            Route("POST", root, create(kind)),
            Route("GET", root + "/{id:path}", one(kind)),
            Route("PUT", root + "/{id:path}", put(kind)),
            Route("PATCH", root + "/{id:path}", patch(kind)),
            Route("DELETE", root + "/{id:path}", delete(kind)),
        ]
    table.append(Route("GET", f"{PREFIX}/{{container}}/behaviors", list_("behaviors")))
    table.append(Route("GET", PREFIX + "/{container}/behaviors/{id:path}", one("behaviors")))
    return table
