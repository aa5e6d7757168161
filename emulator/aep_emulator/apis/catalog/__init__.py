"""Catalog (`/data/foundation/catalog`). Source: `catalog.yaml`, pages `catalog/api/*`.

Answers are keyed by id. Paths are written `dataSets` and `datasets` on Adobe's pages: both are served.
"""

from ...platform.http import Route
from . import batch, data_set, data_set_file
from .data_set import dataset
from .tags import profile_enabled

PREFIX = "/data/foundation/catalog"

ROUTES = [
    *(
        row
        for name in ("dataSets", "datasets")
        for row in (
            Route("GET", f"{PREFIX}/{name}", data_set.every),
            Route("POST", f"{PREFIX}/{name}", data_set.create),
            Route("GET", f"{PREFIX}/{name}/{{id}}", data_set.one),
            Route("PUT", f"{PREFIX}/{name}/{{id}}", data_set.put),
            Route("PATCH", f"{PREFIX}/{name}/{{id}}", data_set.patch),
            Route("PATCH", f"{PREFIX}/v2/{name}/{{id}}", data_set.merge),
            Route("DELETE", f"{PREFIX}/{name}/{{id}}", data_set.delete),
            Route("GET", f"{PREFIX}/{name}/{{id}}/views/{{view}}/files", data_set_file.of_view),
        )
    ),
    Route("GET", f"{PREFIX}/batches", batch.every),
    Route("GET", PREFIX + "/batches/{id}", batch.one),
    Route("GET", f"{PREFIX}/lastBatches", batch.last),
    Route("GET", f"{PREFIX}/dataSetFiles", data_set_file.every),
]

__all__ = ["ROUTES", "dataset", "profile_enabled"]
