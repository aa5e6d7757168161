"""Catalog (`/data/foundation/catalog`). Source: `catalog.yaml`, pages `catalog/api/*`."""

from . import batch
from . import dataset as datasets
from .dataset import dataset, profile_enabled

ROUTES = [*datasets.ROUTES, *batch.ROUTES]

__all__ = ["ROUTES", "dataset", "profile_enabled"]
