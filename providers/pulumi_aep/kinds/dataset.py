"""Dataset: where data of one schema is stored. Its Profile switch is a pair of tags."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from ..apis import catalog, export
from ..apis.catalog import CatalogKind
from ..core.api import Api
from ..core.archivable import Usage
from ..core.cascade import Affected, Deletion
from ..core.field import Change, Prop, Ref, carried, output, prop, ref
from ..core.live import Doc, Fields, Live
from ..core.ownership import OwnerMark
from ..core.problem import Problem
from ..core.time import iso_time
from ..core.values import Period, Tags
from .schema import Schema

FORMAT = "application/vnd.adobe.xed+json;version=1"
ON, UPSERT, OFF = "enabled:true", "isUpsert:true", "enabled:false"
SWITCHES = ("unifiedProfile", "unifiedIdentity")


class Dataset(CatalogKind):
    """A dataset (API: dataSet, in the Catalog)."""

    name: Prop[str] = prop(Change.METADATA, "Name on screens.", at="name")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="", at="description")
    schema: Ref[Schema] = ref(
        Change.RECREATE,
        "The schema its data obeys. A new schema means a new, empty dataset.",
        at="schemaRef.id",
        moves="starts empty, with the new schema",
    )
    profile: Prop[bool] = prop(
        Change.METADATA,
        "Its data feeds Real-time Customer Profile: from now on, not what lies in it already. What arrived there stays "
        "there when it is switched off.",
        default=False,
        lasting=True,
    )
    upsert: Prop[bool] = prop(
        Change.METADATA, "Profile updates single attributes instead of whole records.", default=False
    )
    format: Prop[Literal["parquet", "json", "csv"]] = prop(
        Change.RECREATE, "How the Platform stores it.", default="parquet", local=True, at="fileDescription.format"
    )
    error_diagnostics: Prop[bool] = prop(
        Change.METADATA,
        "Keep details of rows that were refused.",
        default=True,
        at="enableErrorDiagnostics",
        absent=False,
    )
    retention: Prop[Period | None] = prop(
        Change.METADATA,
        "How long rows are kept, as an ISO 8601 period such as `P3Y`; for ever if left out.",
        default=None,
        at="extensions.adobe_lakeHouse.rowExpiration.ttlValue",
        apart=True,
    )
    tags: Prop[Tags] = prop(Change.METADATA, "Labels.", default={}, at="tags")
    schema_in_profile: Prop[bool | None] = carried(
        Change.METADATA, "Whether its schema is in the union.", by="schema", attribute="profile"
    )
    table: Prop[str] = output("Its name in Query Service.")

    collection = "dataSets"
    typical = ("profile",)
    when_moved = "starts dataset{s} {names} empty"

    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        if fields.get("profile") is True and fields.get("schema_in_profile") is False:
            yield Problem("profile", "needs a schema that is in the union; declare that Schema with profile=True")
        if fields.get("upsert") is True and fields.get("profile") is False:
            yield Problem("upsert", "means nothing without profile=True")

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        """Profile is switched by a pair of tags, which are first written when it is switched on."""
        doc = super().wire(api, fields, base, mark)
        on = [ON, UPSERT] if fields["upsert"] else [ON]
        was_on = any(_on(doc["tags"].get(key)) for key in SWITCHES)
        if fields["profile"] or was_on:
            doc["tags"] |= {key: on if fields["profile"] else [OFF] for key in SWITCHES}
        return doc if base else {**doc, "schemaRef": {**doc["schemaRef"], "contentType": FORMAT}}

    @classmethod
    def finish(cls, api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Live:
        """Set the retention, which can only be set on an existing dataset, and only by the v2 path."""
        if cls.read(api, live)["retention"] == fields.get("retention"):
            return live
        rule = {"rowExpiration": {"ttlValue": fields.get("retention")}}
        body = {"extensions": {"adobe_lakeHouse": rule}}
        api.send("PATCH", f"{catalog.ROOT}/v2/dataSets/{live.id}", body=body)
        return Live(live.id, {**live.doc, **body})

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        """Upsert can only be set on a dataset that is switched off at that moment."""
        mixed = cls.keep_live(api, live, fields, changed)
        if "upsert" in changed and mixed["upsert"] and cls.read(api, live)["profile"]:
            off = cls.wire(api, {**mixed, "profile": False, "upsert": False}, live.doc, mark)
            live = cls.patch(api, live, {"tags": off["tags"]})
        return cls.patch(api, live, cls.changeable(cls.wire(api, mixed, live.doc, mark)))

    @classmethod
    def cascades(cls, api: Api, id: str, recorded: Fields, deletion: Deletion) -> list[Affected]:
        """Its data: batches of other stacks are theirs; what runs, people and connectors wrote is part of it.

        A report counts what is part of it elsewhere (`usage`).
        """
        found = [
            catalog.batch_as_affected(live) for live in catalog.successful_batches(api, id, deletion, cls.__name__)
        ]
        return [one for one in found if not deletion.ahead or not one.of(deletion.stack)]

    @classmethod
    def usage(cls, api: Api, id: str, deletion: Deletion) -> Usage:
        docs = [live.doc for live in catalog.successful_batches(api, id, deletion, cls.__name__)]
        last = max((iso_time(doc.get("created")) for doc in docs), default="")
        return Usage(len(docs), sum(map(catalog.rows, docs)), last)

    @classmethod
    def archive(cls, api: Api, live: Live, folder: Path) -> list[str]:
        """The data of every successful batch."""
        batches = catalog.listing(api, "batches", dataSet=live.id, status="success")
        return [name for batch in batches for name in export.download(api, batch.id, folder)]

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        profile = [text.replace(" ", "") for text in live.doc.get("tags", {}).get("unifiedProfile", [])]
        return {**super().read(api, live), "profile": ON in profile, "upsert": UPSERT in profile}

    @classmethod
    def not_adoptable(cls, api: Api, live: Live) -> str:
        if (live.doc.get("classification") or {}).get("managedBy") == "SYSTEM":
            return "the Platform keeps it for itself"
        return "" if (live.doc.get("schemaRef") or {}).get("id") else "it has no schema"

    @classmethod
    def live_locals(cls, api: Api, live: Live, fields: Fields) -> Fields:
        return {"format": cls.read(api, live)["format"]}

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {"table": next(iter(live.doc.get("tags", {}).get("adobe/pqs/table", [])), "")}


def _on(values: Any) -> bool:
    return any(str(value).replace(" ", "") == ON for value in values or [])
