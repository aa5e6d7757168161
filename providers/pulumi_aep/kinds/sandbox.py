"""Sandbox: one environment of the Platform. It is created asynchronously, in about half a minute at Adobe's."""

from typing import Literal

from ..apis.paging import pages
from ..core.adoptable import Chapter, NameOf
from ..core.api import Api
from ..core.cascade import Affected, Deletion
from ..core.field import Change, Prop, output, prop
from ..core.kind import Kind
from ..core.live import Doc, Fields, Live
from ..core.ownership import InText, OwnerMark
from ..core.registry import kinds
from ..core.values import SandboxName
from ..errors import AepError, Missing

ROOT = "/data/foundation/sandbox-management/sandboxes"
GONE = {"deleted", "deleting", "cleaning", "de-provisioning"}
PATIENCE_S = 300
PAGE = 50


class Sandbox(Kind):
    """A sandbox of the organisation (API: sandbox). Its name is its id; everything in it goes when it goes."""

    name: Prop[SandboxName] = prop(
        Change.RECREATE,
        "Name in paths and headers: letters, digits, hyphens. Unique in the organisation. If left out: `aep:sandbox`.",
        default=None,
        at="name",
        from_stack_config=True,
    )
    type: Prop[Literal["development", "production"]] = prop(
        Change.RECREATE, "`development` or `production`.", default="development", at="type"
    )
    title: Prop[str | None] = prop(
        Change.METADATA, "Name on screens; the Platform's own where left out.", default=None, at="title"
    )
    existing: Prop[bool] = prop(
        Change.METADATA,
        "It exists and stays: it is used as it is, never made, changed or deleted.",
        default=False,
        local=True,
    )
    state: Prop[str] = output("`active` once it can be used.")
    region: Prop[str] = output("Where Adobe runs it.")

    ownership = InText("title")
    chapter = Chapter.ENVIRONMENT
    unique = "name"
    sandboxed = False
    indexed = False

    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        """All sandboxes of the organisation; the API takes an offset only together with a limit."""

        def page(start: int) -> list[Doc]:
            found: list[Doc] = api.get(ROOT, params={"limit": PAGE, "offset": start}).json().get("sandboxes", [])
            return found

        return [Live(doc["name"], doc) for doc in pages(page, PAGE) if doc.get("state") not in GONE]

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        live = cls.fetch(api, fields["name"], {})
        if fields.get("existing"):
            if live is None:
                raise AepError(f'sandbox "{fields["name"]}" does not exist; make it, or declare it with existing=False')
            return []
        return [live] if live else []

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        if fields.get("existing"):
            live = cls.fetch(api, fields["name"], {})
            if live is None:
                raise AepError(f'sandbox "{fields["name"]}" is gone; make it, or declare it with existing=False')
            return live
        return Live(fields["name"], api.send("POST", ROOT, body=cls.wire(api, fields, {}, mark)).json())

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        return super().wire(api, {**fields, "title": fields.get("title", fields["name"])}, base, mark)

    @classmethod
    def finish(cls, api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Live:
        waited, pause = 0.0, 0.1
        while live.doc["state"] != "active":
            if live.doc["state"] == "failed" or waited > PATIENCE_S:
                raise AepError(f'sandbox "{live.id}" is {live.doc["state"]} after {waited:.0f} s; see Adobe\'s console')
            api.progress(f"{live.doc['state']}, {waited:.0f} s")
            api.wait(pause)
            waited, pause = waited + pause, min(pause * 1.5, 5.0)
            live = cls.fetch(api, live.id, fields) or live
        return live

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        try:
            doc = api.get(f"{ROOT}/{id}").json()
        except Missing:
            return None
        return None if doc.get("state") in GONE else Live(id, doc)

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        if fields.get("existing"):
            return live
        body = {"title": cls.wire(api, fields, {}, mark)["title"]}
        api.send("PATCH", f"{ROOT}/{live.id}", body=body)
        return Live(live.id, {**live.doc, **body})

    @classmethod
    def cascades(cls, api: Api, id: str, recorded: Fields, deletion: Deletion) -> list[Affected]:
        """Everything in it."""
        live = None if recorded.get("existing") else cls.fetch(api, id, recorded)
        return _contents(api.within(id), deletion) if live and live.doc.get("state") == "active" else []

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        if not recorded.get("existing") and cls.fetch(api, id, recorded):
            api.send("DELETE", f"{ROOT}/{id}")

    @classmethod
    def as_existing(cls, fields: Fields, *, ours: bool) -> Fields:
        """A sandbox that this stack did not create is declared as existing."""
        title = fields["title"] if ours and fields["title"] != fields["name"] else None
        return {**fields, "title": title, "existing": not ours}

    @classmethod
    def logical_name(cls, fields: Fields, name_of: NameOf) -> str:
        return str(fields["name"])

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {"state": live.doc.get("state", ""), "region": live.doc.get("region", "")}


def _contents(api: Api, deletion: Deletion) -> list[Affected]:
    """Every asset in the sandbox that this destroy does not delete itself, and who owns it.

    A kind's list may leave the owner mark out; then each asset is read by itself.
    """
    guards = [kind for kind in kinds() if kind.sandboxed and kind.guards_sandbox and not kind.part_of]
    return [_affected(api, kind, live) for kind in guards for live in kind.list_all(api) if live.id not in deletion.ids]


def _affected(api: Api, kind: type[Kind], live: Live) -> Affected:
    full = kind.fetch(api, live.id, {}) if live.partial else live
    owner = kind.owner(full) if full else None
    return Affected(what=kind.noun(), id=live.id, name=str(live.doc.get(kind.name_field) or ""), owner=owner)
