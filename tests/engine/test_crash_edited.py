"""Law 2 with an edit in between: an `up` is killed, the program is edited, and `up` is run again.

It ends in the world and the record that a fresh `up` of the edited program leaves: whatever the first had made is
compared in all that makes it what it is, and made anew where it is something else. By default the moments and edits
that are named here; with AEP_EVERY_CRASH=1 (`make nightly`) every write, image pushes too, before it is carried out
and after it, with each edit.
"""

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine.scene import Point, Scene, points
from tests.support.kinds import telling_program
from tests.support.kinds.telling_program import Pipeline, Rows

EVERY = bool(os.environ.get("AEP_EVERY_CRASH", ""))
START = Pipeline()
EDITS: dict[str, dict[str, Any]] = {
    "code": {"code": 2},
    "parameter": {"rate": "7"},
    "scoring parameter": {"bias": "3"},
    "data": {"batches": {"first": Rows(values=(4, 5, 6)), "second": Rows(values=(10,))}},
    "a batch less": {"batches": {"first": Rows()}},
    "other dataset": {"dataset": "more", "batches": {name: Rows(dataset="more") for name in ("first", "second")}},
    "other results": {"results": "out2"},
    "schema": {"profile": False},
    "fields": {"word": True},
    "gate": {"gate": ">= 1"},
    "cron": {"cron": "30 4 * * *"},
    "start": {"start": "2031-01-01"},
    "all": {"code": 3, "rate": "9", "batches": {"first": Rows(values=(8,)), "second": Rows(values=(9, 10))}},
}
# Where not every moment is tried: how, at which call, and what is edited then.
SAMPLE = (
    ("after", "POST /data/sensei/engines #1", "code"),
    ("after", "POST /data/sensei/experiments/*/runs #1", "parameter"),
    ("after", "PUT /data/foundation/import/batches/*/datasets/*/files/0001-first.jsonl #1", "data"),
    ("after", "POST /data/sensei/mlInstances #1", "parameter"),
    ("after", "POST /data/sensei/mlServices #1", "code"),
    ("after", "POST /data/sensei/mlInstances #1", "data"),
    ("after", "POST /data/sensei/mlServices #1", "all"),
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene(tmp_path_factory.mktemp("edited"))
    found.keep("nothing")
    yield found
    found.project.stop()


def write(scene: Scene, edit: str) -> None:
    dataclasses.replace(START, **EDITS.get(edit, {})).write(scene.project.folder)


@pytest.fixture(scope="module")
def calls(scene: Scene) -> list[Point]:
    """Those that an undisturbed `up` makes, and that change something."""
    there = str(scene.platform.journal())
    scene.back("nothing")
    write(scene, "")
    done = scene.apply()
    assert done.ok, done.text
    return [point for point in points(scene.platform.journal(), there) if point.writes]


@pytest.fixture(scope="module")
def fresh(scene: Scene) -> dict[str, Any]:
    """What a fresh `up` of each edited program leaves, asked once for each."""
    found: dict[str, Any] = {}
    for edit in sorted({edit for _, _, edit in SAMPLE}) if not EVERY else EDITS:
        scene.back("nothing")
        write(scene, edit)
        done = scene.project.up()
        assert done.ok, done.text
        found[edit] = left(scene)
    return found


def left(scene: Scene) -> dict[str, Any]:
    """What is live, what is recorded, and every batch that nobody has come to an end with."""
    open_ones = scene.platform.json("/data/foundation/catalog/batches?limit=100&status=loading")
    return {
        "live": telling_program.world(scene.project),
        "recorded": telling_program.record(scene.project),
        "open": sorted(open_ones),
    }


def cases(calls: list[Point]) -> list[tuple[str, Point, str]]:
    if EVERY:
        return [(how, point, edit) for point in calls for how in ("before", "after") for edit in EDITS]
    by_name = {point.name: point for point in calls}
    return [(how, by_name[name], edit) for how, name, edit in SAMPLE]


@pytest.mark.timeout(24 * 3600 if EVERY else 600)
def test_the_edited_program_is_what_the_next_up_makes(
    scene: Scene, calls: list[Point], fresh: dict[str, Any], tmp_path: Path
) -> None:
    """Whatever was made of the program before the edit."""
    failed = []
    for how, point, edit in cases(calls):
        scene.back("nothing")
        write(scene, "")
        came = scene.killed(point.rule(hang=how))
        write(scene, edit)
        said = "" if came else "not reached; "
        done = scene.project.up()
        now = left(scene)
        said += "" if done.ok else f"up failed: {done.text[-1500:]}"
        for part, wanted in fresh[edit].items():
            said += "" if now[part] == wanted else f"{part}: {differing(now[part], wanted)}; "
        after = scene.project.preview("--expect-no-changes")
        said += "" if after.ok else f"preview: {after.text[-1500:]}"
        print(f"{how} {point}, then {edit}: {said or 'same world'}", flush=True)  # noqa: T201 a log of hours
        failed += [f"{how} {point}, then {edit}: {said}"] if said else []
    assert not failed, "\n".join(failed)


def differing(found: Any, wanted: Any) -> str:
    if not isinstance(found, dict) or not isinstance(wanted, dict):
        return f"found {found}, wanted {wanted}"
    return "; ".join(
        f"{key}: found {found.get(key)}, wanted {wanted.get(key)}"
        for key in sorted({*found, *wanted})
        if found.get(key) != wanted.get(key)
    )
