"""Catalog (`/data/foundation/catalog`). Source: `catalog.yaml`, pages `catalog/api/*`.

Responses are keyed by id. Adobe's pages write the path both `dataSets` and `datasets`: both work.
"""

from ...platform.http import Route
from . import batch, dataset, dataset_file
from .tags import profile_enabled

PREFIX = "/data/foundation/catalog"

ROUTES = [
    *(
        row
        for name in ("dataSets", "datasets")
        for row in (
            Route("GET", f"{PREFIX}/{name}", dataset.list_),
            Route("POST", f"{PREFIX}/{name}", dataset.create),
            Route("GET", f"{PREFIX}/{name}/{{id}}", dataset.get),
            Route("PUT", f"{PREFIX}/{name}/{{id}}", dataset.replace),
            Route("PATCH", f"{PREFIX}/{name}/{{id}}", dataset.update),
            Route("PATCH", f"{PREFIX}/v2/{name}/{{id}}", dataset.merge),
            Route("DELETE", f"{PREFIX}/{name}/{{id}}", dataset.delete),
            Route("GET", f"{PREFIX}/{name}/{{id}}/views/{{view}}/files", dataset_file.list_of_view),
        )
    ),
    Route("GET", f"{PREFIX}/batches", batch.list_),
    Route("GET", PREFIX + "/batches/{id}", batch.get),
    Route("GET", f"{PREFIX}/lastBatches", batch.list_last),
    Route("GET", f"{PREFIX}/dataSetFiles", dataset_file.list_),
]

__all__ = ["ROUTES", "profile_enabled"]
