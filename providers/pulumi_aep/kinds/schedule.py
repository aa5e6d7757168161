"""Schedule: when a service trains or scores by itself. It lives in the service's object and keeps the rest."""

import threading
from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy
from typing import Literal

from ..apis import sensei
from ..core.adoptable import Chapter, NameOf
from ..core.api import Api
from ..core.field import UNKNOWN, Change, Prop, Ref, prop, ref, unknown
from ..core.kind import Kind
from ..core.live import Doc, Fields, Live
from ..core.ownership import RESERVED, InTags, OwnerMark
from ..core.problem import Problem
from ..core.values import Cron, Moment, moment
from ..core.wire import from_wire
from ..errors import AepError, PreconditionFailed
from .service import Service

PARTS = ("training", "scoring")
# Two schedules of one service write the same object, and not every Platform answers If-Match.
_writing: dict[str, threading.Lock] = defaultdict(threading.Lock)


def _tag(id: str) -> str:
    return f"{RESERVED}/{id.split('/')[1]}"


class InServiceTags(InTags):
    """Each of a service's schedules has a tag of its own beside the service's."""

    def owner(self, live: Live) -> str | None:
        return (live.doc.get("tags") or {}).get(_tag(live.id))


class Schedule(Kind):
    """A service's training or scoring schedule (API: a part of mlService). What it trains is not gated."""

    service: Ref[Service] = ref(Change.RECREATE, "The service.", moves="goes along with its service")
    runs: Prop[Literal["training", "scoring"]] = prop(Change.RECREATE, "What runs: `training` or `scoring`.")
    cron: Prop[Cron] = prop(Change.RESCHEDULE, "Five fields, UTC, e.g. `0 3 * * *`.", at="cron")
    start: Prop[Moment] = prop(
        Change.RESCHEDULE, "First moment, UTC; the Platform can't move it.", replaces=True, at="startTime"
    )
    end: Prop[Moment] = prop(Change.RESCHEDULE, "Last moment, UTC; nothing runs after it.", at="endTime")

    ownership = InServiceTags()
    chapter = Chapter.USE
    pipeline = "service"
    part_of = "service"
    unique = "runs"
    unique_within = "service"
    name_field = "runs"
    indexed = False
    when_moved = "sets schedule{s} {names} again"

    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        start, end = fields.get("start", UNKNOWN), fields.get("end", UNKNOWN)
        if not unknown([start, end]) and end <= start:
            yield Problem("end", f"{end} is not after start {start}; give a later one")

    @classmethod
    def label(cls, fields: Fields, title_of: NameOf) -> str:
        return f"{title_of('service') or 'a service'}, {fields.get('runs')}"

    @classmethod
    def logical_name(cls, fields: Fields, name_of: NameOf) -> str:
        return f"{name_of('service') or 'service'}-{fields['runs']}"

    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        """Both schedules that each service may have: a list of services doesn't tell which it has."""
        found = [cls.summary(api, f"{id}/{part}") for id in sensei.index(api, "mlServices") for part in PARTS]
        return [live for live in found if live]

    @classmethod
    def summary(cls, api: Api, id: str) -> Live | None:
        service = sensei.index(api, "mlServices").get(id.split("/", maxsplit=1)[0])
        return Live(id, service.doc, partial=True) if service else None

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        live = cls.fetch(api, f"{fields['service']}/{fields['runs']}", {})
        return [live] if live else []

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        made = cls._write(api, f"{fields['service']}/{fields['runs']}", fields, mark)
        if made is None:
            raise AepError(f"service {fields['service']} is gone; run pulumi refresh")
        return made

    @classmethod
    def _write(
        cls, api: Api, id: str, fields: Fields | None, mark: OwnerMark | None, seen: Live | None = None
    ) -> Live | None:
        """GET, put our part in or take it out, PUT; everything else in it is kept. None if the service is gone.

        `PreconditionFailed` when our part is not as it was `seen`.
        """
        service, part = id.split("/")
        with _writing[service]:
            fresh = sensei.one(api, "mlServices", service)
            if fresh is None:
                return None
            doc, key = deepcopy(fresh.doc), f"{part}Schedule"
            if fields and mark:
                if seen and fresh.doc.get(key) != seen.doc.get(key):
                    raise PreconditionFailed(
                        f"the {part} schedule was changed at this moment; run pulumi up again", status=412
                    )
                doc[key] = {item.at: fields[item.name] for item in cls.declared_fields() if item.at}
                doc["tags"] = {**(doc.get("tags") or {}), _tag(id): mark.owner}
            else:
                doc.pop(key, None)
                doc["tags"] = {name: value for name, value in (doc.get("tags") or {}).items() if name != _tag(id)}
            done = sensei.put(api, "mlServices", "mlService", fresh, doc)
        return Live(id, done.doc, done.etag)

    @classmethod
    def is_id(cls, id: str) -> bool:
        """The service's id, and which of its two schedules: `5e7c…/scoring`."""
        service, _, part = id.partition("/")
        return super().is_id(service) and part in PARTS

    @classmethod
    def own_part(cls, live: Live, recorded: Fields) -> Doc:
        """The schedule's part of the service's object."""
        key = f"{live.id.split('/')[1]}Schedule"
        return {key: live.doc.get(key), "tags": {_tag(live.id): cls.owner(live)}}

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        service, part = id.split("/")
        found = sensei.one(api, "mlServices", service)
        return Live(id, found.doc, found.etag) if found and found.doc.get(f"{part}Schedule") else None

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        mixed = cls.keep_live(api, live, fields, changed)
        return cls._write(api, live.id, mixed, mark, live) or live

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        if cls.fetch(api, id, recorded):
            cls._write(api, id, None, None)

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        service, part = live.id.split("/")
        times = from_wire(cls, live.doc.get(f"{part}Schedule") or {})
        return {
            "service": service,
            "runs": part,
            "cron": " ".join(times["cron"].split()),
            **{name: moment(times[name]) for name in ("start", "end")},
        }
