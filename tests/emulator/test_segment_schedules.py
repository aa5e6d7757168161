"""Segmentation schedules: Quartz cron on the Platform's clock, which the tests turn."""

from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest
from aep_emulator.apis.segmentation import quartz

from tests.support.platform import shop
from tests.support.platform.server import Platform
from tests.support.polling import until

SCHEDULES = f"{shop.UPS}/config/schedules"
JOBS = f"{shop.UPS}/segment/jobs"
NIGHTLY = {
    "name": "nightly",
    "type": "batch_segmentation",
    "properties": {"segments": ["*"]},
    "schedule": "0 0 1 * * ?",
    "state": "active",
}


def make(platform: Platform, sandbox: str, **changes: Any) -> dict[str, Any]:
    answer = platform.post(SCHEDULES, sandbox=sandbox, json=NIGHTLY | changes)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_schedule_gets_what_it_leaves_out(platform: Platform, sandbox: str) -> None:
    """Inactive, at one in the night."""
    body = {key: NIGHTLY[key] for key in ("name", "type", "properties")}
    made = platform.post(SCHEDULES, sandbox=sandbox, json=body).json()
    assert set(made) == {*NIGHTLY, "id", "imsOrgId", "sandbox", "createEpoch", "updateEpoch"}
    assert (made["state"], made["schedule"]) == ("inactive", "0 0 1 * * ?")
    assert platform.get(f"{SCHEDULES}/{made['id']}", sandbox=sandbox).json() == made
    listed = platform.get(SCHEDULES, sandbox=sandbox).json()
    assert listed == {"_page": {"totalCount": 1, "pageSize": 1}, "children": [made], "_links": {"next": {}}}


def test_there_is_one_for_a_sandbox(platform: Platform, sandbox: str) -> None:
    """Until it is deleted."""
    made = make(platform, sandbox)
    again = platform.post(SCHEDULES, sandbox=sandbox, json=NIGHTLY)
    assert (again.status_code, again.json()["message"]) == (400, "There can be only one schedule")
    assert platform.delete(f"{SCHEDULES}/{made['id']}", sandbox=sandbox).status_code == 204
    assert platform.delete(f"{SCHEDULES}/{made['id']}", sandbox=sandbox).status_code == 404
    make(platform, sandbox)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "name must be a string"),
        ({"type": "streaming"}, "type must be one of: batch_segmentation, export"),
        ({"properties": None}, "properties is required"),
        ({"properties": {"segments": []}}, "properties.segments is required"),
        ({"properties": {"segments": ["none"]}}, "there is no segment definition none"),
        ({"state": "on"}, "state must be one of: active, inactive"),
        ({"schedule": 1}, "schedule must be a string"),
        ({"schedule": "0 1 * * *"}, "must have six or seven fields"),
        ({"schedule": "0 0 1 * * *"}, "must have ? in one of the fields day and weekday"),
        ({"schedule": "0 0 1 ? * ?"}, "must have ? in one of the fields day and weekday"),
        ({"schedule": "0 0 25 * * ?"}, "is not a cron expression"),
        ({"schedule": "0 0 1 ? * 8"}, "'8' is not a day of the week"),
        ({"schedule": "0 0 1 15W * ?"}, "W is not emulated"),
        ({"schedule": "0 0 */12 * * ?"}, "runs more than once in 24 hours"),
        ({"schedule": "0 0 1,13 * * ?"}, "runs more than once in 24 hours"),
        ({"schedule": "0 0 1 * * ? 1999"}, "is never due"),
        ({"schedule": "0 0 1 30 2 ?"}, "is never due"),
    ],
)
def test_what_is_no_schedule_is_refused(platform: Platform, sandbox: str, changes: dict[str, Any], words: str) -> None:
    """With what is wrong."""
    answer = platform.post(SCHEDULES, sandbox=sandbox, json=NIGHTLY | changes)
    assert answer.status_code == 400
    assert words in answer.json()["message"]


def test_patch_adds_state_and_schedule_only(platform: Platform, sandbox: str) -> None:
    """204 without a body."""
    made = make(platform, sandbox, state="inactive")
    path = f"{SCHEDULES}/{made['id']}"
    patch = [
        {"op": "add", "path": "/state", "value": "active"},
        {"op": "add", "path": "/schedule", "value": "0 30 2 ? * MON"},
    ]
    answer = platform.patch(path, sandbox=sandbox, json=patch)
    assert (answer.status_code, answer.content) == (204, b"")
    changed = platform.get(path, sandbox=sandbox).json()
    assert (changed["state"], changed["schedule"]) == ("active", "0 30 2 ? * MON")
    for wrong in (
        {"state": "inactive"},
        [],
        [{"op": "replace", "path": "/state", "value": "inactive"}],
        [{"op": "add", "path": "/name", "value": "x"}],
        [{"op": "add", "path": "/state", "value": "off"}],
        [{"op": "add", "path": "/schedule", "value": "daily"}],
    ):
        assert platform.patch(path, sandbox=sandbox, json=wrong).status_code == 400
    assert platform.get(path, sandbox=sandbox).json() == changed
    assert platform.patch(f"{SCHEDULES}/none", sandbox=sandbox, json=patch).status_code == 404


