"""Sensei ML: documents that are PUT as a whole (there is no PATCH), tags as a map of texts.

Source: `sensei-machine-learning.yaml`. Lists hold summaries: no tags, tasks or schedules, but the time of the last
change, which tells whether the whole has to be read.
"""

from copy import deepcopy
from typing import Any, ClassVar

from ..core.kind import Api, Doc, Fields, Kind, Live, Stamp
from ..errors import Missing
from .paging import pages

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


def of_name(api: Api, collection: str, name: str) -> list[Live]:
    """Those of that name, whole: summaries do not tell whose they are."""
    same = [live.id for live in index(api, collection).values() if live.doc.get("name") == name]
    return [live for live in (one(api, collection, id) for id in same) if live]


def one(api: Api, collection: str, id: str) -> Live | None:
    try:
        reply = api.get(f"{ROOT}/{collection}/{id}")
    except Missing:
        return None
    return Live(id, reply.json(), reply.headers.get("ETag", ""))


def put(api: Api, collection: str, profile: str, live: Live, doc: Doc) -> Live:
    """If-Match where the Platform gave a version; 412 surfaces as `Changed`. What is there already isn't sent."""
    if doc == live.doc:
        return live
    headers = {"If-Match": live.etag} if live.etag else {}
    reply = api.send("PUT", f"{ROOT}/{collection}/{live.id}", body=doc, media_type=media(profile), headers=headers)
    return Live(live.id, reply.json(), reply.headers.get("ETag", ""))


def tags(base: Doc, own: dict[str, str] | None, stamp: Stamp) -> dict[str, str]:
    """Ours and the stamp; what others filed under names reserved for machines stays."""
    kept = {key: value for key, value in (base.get("tags") or {}).items() if key.startswith(Stamp.KEY)}
    return {**kept, **(own or {}), Stamp.KEY: stamp.owner}


def own_tags(doc: Doc) -> dict[str, str]:
    return {key: value for key, value in sorted((doc.get("tags") or {}).items()) if not key.startswith(Stamp.KEY)}


class SenseiKind(Kind, abstract=True):
    collection: ClassVar[str]
    profile: ClassVar[str]

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, stamp: Stamp) -> Doc:
        """The whole document for these fields, laid over `base` (what is there now, or nothing)."""
        raise NotImplementedError

    @classmethod
    def listed(cls, api: Api) -> list[Live]:
        return list(index(api, cls.collection).values())

    @classmethod
    def index(cls, api: Api) -> dict[str, Live]:
        return index(api, cls.collection)

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        return of_name(api, cls.collection, fields["name"])

    @classmethod
    def owner(cls, live: Live) -> str | None:
        return (live.doc.get("tags") or {}).get(Stamp.KEY)

    @classmethod
    def create(cls, api: Api, fields: Fields, stamp: Stamp) -> Live:
        body = cls.wire(api, fields, {}, stamp)
        reply = api.send("POST", f"{ROOT}/{cls.collection}", body=body, media_type=media(cls.profile))
        doc = reply.json()
        return Live(doc["id"], {**body, **doc}, reply.headers.get("ETag", ""))

    @classmethod
    def get(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        return one(api, cls.collection, id)

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], stamp: Stamp) -> Live:
        mixed = cls.mixed(api, live, fields, changed)
        return put(api, cls.collection, cls.profile, live, cls.wire(api, mixed, deepcopy(live.doc), stamp))

    @classmethod
    def remove(cls, api: Api, id: str, recorded: Fields) -> None:
        api.send("DELETE", f"{ROOT}/{cls.collection}/{id}")


def parameters(task: Doc) -> dict[str, str]:
    """A task's list of {key, value} as a map of texts (Adobe's own configurations hold JSON booleans too)."""
    from ..core.values import scalar_text

    return {item["key"]: scalar_text(item["value"]) for item in task.get("parameters") or []}


def pairs(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in values.items()]
