"""Catalog: objects keyed by their ids; lists hold them whole.

Source: `catalog.yaml`, pages `catalog/api/*`.
"""

from ..core.cascade import Along
from ..core.kind import Api, Doc, Live, Stamp
from .paging import pages

ROOT = "/data/foundation/catalog"
PAGE = 100  # the most there is


def listing(api: Api, collection: str, **filters: str) -> list[Live]:
    """All of a collection, oldest first unless `orderBy` says otherwise; no total is told."""

    def page(start: int) -> list[Live]:
        params = {"orderBy": "asc:created", **filters, "limit": PAGE, "start": start}
        return [Live(id, doc) for id, doc in api.get(f"{ROOT}/{collection}", params=params).json().items()]

    return list({live.id: live for live in pages(page, PAGE)}.values())


def in_profile(doc: Doc) -> bool:
    """Whether a dataset's data feed Profile."""
    return any(str(value).replace(" ", "") == "enabled:true" for value in doc.get("tags", {}).get("unifiedProfile", []))


def part(id: str, doc: Doc) -> Along:
    """A batch as what goes with its dataset: another stack's if it is stamped so, else part of the dataset."""
    rows = int((doc.get("metrics") or {}).get("outputRecordCount") or doc.get("recordCount") or 0)
    owner = next(iter(doc.get("tags", {}).get(Stamp.KEY, [])), None)
    return Along(what="batch", id=id, name=f"{rows:,} row{'' if rows == 1 else 's'}", owner=owner, part=owner is None)
