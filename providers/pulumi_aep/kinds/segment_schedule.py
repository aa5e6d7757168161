"""SegmentSchedule: when the sandbox's segments are evaluated. A sandbox has one, for all its segments."""

from ..apis import ups
from ..core.field import Change, Prop, prop
from ..core.kind import Api, Fields, Kind, Live, Stamp
from ..core.values import QuartzCron
from ..errors import Missing

SCHEDULES = f"{ups.ROOT}/config/schedules"


class SegmentSchedule(Kind):
    """The batch evaluation of all segments (API: schedule of type batch_segmentation), once a day at most."""

    name: Prop[str] = prop(Change.RECREATE, "Name.")
    cron: Prop[QuartzCron] = prop(Change.RESCHEDULE, "Quartz cron of six or seven fields, UTC, e.g. `0 0 1 * * ?`.")
    active: Prop[bool] = prop(Change.RESCHEDULE, "Whether it runs.", default=True)

    unique = "name"

    @classmethod
    def listed(cls, api: Api) -> list[Live]:
        return [
            Live(doc["id"], doc)
            for doc in ups.schedules(api)
            if doc.get("type", "batch_segmentation") == "batch_segmentation"
        ]

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        """Whatever schedule there is: there can be only one."""
        return list(cls.index(api).values())

    @classmethod
    def owner(cls, live: Live) -> str | None:
        return Stamp.split(live.doc.get("name"))[1]

    @classmethod
    def create(cls, api: Api, fields: Fields, stamp: Stamp) -> Live:
        body = {
            "name": stamp.into(fields["name"]),
            "type": "batch_segmentation",
            "properties": {"segments": ["*"]},
            "schedule": fields["cron"],
            "state": "active" if fields["active"] else "inactive",
        }
        doc = api.send("POST", SCHEDULES, body=body).json()
        return Live(doc["id"], {**body, **doc})

    @classmethod
    def get(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        try:
            return Live(id, api.get(f"{SCHEDULES}/{id}").json())
        except Missing:
            return None

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], stamp: Stamp) -> Live:
        """The Platform knows no other operation here than `add`, on these two paths."""
        values = {
            "cron": ("schedule", fields["cron"]),
            "active": ("state", "active" if fields["active"] else "inactive"),
        }
        patch = [
            {"op": "add", "path": f"/{key}", "value": value} for name, (key, value) in values.items() if name in changed
        ]
        if patch:
            api.send("PATCH", f"{SCHEDULES}/{live.id}", body=patch)
        return Live(live.id, {**live.doc, **{item["path"][1:]: item["value"] for item in patch}})

    @classmethod
    def remove(cls, api: Api, id: str, recorded: Fields) -> None:
        api.send("DELETE", f"{SCHEDULES}/{id}")

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        return {
            "name": Stamp.split(live.doc.get("name"))[0],
            "cron": " ".join(str(live.doc.get("schedule", "")).split()),
            "active": live.doc.get("state") == "active",
        }
