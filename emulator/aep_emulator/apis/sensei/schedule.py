"""Cron schedules of experiments: five fields, in UTC by the Platform's clock, between startTime and endTime."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ...platform.choices.sensei import DUE_AT_MOST
from ...platform.store import Doc
from ...platform.world import World
from . import body_fields
from .errors import refuse

KIND = "senseiSchedule"


def parse_time(name: str, value: Any) -> datetime:
    """A date or a time, in UTC if it has no zone."""
    text = body_fields.string(name, value)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise refuse(422, f"{name} must be a date or a time like 2026-01-31T09:30, not {text!r}") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def checked(name: str, value: Any) -> Doc:
    """{cron, startTime?, endTime?}, as it was sent."""
    from croniter import croniter

    found = body_fields.read(
        value,
        {"cron": body_fields.string, "startTime": body_fields.string, "endTime": body_fields.string},
        required=("cron",),
    )
    if len(found["cron"].split()) != 5 or not croniter.is_valid(found["cron"]):
        raise refuse(422, f"{name}.cron must be a cron expression of five fields, not {found['cron']!r}")
    times = [parse_time(f"{name}.{key}", found[key]) for key in ("startTime", "endTime") if key in found]
    if len(times) == 2 and times[1] <= times[0]:
        raise refuse(422, f"{name}.endTime must be after {name}.startTime")
    return found


def same_start(one: Doc, other: Doc) -> bool:
    first, second = one.get("startTime"), other.get("startTime")
    if first is None or second is None:
        return first == second
    return parse_time("startTime", first) == parse_time("startTime", second)


def remember(world: World, sandbox: str, experiment_id: str, schedule: Doc) -> None:
    """The experiment runs at these times from now on; what was due before is skipped."""
    doc = {"experimentId": experiment_id, "schedule": schedule, "seen": world.clock.now().isoformat()}
    world.store.put(KIND, experiment_id, doc, sandbox=sandbox)


def forget(world: World, sandbox: str, experiment_id: str) -> None:
    world.store.delete(KIND, experiment_id, sandbox=sandbox)


def due(noted: Doc, now: datetime) -> list[datetime]:
    """Due times since the last look, oldest first, up to a limit."""
    from croniter import croniter
    from croniter.croniter import CroniterBadDateError

    schedule, after, found = noted["schedule"], datetime.fromisoformat(noted["seen"]), list[datetime]()
    if "startTime" in schedule:
        # a second earlier, so that the start itself counts
        after = max(after, parse_time("startTime", schedule["startTime"]) - timedelta(seconds=1))
    end = min(now, parse_time("endTime", schedule["endTime"])) if "endTime" in schedule else now
    if after >= end:
        return found
    times = croniter(schedule["cron"], after)
    while len(found) < DUE_AT_MOST:
        try:
            at: datetime = times.get_next(datetime)
        except CroniterBadDateError:  # a day that never comes, such as 30 February
            break
        if at > end:
            break
        found.append(at)
    return found
