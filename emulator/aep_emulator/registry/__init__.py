"""Schema Registry (`/data/foundation/schemaregistry`). Source: `schema-registry.yaml`, pages `xdm/api/*`."""

from ..answer import Answer, Call, Route
from . import descriptor, resolve, resource, union

PREFIX = resource.PREFIX


def stats(call: Call) -> Answer:
    kinds = {kind: call.world.store.all(stored, sandbox=call.sandbox) for kind, stored in resolve.STORED.items()}
    newest = sorted(
        (doc for docs in kinds.values() for doc in docs),
        key=lambda doc: doc["meta:registryMetadata"]["repo:createdDate"],
        reverse=True,
    )
    usage: dict[str, int] = {}
    for doc in kinds["schemas"]:
        usage[doc["meta:class"]] = usage.get(doc["meta:class"], 0) + 1
    brief = [{"title": doc["title"], "$id": doc["$id"], "meta:altId": doc["meta:altId"]} for doc in newest[:10]]
    return Answer(
        json={
            "imsOrg": call.world.identity.org,
            "tenantId": call.world.identity.tenant,
            "counts": {kind: len(docs) for kind, docs in kinds.items()} | {"unions": len(set(usage))},
            "recentlyCreatedResources": brief,
            "recentlyUpdatedResources": brief,
            "classUsage": usage,
        }
    )


ROUTES = [
    Route("GET", f"{PREFIX}/stats", stats),
    *union.ROUTES,
    *descriptor.ROUTES,
    *resource.routes(),
]
