"""Catalog: objects keyed by their ids; lists hold them whole.

Source: `catalog.yaml`, pages `catalog/api/*`.
"""

from typing import Any

from ..along import Along
from ..kind import Api, Doc, Live, Stamp

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


def part(id: str, doc: Doc) -> Along:
    """A batch as what goes with its dataset: another stack's if it is stamped so, else part of the dataset."""
    rows = int((doc.get("metrics") or {}).get("outputRecordCount") or doc.get("recordCount") or 0)
    owner = next(iter(doc.get("tags", {}).get(Stamp.KEY, [])), None)
    return Along(what="batch", id=id, name=f"{rows:,} row{'' if rows == 1 else 's'}", owner=owner, part=owner is None)
