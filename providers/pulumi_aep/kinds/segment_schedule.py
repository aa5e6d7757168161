"""SegmentSchedule: when the sandbox's segments are evaluated. A sandbox has one, for all its segments."""

from ..apis import ups
from ..apis.ups import UpsKind
from ..core.adoptable import Chapter
from ..core.api import Api
from ..core.field import Change, Prop, prop
from ..core.live import Doc, Fields, Live
from ..core.ownership import InText, OwnerMark
from ..core.values import QuartzCron

TYPE = "batch_segmentation"
STATES = {True: "active", False: "inactive"}


class SegmentSchedule(UpsKind):
    """The batch evaluation of all segments (API: schedule of type batch_segmentation), once a day at most."""

    name: Prop[str] = prop(Change.RECREATE, "Name.", at="name")
    cron: Prop[QuartzCron] = prop(
        Change.RESCHEDULE, "Quartz cron of six or seven fields, UTC, e.g. `0 0 1 * * ?`.", at="schedule"
    )
    active: Prop[bool] = prop(Change.RESCHEDULE, "Whether it runs.", default=True, at="state", words=STATES)

    path = f"{ups.ROOT}/config/schedules"
    ownership = InText("name")
    chapter = Chapter.AUDIENCES
    guards_sandbox = False  # it holds nothing, and a sandbox without segments has no use for it
    unique = "name"

    @classmethod
    def documents(cls, api: Api) -> list[Doc]:
        return [doc for doc in ups.schedules(api) if doc.get("type", TYPE) == TYPE]

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        """Any schedule that exists: there can be only one."""
        return cls.listed(api)

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        return {**super().wire(api, fields, base, mark), "type": TYPE, "properties": {"segments": ["*"]}}

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        """The Platform knows no other operation here than `add`, on the paths of the two fields that can change."""
        wanted = cls.wire(api, fields, {}, mark)
        keys = [item.at for item in cls.declared_fields() if item.name in changed]
        patch = [{"op": "add", "path": f"/{key}", "value": wanted[key]} for key in keys]
        if patch:
            api.send("PATCH", f"{cls.path}/{live.id}", body=patch)
        return Live(live.id, {**live.doc, **{key: wanted[key] for key in keys}})

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        found = super().read(api, live)
        return {**found, "cron": " ".join(found["cron"].split()), "active": found["active"] is True}