def test_it_stays_active_while_a_segment_streams(platform: Platform, sandbox: str) -> None:
    """As documented."""
    made = make(platform, sandbox)
    segment = {
        "name": "streaming",
        "schema": {"name": shop.PROFILE},
        "expression": {"type": "PQL", "format": "pql/text", "value": "a = 1"},
        "evaluationInfo": {"continuous": {"enabled": True}},
    }
    id = platform.post(f"{shop.UPS}/segment/definitions", sandbox=sandbox, json=segment).json()["id"]
    off = [{"op": "add", "path": "/state", "value": "inactive"}]
    refused = platform.patch(f"{SCHEDULES}/{made['id']}", sandbox=sandbox, json=off)
    assert (refused.status_code, refused.json()["cause"]) == (400, "streaming")
    platform.delete(f"{shop.UPS}/segment/definitions/{id}", sandbox=sandbox)
    assert platform.patch(f"{SCHEDULES}/{made['id']}", sandbox=sandbox, json=off).status_code == 204


def jobs(platform: Platform) -> list[dict[str, Any]]:
    """All of prod, once they have ended."""

    def look() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = platform.get(JOBS).json()["children"]
        return found if all(job["status"] == "SUCCEEDED" for job in found) else None

    deadline = platform.get(JOBS).json()["children"]
    return list(until(look)) if deadline else []


def move(platform: Platform, *, days: float) -> None:
    assert platform.post("/_emulator/clock", json={"advance": days * 86400}).status_code == 200
    platform.reconnect()  # tokens live for a day


def test_the_clock_runs_it(own_platform: Platform) -> None:
    """Once a day while it is active; also after a restart, which makes up for nothing."""
    made = make(own_platform, "prod", state="inactive")
    move(own_platform, days=2)
    assert jobs(own_platform) == []
    path = f"{SCHEDULES}/{made['id']}"
    own_platform.patch(path, json=[{"op": "add", "path": "/state", "value": "active"}])
    assert jobs(own_platform) == []
    move(own_platform, days=1)
    (job,) = jobs(own_platform)
    assert (job["source"], job["segments"]) == ("scheduler", [{"segmentId": "*"}])
    assert job["properties"]["scheduleId"] == made["id"]
    move(own_platform, days=2)
    assert len(jobs(own_platform)) == 3
    own_platform.server.kill()
    own_platform.server.start()
    own_platform.reconnect()
    assert len(jobs(own_platform)) == 3
    move(own_platform, days=1)
    assert len(jobs(own_platform)) == 4


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("0 0 1 * * ?", ["2026-01-01 01:00:00", "2026-01-02 01:00:00", "2026-01-03 01:00:00"]),
        ("15 30 2 ? * 2", ["2026-01-05 02:30:15", "2026-01-12 02:30:15", "2026-01-19 02:30:15"]),
        ("0 0 1 ? * MON-WED", ["2026-01-05 01:00:00", "2026-01-06 01:00:00", "2026-01-07 01:00:00"]),
        ("0 0 1 ? * sat,1", ["2026-01-03 01:00:00", "2026-01-04 01:00:00", "2026-01-10 01:00:00"]),
        ("0 0 1 ? * 6#3", ["2026-01-16 01:00:00", "2026-02-20 01:00:00", "2026-03-20 01:00:00"]),
        ("0 0 1 ? * 6L", ["2026-01-30 01:00:00", "2026-02-27 01:00:00", "2026-03-27 01:00:00"]),
        ("0 0 1 L * ?", ["2026-01-31 01:00:00", "2026-02-28 01:00:00", "2026-03-31 01:00:00"]),
        ("0 0 1 1 JAN ? 2027-2028", ["2027-01-01 01:00:00", "2028-01-01 01:00:00"]),
        ("0 0 1 1/10 * ?", ["2026-01-01 01:00:00", "2026-01-11 01:00:00", "2026-01-21 01:00:00"]),
    ],
)
def test_quartz_expressions_are_due_when_quartz_says(schedule: str, expected: list[str]) -> None:
    """Days of the week count from 1, Sunday."""
    times = islice(quartz.times(schedule, datetime(2026, 1, 1, tzinfo=UTC)), 3)
    assert [at.strftime("%Y-%m-%d %H:%M:%S") for at in times] == expected
