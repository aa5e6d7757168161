"""Dataset: where data of one schema lies. Its Profile switch is a pair of tags."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from ..apis import catalog, export
from ..core.cascade import Along
from ..core.field import Change, Prop, Ref, carried, output, prop, ref
from ..core.kind import Api, Doc, Fields, Kind, Live, Problem, Stamp
from ..core.values import Period, Tags
from ..errors import Missing
from .schema import Schema

FORMAT = "application/vnd.adobe.xed+json;version=1"
ON, UPSERT, OFF = "enabled:true", "isUpsert:true", "enabled:false"
SWITCHES = ("unifiedProfile", "unifiedIdentity")


class Dataset(Kind):
    """A dataset (API: dataSet, in the Catalog)."""

    name: Prop[str] = prop(Change.METADATA, "Name on screens.")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="")
    schema: Ref[Schema] = ref(
        Change.RECREATE,
        "The schema its data obeys. A new schema means a new, empty dataset.",
        moves="starts empty, with the new schema",
    )
    profile: Prop[bool] = prop(
        Change.METADATA,
        "Its data feeds Real-time Customer Profile: from now on, not what lies in it already.",
        default=False,
    )
    upsert: Prop[bool] = prop(
        Change.METADATA, "Profile updates single attributes instead of whole records.", default=False
    )
    format: Prop[Literal["parquet", "json", "csv"]] = prop(
        Change.RECREATE, "How the Platform stores it.", default="parquet", local=True
    )
    error_diagnostics: Prop[bool] = prop(Change.METADATA, "Keep details of rows that were refused.", default=True)
    retention: Prop[Period | None] = prop(
        Change.METADATA,
        "How long rows are kept, as an ISO 8601 period such as `P3Y`; for ever if left out.",
        default=None,
    )
    tags: Prop[Tags] = prop(Change.METADATA, "Labels.", default={})
    schema_in_profile: Prop[bool | None] = carried(
        Change.METADATA, "Whether its schema is in the union.", by="schema", attribute="profile"
    )
    table: Prop[str] = output("Its name in Query Service.")

    follows = "starts dataset{s} {names} empty"

    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        if fields.get("profile") is True and fields.get("schema_in_profile") is False:
            yield Problem("profile", "needs a schema that is in the union; declare that Schema with profile=True")
        if fields.get("upsert") is True and fields.get("profile") is False:
            yield Problem("upsert", "means nothing without profile=True")

    @classmethod
    def wire(cls, fields: Fields, base: Doc, stamp: Stamp) -> Doc:
        there = {key: value for key, value in base.get("tags", {}).items() if key.startswith(("adobe", *SWITCHES))}
        on = [ON, UPSERT] if fields["upsert"] else [ON]
        was_on = any(_on(there.get(key)) for key in SWITCHES)
        switches = {
            key: on if fields["profile"] else [OFF] for key in (SWITCHES if fields["profile"] or was_on else ())
        }
        own = {key: _values(base.get("tags", {}).get(key), value) for key, value in fields["tags"].items()}
        return {
            "name": fields["name"],
            "description": fields["description"],
            "enableErrorDiagnostics": fields["error_diagnostics"],
            "tags": {**there, **switches, **own, Stamp.KEY: [stamp.owner]},
        }

    @classmethod
    def listed(cls, api: Api) -> list[Live]:
        return catalog.listing(api, "dataSets")

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        return [live for live in cls.index(api).values() if live.doc.get("name") == fields["name"]]

    @classmethod
    def owner(cls, live: Live) -> str | None:
        return next(iter(live.doc.get("tags", {}).get(Stamp.KEY, [])), None)

    @classmethod
    def create(cls, api: Api, fields: Fields, stamp: Stamp) -> Live:
        body = cls.wire(fields, {}, stamp) | {
            "schemaRef": {"id": fields["schema"], "contentType": FORMAT},
            "fileDescription": {"format": fields["format"]},
        }
        made = api.send("POST", f"{catalog.ROOT}/dataSets", body=body).json()
        return Live(made[0].rpartition("/")[2], body)

    @classmethod
    def settle(cls, api: Api, live: Live, fields: Fields, stamp: Stamp) -> Live:
        """How long rows are kept can only be said of a dataset that is there, and by the v2 path."""
        if cls.read(api, live)["retention"] == fields.get("retention"):
            return live
        rule = {"rowExpiration": {"ttlValue": fields.get("retention")}}
        body = {"extensions": {"adobe_lakeHouse": rule}}
        api.send("PATCH", f"{catalog.ROOT}/v2/dataSets/{live.id}", body=body)
        return Live(live.id, {**live.doc, **body})

    @classmethod
    def get(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        try:
            reply = api.get(f"{catalog.ROOT}/dataSets/{id}")
        except Missing:
            return None
        return Live(id, reply.json()[id], reply.headers.get("ETag", ""))

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], stamp: Stamp) -> Live:
        """Upsert can only be set on a dataset that is switched off at that moment."""
        mixed = cls.mixed(api, live, fields, changed)
        if "upsert" in changed and mixed["upsert"] and cls.read(api, live)["profile"]:
            off = cls.wire({**mixed, "profile": False, "upsert": False}, live.doc, stamp)
            live = cls._patch(api, live, {"tags": off["tags"]})
        return cls._patch(api, live, cls.wire(mixed, live.doc, stamp))

    @classmethod
    def _patch(cls, api: Api, live: Live, body: Doc) -> Live:
        if all(live.doc.get(key) == value for key, value in body.items()):
            return live
        headers = {"If-Match": live.etag} if live.etag else {}
        api.send("PATCH", f"{catalog.ROOT}/dataSets/{live.id}", body=body, headers=headers)
        return Live(live.id, {**live.doc, **body})

    @classmethod
    def along(cls, api: Api, id: str, recorded: Fields, stack: str) -> list[Along]:
        """Its data: batches of other stacks are theirs; what runs, people and connectors wrote is part of it."""
        batches = catalog.listing(api, "batches", dataSet=id)
        return [catalog.part(live.id, live.doc) for live in batches if live.doc.get("status") in ("success", "active")]

    @classmethod
    def remove(cls, api: Api, id: str, recorded: Fields) -> None:
        api.send("DELETE", f"{catalog.ROOT}/dataSets/{id}")

    @classmethod
    def keep(cls, api: Api, live: Live, folder: Path) -> list[str]:
        """The data of every batch that is in."""
        batches = catalog.listing(api, "batches", dataSet=live.id, status="success")
        return [name for batch in batches for name in export.download(api, batch.id, folder)]

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        tags = live.doc.get("tags", {})
        profile = [text.replace(" ", "") for text in tags.get("unifiedProfile", [])]
        own = {key: value for key, value in tags.items() if not key.startswith(("adobe", "unified", Stamp.KEY))}
        return {
            "name": live.doc.get("name", ""),
            "description": live.doc.get("description", ""),
            "schema": live.doc.get("schemaRef", {}).get("id", ""),
            "profile": ON in profile,
            "upsert": UPSERT in profile,
            "error_diagnostics": bool(live.doc.get("enableErrorDiagnostics", False)),
            "retention": _retention(live.doc),
            "tags": {key: ", ".join(value) for key, value in sorted(own.items())},
        }

    @classmethod
    def hindrance(cls, api: Api, live: Live) -> str:
        if (live.doc.get("classification") or {}).get("managedBy") == "SYSTEM":
            return "the Platform keeps it for itself"
        return "" if (live.doc.get("schemaRef") or {}).get("id") else "it has no schema"

    @classmethod
    def adopted(cls, api: Api, live: Live) -> Fields:
        files = live.doc.get("fileDescription") or {}
        return {**cls.read(api, live), "format": files.get("format") or "parquet"}

    @classmethod
    def as_live(cls, api: Api, live: Live, fields: Fields) -> Fields:
        return {"format": cls.adopted(api, live)["format"]}

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {"table": next(iter(live.doc.get("tags", {}).get("adobe/pqs/table", [])), "")}


def _values(there: list[str] | None, text: str) -> list[str]:
    """A tag of several values reads as one text, and stays several until that text changes."""
    return there if there and ", ".join(there) == text else [text]


def _retention(doc: Doc) -> str | None:
    lake = (doc.get("extensions") or {}).get("adobe_lakeHouse") or {}
    found: str | None = (lake.get("rowExpiration") or {}).get("ttlValue")
    return found


def _on(values: Any) -> bool:
    return any(str(value).replace(" ", "") == ON for value in values or [])
