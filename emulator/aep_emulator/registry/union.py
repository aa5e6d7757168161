"""The union of a class: all schemas of it that are meant for Profile, seen as one. It is generated, never written."""

from ..answer import Answer, Call, Route
from ..store import Doc
from . import accept, adobe, identity, resolve
from .problem import missing, refuse
from .xdm_type import annotated

SUFFIX = "__union"
PREFIX = "/data/foundation/schemaregistry"
_SEGMENTS = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "object"}}}


def is_union(id: str) -> bool:
    return id.endswith(SUFFIX)


def admit(call: Call, schema: Doc) -> None:
    """Whoever joins needs a primary identity: a descriptor, or a class that brings an identity map of its own.

    Adobe's two classes bring one, as fields; whether that suffices isn't documented, so record schemas need the
    descriptor here, and event schemas do not.
    """
    if identity.primary(call.world, call.sandbox, schema["$id"]):
        return
    if schema.get("meta:class") == adobe.EVENT:
        return
    raise refuse(call, 400, 1526, f"Schema {schema['$id']} needs a primary identity descriptor to be in the union")


def of_class(call: Call, uri: str) -> Doc:
    members = [
        doc
        for doc in call.world.store.all("schema", sandbox=call.sandbox)
        if doc.get("meta:class") == uri and identity.UNION in doc.get("meta:immutableTags", ())
    ]
    if not members:
        raise missing(call, uri + SUFFIX)
    properties: Doc = {"identityMap": adobe.resources()["classes"][adobe.PROFILE]["properties"]["identityMap"]}
    for doc in members:
        resolve.merge(properties, resolve.full_of(call.world, call.sandbox, doc)["properties"])
    properties |= {"segmentMembership": _SEGMENTS, "timeSeriesEvents": {"type": "array", "items": {"type": "object"}}}
    return {
        "$id": uri + SUFFIX,
        "meta:altId": adobe.alt_id(uri) + SUFFIX,
        "title": "Union view for " + uri,
        "type": "object",
        "version": "1.0",
        "meta:class": uri,
        "meta:resourceType": "unions",
        "meta:containerId": "tenant",
        "meta:extends": [doc["$id"] for doc in members],
        "properties": {name: annotated(field) for name, field in properties.items()},
    }


def view(call: Call) -> Doc:
    id = call.path["id"].removesuffix(SUFFIX)
    found = resolve.find(call.world, call.sandbox, id, ("classes",))
    if found is None:
        raise missing(call, call.path["id"])
    return of_class(call, found["$id"])


def one(call: Call) -> Answer:
    accept.for_lookup(call)
    return Answer(json=view(call))


def every(call: Call) -> Answer:
    accept.for_list(call)
    docs = call.world.store.all("schema", sandbox=call.sandbox)
    classes = {doc["meta:class"] for doc in docs if identity.UNION in doc.get("meta:immutableTags", ())}
    found = [of_class(call, uri) for uri in sorted(classes)]
    return Answer(json={"results": found, "_page": {"count": len(found), "next": None}, "_links": {"next": None}})


ROUTES = [
    Route("GET", f"{PREFIX}/tenant/unions", every),
    Route("GET", PREFIX + "/tenant/unions/{id:path}", one),
]
