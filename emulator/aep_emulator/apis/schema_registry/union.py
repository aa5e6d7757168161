"""The union of a class: all schemas of it that are meant for Profile, seen as one. It is generated, never written."""

from ...platform.http import Answer, Call
from ...platform.store import Doc
from . import accept, adobe, evolution, identity, listing, resolve
from .problem import missing, refuse
from .shown import brief, shown
from .xdm_type import annotated

SUFFIX = "__union"
_SEGMENTS = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "object"}}}


def is_union(id: str) -> bool:
    return id.endswith(SUFFIX)


def admit(call: Call, schema: Doc) -> None:
    """Who joins needs a primary identity, and must agree with who is in."""
    class_ = schema["meta:class"]
    has = identity.primary(call.world, call.sandbox, schema["$id"])
    if not has and class_ != adobe.EVENT:  # whose data carries an identity map; a record's need not
        message = f"Schema {schema['$id']} needs a primary identity descriptor to be part of the union"
        raise refuse(call, 400, 1526, message)
    others = [doc for doc in _members(call, class_) if doc["$id"] != schema["$id"]]
    try:
        _properties(call, [*others, schema])
    except resolve.Clash as clash:
        raise refuse(call, 400, 1413, f"Field {clash} differs from that of another schema of the union") from None


def _members(call: Call, class_: str) -> list[Doc]:
    rows = call.world.store.all("schema", sandbox=call.sandbox)
    return [doc for doc in rows if doc["meta:class"] == class_ and evolution.in_union(doc)]


def _properties(call: Call, members: list[Doc]) -> Doc:
    found: Doc = {"identityMap": adobe.IDENTITY_MAP}
    for doc in members:
        resolve.merge(found, resolve.full_of(call.world, call.sandbox, doc)["properties"])
    found |= {"segmentMembership": _SEGMENTS, "timeSeriesEvents": {"type": "array", "items": {"type": "object"}}}
    return {name: annotated(field) for name, field in found.items()}


def _made(call: Call, class_: Doc) -> Doc:
    members = _members(call, class_["$id"])
    refs = list(dict.fromkeys(uri for doc in members for uri in resolve.references(doc)))
    extends = [*(doc["$id"] for doc in members), *(uri for doc in members for uri in doc["meta:extends"])]
    return {
        "$id": class_["$id"] + SUFFIX,
        "meta:altId": class_["meta:altId"] + SUFFIX,
        "meta:resourceType": "unions",
        "version": "1.0",
        "title": class_["title"],
        "type": "object",
        "allOf": [{"$ref": uri} for uri in refs],
        "imsOrg": call.world.identity.org,
        "meta:extends": list(dict.fromkeys(extends)),
        "meta:xdmType": "object",
        "meta:class": class_["$id"],
        "meta:containerId": "tenant",
        "properties": _properties(call, members),
    }


def _classes(call: Call) -> list[Doc]:
    """Those that have a schema in their union."""
    rows = call.world.store.all("schema", sandbox=call.sandbox)
    ids = dict.fromkeys(doc["meta:class"] for doc in rows if evolution.in_union(doc))
    found = (resolve.find(call.world, call.sandbox, id, ("classes",)) for id in ids)
    return [doc for doc in found if doc]


def view(call: Call) -> Doc:
    wanted = call.path["id"].removesuffix(SUFFIX)
    for class_ in _classes(call):
        if wanted in (class_["$id"], class_["meta:altId"]) and is_union(call.path["id"]):
            return _made(call, class_)
    raise missing(call, call.path["id"])


def one(call: Call) -> Answer:
    form = accept.for_lookup(call)
    return Answer(json=shown(call, form.replace("full-desc", "full"), view(call)))


def every(call: Call) -> Answer:
    form = accept.for_list(call)
    found = listing.page(call, [_made(call, class_) for class_ in _classes(call)])
    if form == "id":
        found["results"] = [brief(doc) for doc in found["results"]]
    return Answer(json=found)
