"""Batch ingestion (`/data/foundation/import`). Source: `batch-ingestion.yaml`, pages `ingestion/batch-ingestion/*`."""

from . import batch, upload

start = batch.start
ROUTES = [*upload.ROUTES, *batch.ROUTES]
