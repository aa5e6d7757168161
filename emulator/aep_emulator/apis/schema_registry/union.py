"""A class's union: all its schemas that are enabled for Profile, merged. It is generated and can't be written."""

from ...platform.http import Request, Response
from ...platform.store import Doc
from . import accept_header, adobe_resources, evolution, identity, listing, resolve
from .errors import missing, refuse
from .representation import brief, shown
from .xdm_type import annotated

SUFFIX = "__union"
_SEGMENTS = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "object"}}}


def is_union(id: str) -> bool:
    return id.endswith(SUFFIX)


def check_join(request: Request, schema: Doc) -> None:
    """A schema that joins needs a primary identity, and must not contradict the members."""
    class_ = schema["meta:class"]
    has = identity.primary(request.world, request.sandbox, schema["$id"])
    if not has and class_ != adobe_resources.EVENT:  # events carry an identityMap, records need not
        message = f"Schema {schema['$id']} needs a primary identity descriptor to be part of the union"
        raise refuse(request, 400, 1526, message)
    others = [doc for doc in _members(request, class_) if doc["$id"] != schema["$id"]]
    try:
        _properties(request, [*others, schema])
    except resolve.Clash as clash:
        raise refuse(request, 400, 1413, f"Field {clash} differs from that of another schema of the union") from None


def _members(request: Request, class_: str) -> list[Doc]:
    rows = request.world.store.all("schema", sandbox=request.sandbox)
    return [doc for doc in rows if doc["meta:class"] == class_ and evolution.has_union_tag(doc)]


def _properties(request: Request, members: list[Doc]) -> Doc:
    found: Doc = {"identityMap": adobe_resources.IDENTITY_MAP}
    for doc in members:
        resolve.merge(found, resolve.full_of(request.world, request.sandbox, doc)["properties"])
    found |= {"segmentMembership": _SEGMENTS, "timeSeriesEvents": {"type": "array", "items": {"type": "object"}}}
    return {name: annotated(field) for name, field in found.items()}


def _union_of(request: Request, class_: Doc) -> Doc:
    members = _members(request, class_["$id"])
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
        "imsOrg": request.world.organisation.org,
        "meta:extends": list(dict.fromkeys(extends)),
        "meta:xdmType": "object",
        "meta:class": class_["$id"],
        "meta:containerId": "tenant",
        "properties": _properties(request, members),
    }


def _classes(request: Request) -> list[Doc]:
    """Classes with a schema in their union."""
    rows = request.world.store.all("schema", sandbox=request.sandbox)
    ids = dict.fromkeys(doc["meta:class"] for doc in rows if evolution.has_union_tag(doc))
    found = (resolve.find(request.world, request.sandbox, id, ("classes",)) for id in ids)
    return [doc for doc in found if doc]


def view(request: Request) -> Doc:
    wanted = request.path["id"].removesuffix(SUFFIX)
    for class_ in _classes(request):
        if wanted in (class_["$id"], class_["meta:altId"]) and is_union(request.path["id"]):
            return _union_of(request, class_)
    raise missing(request, request.path["id"])


def get(request: Request) -> Response:
    form = accept_header.for_lookup(request)
    return Response(json=shown(request, form.replace("full-desc", "full"), view(request)))


def list_(request: Request) -> Response:
    form = accept_header.for_list(request)
    found = listing.page(request, [_union_of(request, class_) for class_ in _classes(request)])
    if form == "id":
        found["results"] = [brief(doc) for doc in found["results"]]
    return Response(json=found)
