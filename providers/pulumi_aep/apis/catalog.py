"""Catalog: objects keyed by their ids; lists hold them whole; tags are lists of texts.

Source: `catalog.yaml`, pages `catalog/api/*`.
"""

from typing import ClassVar

from ..core.api import Api
from ..core.cascade import Affected, Deletion
from ..core.kind import Kind
from ..core.live import Doc, Fields, Live
from ..core.ownership import InTagLists, OwnerMark
from ..errors import Missing
from .paging import pages, plain

ROOT = "/data/foundation/catalog"
PAGE = 100  # the most there is
ARRIVED = ("success", "active")  # states of a batch whose data are there


def listing(api: Api, collection: str, **filters: str) -> list[Live]:
    """All of a collection, oldest first unless `orderBy` says otherwise; no total is told."""

    def page(start: int) -> list[Live]:
        params = {"orderBy": "asc:created", **filters, "limit": PAGE, "start": start}
        return [Live(id, doc) for id, doc in api.get(f"{ROOT}/{collection}", params=params).json().items()]

    return list({live.id: live for live in pages(page, PAGE)}.values())


class CatalogKind(Kind, abstract=True):
    """Objects are PATCHed: keys that are sent replace those that are there."""

    collection: ClassVar[str]
    ownership = InTagLists()

    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        return listing(api, cls.collection)

    @classmethod
    def of_name(cls, api: Api, name: str) -> list[Live]:
        """By the list's own filter, which takes plain values only."""
        if not plain(name):
            return super().of_name(api, name)
        return [live for live in listing(api, cls.collection, name=name) if cls.name_of(live) == name]

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        try:
            reply = api.get(f"{ROOT}/{cls.collection}/{id}")
        except Missing:
            return None
        return Live(id, reply.json()[id], reply.headers.get("ETag", ""))

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        body = cls.wire(api, fields, {}, mark)
        made = api.send("POST", f"{ROOT}/{cls.collection}", body=body).json()
        return Live(made[0].rpartition("/")[2], body)

    @classmethod
    def patch(cls, api: Api, live: Live, body: Doc) -> Live:
        """If-Match where the Platform gave a version; what is there already isn't sent."""
        if all(live.doc.get(key) == value for key, value in body.items()):
            return live
        headers = {"If-Match": live.etag} if live.etag else {}
        api.send("PATCH", f"{ROOT}/{cls.collection}/{live.id}", body=body, headers=headers)
        return Live(live.id, {**live.doc, **body})

    @classmethod
    def changeable(cls, doc: Doc) -> Doc:
        """The part of a document that can be changed in place, as the fields in it say."""
        placed = [item for item in cls.declared_fields() if item.at and not item.apart]
        keys = {item.at.partition(".")[0] for item in placed if not item.replaces_for("old", "new")}
        return {key: value for key, value in doc.items() if key in keys}

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        api.send("DELETE", f"{ROOT}/{cls.collection}/{id}")


# -- batches of datasets --------------------------------------------------------------------------------------------
def in_profile(doc: Doc) -> bool:
    """Whether a dataset's data feed Profile."""
    return any(str(value).replace(" ", "") == "enabled:true" for value in doc.get("tags", {}).get("unifiedProfile", []))


def successful_batches(api: Api, dataset: str, deletion: Deletion, of: str) -> list[Live]:
    """The batches whose data are in a dataset. A report reads those of all datasets that go (`of` a kind) at once."""
    if not deletion.ahead:
        return [live for live in listing(api, "batches", dataSet=dataset) if live.doc.get("status") in ARRIVED]
    every = ",".join(sorted({dataset, *deletion.leaving.get(of, ())}))
    found = api.shared(f"batches of {every}", lambda: listing(api, "batches", dataSet=every))
    return [live for live in found if live.doc.get("status") in ARRIVED and dataset in _datasets(live.doc)]


def _datasets(doc: Doc) -> list[str]:
    return [item["id"] for item in doc.get("relatedObjects") or [] if item.get("type") == "dataSet"]


def rows(doc: Doc) -> int:
    """How many rows a batch brought."""
    return int((doc.get("metrics") or {}).get("outputRecordCount") or doc.get("recordCount") or 0)


def batch_as_affected(live: Live) -> Affected:
    """A batch as what goes with its dataset: another stack's if it is marked so, else part of the dataset."""
    count, owner = rows(live.doc), InTagLists().owner(live)
    name = f"{count:,} row{'' if count == 1 else 's'}"
    return Affected(what="batch", id=live.id, name=name, owner=owner, part=owner is None)
