"""Data access (`/data/foundation/export`). Source: `data-access.yaml`, pages `data-access/api` and its tutorials."""

from ...platform.http import Route
from . import files, preview, refused

PREFIX = files.PREFIX

ROUTES = [
    Route("GET", PREFIX + "/batches/{batch}/files", files.of_batch),
    Route("GET", PREFIX + "/batches/{batch}/failed", refused.failed),
    Route("GET", PREFIX + "/batches/{batch}/meta", refused.meta),
    Route("GET", PREFIX + "/datasets/{dataset}/preview", preview.preview),
    Route("HEAD", PREFIX + "/files/{file}", files.one),
    Route("GET", PREFIX + "/files/{file}", files.one),
]
