"""Data access (`/data/foundation/export`). Source: `data-access.yaml`, pages `data-access/api` and its tutorials."""

from ...platform.http import Route
from . import failed_rows, files, preview

PREFIX = files.PREFIX

ROUTES = [
    Route("GET", PREFIX + "/batches/{batch}/files", files.list_of_batch),
    Route("GET", PREFIX + "/batches/{batch}/failed", failed_rows.get_failed),
    Route("GET", PREFIX + "/batches/{batch}/meta", failed_rows.get_meta),
    Route("GET", PREFIX + "/datasets/{dataset}/preview", preview.get),
    Route("HEAD", PREFIX + "/files/{file}", files.get),
    Route("GET", PREFIX + "/files/{file}", files.get),
]
