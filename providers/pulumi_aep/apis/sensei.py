"""Sensei ML: documents that are PUT as a whole (there is no PATCH), tags as a map of texts.

Source: `sensei-machine-learning.yaml`. Lists hold summaries: no tags, tasks or schedules, but the time of the last
change, which tells whether the whole has to be read.
"""

from typing import Any, ClassVar

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Doc, Fields, Live
from ..core.ownership import OwnerMark
from ..errors import Missing
from .paging import pages, plain

ROOT = "/data/sensei"
PAGE = 100


def media(profile: str) -> str:
    return f"application/vnd.adobe.platform.sensei+json;profile={profile}.v1.json"


def listing(api: Api, collection: str, **equal: str) -> list[Doc]:
    """All children whose properties equal the given ones (paged by index)."""
    asked = [f"{key}=={value}" for key, value in equal.items() if "," not in value]

    def page(start: int) -> list[Doc]:
        params = {"property": asked, "limit": PAGE, "start": start}
        found: list[Doc] = api.get(f"{ROOT}/{collection}", params=params).json().get("children", [])
        return found

    children = pages(page, PAGE)
    return [child for child in children if all(child.get(key, value) == value for key, value in equal.items())]


def index(api: Api, collection: str) -> dict[str, Live]:
    """Summaries of all there are by id, asked once for all that ask within a minute."""

    def fetch() -> dict[str, Live]:
        return {child["id"]: Live(child["id"], child, partial=True) for child in listing(api, collection)}

    return api.shared(collection, fetch)


def listed(api: Api, collection: str) -> list[Live]:
    """All in the index at this moment, as `Life.listed`."""
    return list(index(api, collection).values())


def of_name(api: Api, collection: str, name: str) -> list[Live]:
    """Those of that name, whole: summaries do not tell whose they are."""
    same = [live.id for live in listed(api, collection) if live.doc.get("name") == name]
    return [live for live in (one(api, collection, id) for id in same) if live]


def one(api: Api, collection: str, id: str) -> Live | None:
    try:
        reply = api.get(f"{ROOT}/{collection}/{id}")
    except Missing:
        return None
    return Live(id, reply.json(), reply.headers.get("ETag", ""))


def put(api: Api, collection: str, profile: str, live: Live, doc: Doc) -> Live:
    """With If-Match if the Platform gave a version; 412 raises `PreconditionFailed`. No change, no call."""
    if doc == live.doc:
        return live
    headers = {"If-Match": live.etag} if live.etag else {}
    reply = api.send("PUT", f"{ROOT}/{collection}/{live.id}", body=doc, media_type=media(profile), headers=headers)
    return Live(live.id, reply.json(), reply.headers.get("ETag", ""))


class SenseiKind(Kind, abstract=True):
    collection: ClassVar[str]
    profile: ClassVar[str]  # names the document in media types

    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        return listed(api, cls.collection)

    @classmethod
    def index(cls, api: Api) -> dict[str, Live]:
        return index(api, cls.collection)

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        return of_name(api, cls.collection, fields["name"])

    @classmethod
    def of_name(cls, api: Api, name: str) -> list[Live]:
        """By the list's own filter, which takes plain values only; what it gives are summaries."""
        if not plain(name):
            return super().of_name(api, name)
        return [Live(doc["id"], doc, partial=True) for doc in listing(api, cls.collection, name=name)]

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        body = cls.wire(api, fields, {}, mark)
        reply = api.send("POST", f"{ROOT}/{cls.collection}", body=body, media_type=media(cls.profile))
        doc = reply.json()
        return Live(doc["id"], {**body, **doc}, reply.headers.get("ETag", ""))

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        return one(api, cls.collection, id)

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        mixed = cls.keep_live(api, live, fields, changed)
        return put(api, cls.collection, cls.profile, live, cls.wire(api, mixed, live.doc, mark))

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        api.send("DELETE", f"{ROOT}/{cls.collection}/{id}")


def task(doc: Doc, name: str) -> Doc:
    """A model's, or a run's, task of that name; empty if it has none."""
    return next((item for item in doc.get("tasks") or [] if item.get("name") == name), {})


def parameters(task: Doc) -> dict[str, str]:
    """A task's list of {key, value} as a map of texts (Adobe's own configurations hold JSON booleans too)."""
    from ..core.values import scalar_text

    return {item["key"]: scalar_text(item["value"]) for item in task.get("parameters") or []}


def pairs(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in values.items()]
