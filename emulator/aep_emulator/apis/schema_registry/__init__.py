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
    Route("GET", f"{PREFIX}/stats", stats.get),
    Route("GET", f"{PREFIX}/tenant/unions", union.list_),
    Route("GET", PREFIX + "/tenant/unions/{id:path}", union.get),
    Route("GET", f"{_IN}/descriptors", descriptor.list_),
    Route("POST", f"{_IN}/descriptors", descriptor.create),
    Route("GET", _IN + "/descriptors/{id}", descriptor.get),
    Route("PUT", _IN + "/descriptors/{id}", descriptor.replace),
    Route("DELETE", _IN + "/descriptors/{id}", descriptor.delete),
    Route("GET", f"{_IN}/behaviors", resource.list_("behaviors")),
    Route("GET", _IN + "/behaviors/{id:path}", resource.get("behaviors")),
    *(
        row
        for name, kind in _KINDS.items()
        for row in (
            Route("GET", f"{_IN}/{name}", resource.list_(kind)),
            Route("POST", f"{_IN}/{name}", resource.create(kind)),
            Route("GET", f"{_IN}/{name}/{{id:path}}", resource.get(kind)),
            Route("PUT", f"{_IN}/{name}/{{id:path}}", resource.replace(kind)),
            Route("PATCH", f"{_IN}/{name}/{{id:path}}", resource.update(kind)),
            Route("DELETE", f"{_IN}/{name}/{{id:path}}", resource.delete(kind)),
        )
    ),
]

__all__ = ["ROUTES", "identity", "resolve"]
