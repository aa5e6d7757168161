"""Statistics of the registry, and the tenant's id, which clients ask for first."""

from ...platform.http import Request, Response
from ...platform.store import Doc
from . import evolution, resolve
from .representation import brief

_RECENT = 10


def get(request: Request) -> Response:
    world = request.world
    rows = {kind: world.store.all(stored, sandbox=request.sandbox) for kind, stored in resolve.STORED.items()}
    schemas = rows["schemas"]
    unions = {doc["meta:class"] for doc in schemas if evolution.has_union_tag(doc)}
    every = [doc for docs in rows.values() for doc in docs]
    counts = {("mixins" if kind == "fieldgroups" else kind): len(docs) for kind, docs in rows.items()}
    return Response(
        json={
            "imsOrg": world.organisation.org,
            "tenantId": world.organisation.tenant,
            "counts": {**counts, "unions": len(unions)},
            "recentlyCreatedResources": _newest(every, "repo:createdDate"),
            "recentlyUpdatedResources": _newest(every, "repo:lastModifiedDate"),
            "classUsage": [_usage(request, id, schemas) for id in dict.fromkeys(doc["meta:class"] for doc in schemas)],
        }
    )


def _newest(docs: list[Doc], date: str) -> list[Doc]:
    found = sorted(docs, key=lambda doc: doc["meta:registryMetadata"][date], reverse=True)
    return [brief(doc) for doc in found[:_RECENT]]


def _usage(request: Request, id: str, schemas: list[Doc]) -> Doc:
    class_ = resolve.find(request.world, request.sandbox, id, ("classes",)) or {}
    using = [doc for doc in schemas if doc["meta:class"] == id]
    told = [{**brief(doc), "description": doc.get("description", "")} for doc in using]
    return {"$id": id, "title": class_.get("title", ""), "numberOfSchemas": len(using), "schemas": told}
