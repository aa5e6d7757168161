"""Schema Registry (`/data/foundation/schemaregistry`). Source: `schema-registry.yaml`, pages `xdm/api/*`."""

from ...platform.http import Route
from . import descriptor, identity, resolve, resource, stats, union

PREFIX = "/data/foundation/schemaregistry"
_IN = PREFIX + "/{container}"
_KINDS = {  # `/mixins` is the deprecated name of `/fieldgroups` and behaves the same
    "schemas": "schemas",
    "fieldgroups": "fieldgroups",
    "mixins": "fieldgroups",
    "classes": "classes",
    "datatypes": "datatypes",
}

ROUTES = [
    Route("GET", f"{PREFIX}/stats", stats.stats),
    Route("GET", f"{PREFIX}/tenant/unions", union.every),
    Route("GET", PREFIX + "/tenant/unions/{id:path}", union.one),
    Route("GET", f"{_IN}/descriptors", descriptor.every),
    Route("POST", f"{_IN}/descriptors", descriptor.create),
    Route("GET", _IN + "/descriptors/{id}", descriptor.one),
    Route("PUT", _IN + "/descriptors/{id}", descriptor.put),
    Route("DELETE", _IN + "/descriptors/{id}", descriptor.delete),
    Route("GET", f"{_IN}/behaviors", resource.every("behaviors")),
    Route("GET", _IN + "/behaviors/{id:path}", resource.one("behaviors")),
    *(
        row
        for name, kind in _KINDS.items()
        for row in (
            Route("GET", f"{_IN}/{name}", resource.every(kind)),
            Route("POST", f"{_IN}/{name}", resource.create(kind)),
            Route("GET", f"{_IN}/{name}/{{id:path}}", resource.one(kind)),
            Route("PUT", f"{_IN}/{name}/{{id:path}}", resource.put(kind)),
            Route("PATCH", f"{_IN}/{name}/{{id:path}}", resource.patch(kind)),
            Route("DELETE", f"{_IN}/{name}/{{id:path}}", resource.delete(kind)),
        )
    ),
]

__all__ = ["ROUTES", "identity", "resolve"]
