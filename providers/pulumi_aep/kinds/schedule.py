"""Schedule: when a service trains or scores by itself. It lives in the service's object and keeps the rest."""

import threading
from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy
from typing import Literal

from ..apis import sensei
from ..core.field import UNKNOWN, Change, Prop, Ref, prop, ref, unknown
from ..core.kind import Api, Fields, Kind, Live, Problem, Stamp
from ..core.values import Cron, Moment
from ..errors import AepError, Changed
from .service import Service

PARTS = ("training", "scoring")
# Two schedules of one service write the same object, and not every Platform answers If-Match.
_writing: dict[str, threading.Lock] = defaultdict(threading.Lock)


class Schedule(Kind):
    """A service's training or scoring schedule (API: a part of mlService). What it trains is not gated."""

    service: Ref[Service] = ref(Change.RECREATE, "The service.", moves="goes along with its service")
    runs: Prop[Literal["training", "scoring"]] = prop(Change.RECREATE, "What runs: `training` or `scoring`.")
    cron: Prop[Cron] = prop(Change.RESCHEDULE, "Five fields, UTC, e.g. `0 3 * * *`.")
    start: Prop[Moment] = prop(Change.RESCHEDULE, "First moment, UTC; the Platform can't move it.", replaces=True)
    end: Prop[Moment] = prop(Change.RESCHEDULE, "Last moment, UTC; nothing runs after it.")

    unique = "runs"
    within = "service"
    named = "runs"
    found_in_list = False
    follows = "schedule{s} {names} unchanged"

    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        start, end = fields.get("start", UNKNOWN), fields.get("end", UNKNOWN)
        if not unknown([start, end]) and end <= start:
            yield Problem("end", f"{end} is not after start {start}; give a later one")

    @classmethod
    def listed(cls, api: Api) -> list[Live]:
        """What may be there: lists of services do not tell which schedules they have."""
        found = [cls.glance(api, f"{id}/{part}") for id in sensei.index(api, "mlServices") for part in PARTS]
        return [live for live in found if live]

    @classmethod
    def glance(cls, api: Api, id: str) -> Live | None:
        service = sensei.index(api, "mlServices").get(id.split("/", maxsplit=1)[0])
        return Live(id, service.doc, partial=True) if service else None

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        live = cls.get(api, f"{fields['service']}/{fields['runs']}", {})
        return [live] if live else []

    @classmethod
    def owner(cls, live: Live) -> str | None:
        return (live.doc.get("tags") or {}).get(_tag(live.id))

    @classmethod
    def create(cls, api: Api, fields: Fields, stamp: Stamp) -> Live:
        made = cls._write(api, f"{fields['service']}/{fields['runs']}", fields, stamp)
        if made is None:
            raise AepError(f"service {fields['service']} is gone; run pulumi refresh")
        return made

    @classmethod
    def _write(
        cls, api: Api, id: str, fields: Fields | None, stamp: Stamp | None, seen: Live | None = None
    ) -> Live | None:
        """GET, our part in or out, PUT; what the others have in there stays. None: the service is gone.

        `Changed` when our part is not as it was `seen`.
        """
        service, part = id.split("/")
        with _writing[service]:
            fresh = sensei.one(api, "mlServices", service)
            if fresh is None:
                return None
            doc, key = deepcopy(fresh.doc), f"{part}Schedule"
            if fields and stamp:
                if seen and fresh.doc.get(key) != seen.doc.get(key):
                    raise Changed(f"the {part} schedule was changed at this moment; run pulumi up again", status=412)
                doc[key] = {"startTime": fields["start"], "endTime": fields["end"], "cron": fields["cron"]}
                doc["tags"] = {**(doc.get("tags") or {}), _tag(id): stamp.owner}
            else:
                doc.pop(key, None)
                doc["tags"] = {name: value for name, value in (doc.get("tags") or {}).items() if name != _tag(id)}
            done = sensei.put(api, "mlServices", "mlService", fresh, doc)
        return Live(id, done.doc, done.etag)

    @classmethod
    def get(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        service, part = id.split("/")
        found = sensei.one(api, "mlServices", service)
        return Live(id, found.doc, found.etag) if found and found.doc.get(f"{part}Schedule") else None

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], stamp: Stamp) -> Live:
        mixed = cls.mixed(api, live, fields, changed)
        return cls._write(api, live.id, mixed, stamp, live) or live

    @classmethod
    def remove(cls, api: Api, id: str, recorded: Fields) -> None:
        if cls.get(api, id, recorded):
            cls._write(api, id, None, None)

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        from ..core.values import moment

        service, part = live.id.split("/")
        found = live.doc.get(f"{part}Schedule") or {}
        return {
            "service": service,
            "runs": part,
            "cron": " ".join(found.get("cron", "").split()),
            "start": moment(found.get("startTime", "")),
            "end": moment(found.get("endTime", "")),
        }


def _tag(id: str) -> str:
    return f"{Stamp.KEY}/{id.split('/')[1]}"
