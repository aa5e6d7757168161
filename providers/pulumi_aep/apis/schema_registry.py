"""Schema Registry: titles are unique per tenant; a PUT rewrites the whole; the owner mark ends the description.

Source: `schema-registry.yaml`, pages `xdm/api/*`. Lists take an Accept header without a version, look-ups one with.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Doc, Fields, Live
from ..core.ownership import InText, OwnerMark
from ..core.problem import Problem
from ..core.values import quoted
from ..errors import AepError, Missing, did_you_mean
from .paging import linked_pages

ROOT = "/data/foundation/schemaregistry"
LIST = "application/vnd.adobe.xed+json"
ONE = "application/vnd.adobe.xed+json; version=1"
IDS = "application/vnd.adobe.xed-id+json"  # a list of no more than ids and titles
FULL = "application/vnd.adobe.xed-full+json; version=1"  # everything referred to, in place
PAGE = 300
TENANT = "_tenant"  # stands for the organisation's own namespace in paths and expressions

SERVERS = {"version", "meta:registryMetadata"}  # differ after every write

CLASSES = {
    "profile": "https://ns.adobe.com/xdm/context/profile",
    "experienceevent": "https://ns.adobe.com/xdm/context/experienceevent",
}
CLASS_NAMES = {uri: name for name, uri in CLASSES.items()}


def class_id(name: str) -> str:
    return CLASSES.get(name, name)


def class_name(uri: str) -> str:
    return CLASS_NAMES.get(uri, uri)


def class_problems(field: str, names: Sequence[str]) -> Iterator[Problem]:
    """What is neither the name of a class nor the id of one."""
    for name in names:
        if name not in CLASSES and not re.match(r"https?://|_[^.]+\.", name):
            close = did_you_mean(name, list(CLASSES))
            yield Problem(field, f"{quoted(name)} is no class; {close} An id such as {CLASSES['profile']} is one too")


def listing(api: Api, collection: str, *, accept: str = LIST) -> list[Doc]:
    """All of the organisation's own, whole. Pages go by title, which is unique, so none is left out between two."""

    def page(start: str) -> tuple[list[Doc], str]:
        params = {"orderby": "title", "limit": PAGE} | ({"start": start} if start else {})
        found = api.get(f"{ROOT}/tenant/{collection}", params=params, accept=accept).json()
        return found["results"], (found.get("_page") or {}).get("next") or ""

    return linked_pages(page)


def titles(api: Api) -> dict[str, str]:
    """`$id` to title of all schemas of the organisation's own."""
    return {item["$id"]: item.get("title", "") for item in listing(api, "schemas", accept=IDS)}


def one(api: Api, collection: str, id: str, *, accept: str = ONE) -> Doc:
    found: Doc = api.get(f"{ROOT}/tenant/{collection}/{quote(id, safe='')}", accept=accept).json()
    return found


class SchemaRegistryKind(Kind, abstract=True):
    collection: ClassVar[str]
    ownership = InText("description")
    unique = "title"
    name_field = "title"

    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        return [Live(doc["$id"], doc) for doc in listing(api, cls.collection)]

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        body = cls.wire(api, fields, {"type": "object"}, mark)
        doc = api.send("POST", f"{ROOT}/tenant/{cls.collection}", body=body).json()
        return Live(doc["$id"], doc)

    @classmethod
    def is_id(cls, id: str) -> bool:
        """A URI, or its short form with dots."""
        return super().is_id(id.replace("/", ""))

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        try:
            return Live(id, one(api, cls.collection, id))
        except Missing:
            return None

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        """Only the parts that differ are sent: what somebody else writes elsewhere in it at that moment stays."""
        mixed = cls.keep_live(api, live, fields, changed)
        before = cls.wire(api, {**mixed, **cls.read(api, live)}, live.doc, mark)
        before["description"] = live.doc.get("description", "")
        patch = list(cls.parts(live.doc, before, cls.wire(api, mixed, live.doc, mark)))
        if not patch:
            return live
        done = Live(live.id, api.send("PATCH", cls.path(live.id), body=patch).json())
        _check_version(live.doc, done.doc, patch, changed)
        return done

    @classmethod
    def parts(cls, live: Doc, before: Doc, after: Doc) -> Iterator[Doc]:
        """From what is there to what is wanted, as JSON Patch (which the registry takes; it takes no If-Match)."""
        for key, value in after.items():
            if before.get(key) != value:
                yield {"op": "add", "path": f"/{key}", "value": value}

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        api.send("DELETE", cls.path(id))

    @classmethod
    def path(cls, id: str) -> str:
        return f"{ROOT}/tenant/{cls.collection}/{quote(id, safe='')}"


def _check_version(before: Doc, after: Doc, patch: list[Doc], changed: set[str]) -> None:
    """A version more than ours: somebody wrote at that moment. Where nothing else shows it, it was what we wrote."""
    versions = [int(str(doc.get("version", "0.0")).rpartition(".")[2]) for doc in (before, after)]
    ours = {item["path"].split("/")[1] for item in patch}
    shown = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} - ours - SERVERS
    if versions[1] - versions[0] > 1 and not shown:
        raise AepError(
            f"{' and '.join(sorted(changed))} was changed by somebody else between reading and writing, and is now as "
            "declared; if theirs was right, declare it"
        )


# -- descriptors ----------------------------------------------------------------------------------------------------
IDENTITY = "xdm:descriptorIdentity"


def all_identities(api: Api) -> list[Doc]:
    """The identity descriptors of all schemas."""
    reply = api.get(f"{ROOT}/tenant/descriptors", accept="application/vnd.adobe.xdm+json")
    return list(reply.json().get(IDENTITY, []))


def identities(api: Api, schema: str) -> list[Doc]:
    """The identity descriptors of a schema, out of the one list of them all."""
    found = api.shared("identities", lambda: all_identities(api))
    return [item for item in found if item.get("xdm:sourceSchema") == schema]


def create_identity_descriptor(api: Api, schema: str, identity: dict[str, Any]) -> None:
    body = {
        "@type": IDENTITY,
        "xdm:sourceSchema": schema,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": pointer(identity["path"], api.tenant()),
        "xdm:namespace": identity["namespace"],
        "xdm:property": "xdm:code",
        "xdm:isPrimary": identity["primary"],
    }
    api.send("POST", f"{ROOT}/tenant/descriptors", body=body)


def delete_descriptor(api: Api, id: str) -> None:
    api.send("DELETE", f"{ROOT}/tenant/descriptors/{id}")


def pointer(path: str, tenant: str) -> str:
    """`_tenant.propensity.ecid` as a descriptor's pointer: `/_luma/propensity/ecid`."""
    return "/" + "/".join(f"_{tenant}" if part == TENANT else part for part in path.split("."))


def dotted(source: str, tenant: str) -> str:
    return ".".join(TENANT if part == f"_{tenant}" else part for part in source.strip("/").split("/"))
