"""Law 15: however one came to a program, the world and the record are those of a fresh `up` of it.

Pairs of programs made at random, always the same few; AEP_PAIRS=200 tries that many others. From A to B, beside B
alone on an emulator of its own. The recipe tells what it ran with, so that a stale input shows itself as a number.
"""

import dataclasses
import os
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st

from tests.support.engine.project import Project
from tests.support.kinds.program import MAIN
from tests.support.kinds.snapshot import difference
from tests.support.kinds.telling_program import Pipeline, Rows, record, world

PAIRS = int(os.environ.get("AEP_PAIRS", "0"))
Draw = Callable[[st.SearchStrategy[Any]], Any]
Edit = dict[str, Any]

# What is edited: each is another value of fields of the program, drawn with the program at hand.
VALUES: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "code": {"code": st.integers(2, 9)},
    "hyperparameters": {"rate": st.sampled_from(["2", "3"])},
    "scoring parameters": {"bias": st.sampled_from(["4", "5"])},
    "machine": {"machine": st.sampled_from(["cpu", None])},
    "results": {"results": st.just("out2")},
    "scoring comes or goes": {"scores": st.booleans()},
    "service comes or goes": {"serves": st.booleans()},
    "schedules": {
        "schedules": st.sampled_from([(), ("training",), ("scoring", "training")]),
        "cron": st.sampled_from(["0 4 * * *", "30 1 * * 1"]),
    },
    "live names": {"live": st.just(" 2")},
    "logical names": {"logical": st.just("-2")},
    "fields": {"word": st.just(True)},
    "schema": {"profile": st.just(False)},
    "gate": {"gate": st.sampled_from([">= 1", "< 1000000"])},
}


def values_of_rows(draw: Draw) -> Rows:
    numbers = draw(st.lists(st.integers(1, 1000), min_size=1, max_size=4, unique=True))
    return Rows(values=tuple(numbers), dataset="data", read=draw(st.booleans()))


def edit_batches(draw: Draw, now: Pipeline) -> Edit:
    """Data change, come, go, or move to another dataset; one batch stays where it is read."""
    batches = dict(now.batches)
    what = draw(st.sampled_from(["change", "add", "remove", "move"]))
    if what == "change":
        batches["first"] = dataclasses.replace(values_of_rows(draw), read=True)
    elif what == "add":
        batches["third"] = values_of_rows(draw)
    elif what == "remove":
        batches.pop("second", None)
    else:
        batches["second"] = Rows(dataset="more", values=(10,))
    return {"batches": batches}


def edit_dataset(_draw: Draw, now: Pipeline) -> Edit:
    """The pipeline reads another dataset, into which its data move along."""
    moved = {name: dataclasses.replace(rows, dataset="more") for name, rows in now.batches.items()}
    return {"dataset": "more", "batches": moved}


def edited(draw: Draw, now: Pipeline) -> tuple[Pipeline, list[str]]:
    """One to four edits at once, and their names."""
    names = draw(st.lists(st.sampled_from([*VALUES, "batches", "batches", "dataset"]), min_size=1, max_size=4))
    for name in names:
        if name == "batches":
            change = edit_batches(draw, now)
        elif name == "dataset":
            change = edit_dataset(draw, now)
        else:
            change = {field: draw(value) for field, value in VALUES[name].items()}
        now = dataclasses.replace(now, **change)
    return now, names


def applied(project: Project, pipeline: Pipeline) -> None:
    pipeline.write(project.folder)
    done = project.up()
    assert done.ok, done.text


def refused(project: Project, pipeline: Pipeline) -> None:
    """A gate that nothing passes stands in the way."""
    dataclasses.replace(pipeline, gate="< 0").write(project.folder)
    assert not project.up().ok


def same(left: Project, right: Project) -> None:
    """Live, recorded, and nothing to do."""
    assert not (wrong := difference(world(left), world(right))), wrong
    assert record(left) == record(right)
    for after in (left.preview("--expect-no-changes"), left.refresh("--expect-no-changes")):
        assert after.ok, after.text


def fresh(folder: Any, pipeline: Pipeline) -> Project:
    found = Project.of(folder, MAIN)
    found.init()
    applied(found, pipeline)
    return found


@settings(
    max_examples=PAIRS or 2,
    derandomize=not PAIRS,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)
@given(data=st.data())
@pytest.mark.timeout(600 * max(PAIRS, 2))
def test_a_program_leaves_what_it_leaves_alone(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    place, start = tmp_path_factory.mktemp("pair"), Pipeline()
    other, names = edited(data.draw, start)
    way = data.draw(st.sampled_from(["straight", "straight", "refused", "and back"]))
    print(f"{names}, {way}: {other}", flush=True)  # noqa: T201 the story of a failure
    found = [fresh(place / "way", start)]
    try:
        if way in ("refused", "and back"):
            refused(found[0], other)
        wanted = start if way == "and back" else other
        applied(found[0], wanted)
        found.append(fresh(place / "fresh", wanted))
        same(*found)
    finally:
        for one in found:
            one.stop()
