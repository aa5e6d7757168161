"""Catalog: objects keyed by their ids; lists hold them whole.

Source: `catalog.yaml`, pages `catalog/api/*`.
"""

from typing import Any

from ..kind import Api, Live

ROOT = "/data/foundation/catalog"
PAGE = 100  # the most there is


def listing(api: Api, collection: str, **filters: str) -> list[Live]:
    """All of a collection; no total is told, so pages are read until one is not full."""
    found: dict[str, Any] = {}
    while True:
        params = {**filters, "limit": PAGE, "start": len(found), "orderBy": "asc:created"}
        page = api.get(f"{ROOT}/{collection}", params=params).json()
        found |= page
        if len(page) < PAGE:
            return [Live(id, doc) for id, doc in found.items()]
