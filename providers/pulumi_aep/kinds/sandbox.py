"""Sandbox: one environment of the Platform. It is created asynchronously, in about half a minute at Adobe's."""

from collections.abc import Collection
from typing import Literal

from ..apis.paging import pages
from ..core.cascade import Along
from ..core.field import Change, Prop, output, prop
from ..core.kind import Api, Doc, Fields, Kind, Live, Stamp
from ..core.values import SandboxName
from ..errors import AepError, Missing

ROOT = "/data/foundation/sandbox-management/sandboxes"
GONE = {"deleted", "deleting", "cleaning", "de-provisioning"}
PATIENCE_S = 300
PAGE = 50
WORDS = {"FieldGroup": "field group", "TrainingRun": "training"}


class Sandbox(Kind):
    """A sandbox of the organisation (API: sandbox). Its name is its id; everything in it goes when it goes."""

    name: Prop[SandboxName] = prop(
        Change.RECREATE,
        "Name in paths and headers: letters, digits, hyphens. Unique in the organisation. If left out: `aep:sandbox`.",
        default=None,
    )
    type: Prop[Literal["development", "production"]] = prop(
        Change.RECREATE, "`development` or `production`.", default="development"
    )
    title: Prop[str | None] = prop(Change.METADATA, "Name on screens; the Platform's own where left out.", default=None)
    existing: Prop[bool] = prop(
        Change.METADATA,
        "It exists and stays: it is used as it is, never made, changed or deleted.",
        default=False,
        local=True,
    )
    state: Prop[str] = output("`active` once it can be used.")
    region: Prop[str] = output("Where Adobe runs it.")

    unique = "name"
    sandboxed = False
    found_in_list = False

    @classmethod
    def listed(cls, api: Api) -> list[Live]:
        """All of the organisation; where the list starts and how long it is must be said together."""

        def page(start: int) -> list[Doc]:
            found: list[Doc] = api.get(ROOT, params={"limit": PAGE, "offset": start}).json().get("sandboxes", [])
            return found

        return [Live(doc["name"], doc) for doc in pages(page, PAGE) if doc.get("state") not in GONE]

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        live = cls.get(api, fields["name"], {})
        if fields.get("existing"):
            if live is None:
                raise AepError(f'sandbox "{fields["name"]}" does not exist; make it, or declare it with existing=False')
            return []
        return [live] if live else []

    @classmethod
    def owner(cls, live: Live) -> str | None:
        return Stamp.split(live.doc.get("title"))[1]

    @classmethod
    def create(cls, api: Api, fields: Fields, stamp: Stamp) -> Live:
        if fields.get("existing"):
            live = cls.get(api, fields["name"], {})
            if live is None:
                raise AepError(f'sandbox "{fields["name"]}" is gone; make it, or declare it with existing=False')
            return live
        title = stamp.into(str(fields.get("title", fields["name"])))
        body = {"name": fields["name"], "title": title, "type": fields["type"]}
        return Live(fields["name"], api.send("POST", ROOT, body=body).json())

    @classmethod
    def settle(cls, api: Api, live: Live, fields: Fields, stamp: Stamp) -> Live:
        waited, pause = 0.0, 0.1
        while live.doc["state"] != "active":
            if live.doc["state"] == "failed" or waited > PATIENCE_S:
                raise AepError(f'sandbox "{live.id}" is {live.doc["state"]} after {waited:.0f} s; see Adobe\'s console')
            api.progress(f"{live.doc['state']}, {waited:.0f} s")
            api.wait(pause)
            waited, pause = waited + pause, min(pause * 1.5, 5.0)
            live = cls.get(api, live.id, fields) or live
        return live

    @classmethod
    def get(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        try:
            doc = api.get(f"{ROOT}/{id}").json()
        except Missing:
            return None
        return None if doc.get("state") in GONE else Live(id, doc)

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], stamp: Stamp) -> Live:
        if fields.get("existing"):
            return live
        title = stamp.into(str(fields.get("title", fields["name"])))
        api.send("PATCH", f"{ROOT}/{live.id}", body={"title": title})
        return Live(live.id, {**live.doc, "title": title})

    @classmethod
    def along(cls, api: Api, id: str, recorded: Fields, stack: str) -> list[Along]:
        """Everything in it."""
        live = None if recorded.get("existing") else cls.get(api, id, recorded)
        return contents(api.within(id)) if live and live.doc.get("state") == "active" else []

    @classmethod
    def remove(cls, api: Api, id: str, recorded: Fields) -> None:
        if not recorded.get("existing") and cls.get(api, id, recorded):
            api.send("DELETE", f"{ROOT}/{id}")

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        return {"name": live.id, "type": live.doc["type"], "title": Stamp.split(live.doc.get("title"))[0]}

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {"state": live.doc.get("state", ""), "region": live.doc.get("region", "")}


def contents(api: Api, *, without: Collection[str] = ()) -> list[Along]:
    """All assets that are somebody's, by the lists of their kinds; one by one where these don't tell whose."""
    from .dataset import Dataset
    from .field_group import FieldGroup
    from .model import Model
    from .recipe import Recipe
    from .schema import Schema
    from .segment import Segment
    from .service import Service
    from .training_run import TrainingRun

    kinds: list[type[Kind]] = [Dataset, Schema, FieldGroup, Recipe, Model, TrainingRun, Service, Segment]
    return [_thing(api, kind, live) for kind in kinds for live in kind.listed(api) if live.id not in without]


def _thing(api: Api, kind: type[Kind], live: Live) -> Along:
    whole = kind.get(api, live.id, {}) if live.partial else live
    owner = kind.owner(whole) if whole else None
    name = str(live.doc.get(kind.named) or "")
    return Along(what=WORDS.get(kind.__name__, kind.__name__.lower()), id=live.id, name=name, owner=owner)
