"""A run reads the rows that the program declares: what it no longer declares is gone before the run begins."""

import dataclasses
from collections.abc import Callable
from typing import Any

from tests.support.engine.project import Outcome, Project
from tests.support.kinds.program import MAIN
from tests.support.kinds.telling_program import Pipeline, Rows
from tests.support.platform.lake import Lake, lines

START = Pipeline(batches={"first": Rows(values=(1, 2)), "second": Rows(values=(10, 20, 30))}, serves=False)


def applied(found: Project, pipeline: Pipeline) -> Outcome:
    pipeline.write(found.folder)
    done = found.up()
    assert done.ok, done.text
    return done


def told(found: Project) -> tuple[float, float, float]:
    """Rows and sum that the training saw, and how many the scoring wrote."""
    state = found.resources()
    metrics = state["TrainingRun/run"]["outputs"]["metrics"]
    return metrics["rows"], metrics["sum"], state["ScoringRun/scores"]["outputs"]["rows"]


def settled(found: Project) -> None:
    for after in (found.preview("--expect-no-changes"), found.refresh("--expect-no-changes")):
        assert after.ok, after.text


def with_rows(pipeline: Pipeline, **batches: Rows) -> Pipeline:
    return dataclasses.replace(pipeline, batches={**pipeline.batches, **batches})


def without(pipeline: Pipeline, name: str) -> Pipeline:
    kept = {key: rows for key, rows in pipeline.batches.items() if key != name}
    return dataclasses.replace(pipeline, batches=kept)


def test_rows_that_are_no_longer_declared_are_gone_before_a_run(project: Callable[..., Project]) -> None:
    """Changed; refused; gone from the program; moved to another dataset; with a stranger's beside them."""
    found = project(MAIN)
    applied(found, START)
    assert told(found) == (5, 63, 5)

    now = with_rows(START, first=Rows(values=(5,)))
    now.write(found.folder)
    assert "its 2 rows of before go before anything reads the new ones" in found.preview().text
    applied(found, now)
    assert told(found) == (4, 65, 4)
    settled(found)

    before, batches = found.resources(), live_rows(found)
    now.write(found.folder)
    (found.folder / "second.jsonl").write_text('{"_id": "x", "_luma": {"n": "many"}}\n')
    done = found.up()
    assert not done.ok
    assert "the Platform refused the data" in done.text, done.text
    assert live_rows(found) == batches
    assert found.resources()["TrainingRun/run"]["id"] == before["TrainingRun/run"]["id"]

    now = without(now, "second")
    now.write(found.folder)
    assert "without the rows of 1 batch of before" in found.preview().text
    applied(found, now)
    assert told(found) == (1, 5, 1)
    settled(found)

    lake = Lake(found.platform(), "dev")
    data = found.resources()["Dataset/data"]["id"]
    theirs = [lake.ingest(data, lines({"_id": f"b{n}", "_luma": {"n": 100}}, {"_id": f"c{n}"}))[0] for n in "12"]
    now = with_rows(now, first=Rows(values=(7,)), third=Rows(values=(8,), read=False))
    done = applied(found, now)
    assert "reads what is declared and 2 batches by others, 4 rows" in done.text
    assert told(found) == (6, 215, 6)
    assert set(theirs) <= set(lake.good("GET", f"/data/foundation/catalog/batches?dataSet={data}&status=success"))

    now = with_rows(now, third=Rows(dataset="more", values=(8,)), first=Rows(values=(9,)))
    applied(found, now)
    assert told(found) == (5, 209, 5)
    settled(found)
    assert found.destroy().ok


def test_rows_that_are_kept_on_purpose_stay(project: Callable[..., Project]) -> None:
    """With retain_on_delete they are nobody's once they have left the program, are read, and are named."""
    found = project(MAIN.replace("aliases=[", "retain_on_delete=item['name'] == 'second', aliases=["))
    applied(found, START)
    done = applied(found, without(START, "second"))
    assert told(found) == (5, 63, 5)
    assert "reads what is declared and 1 batch by others, 3 rows" in done.text


def live_rows(found: Project) -> dict[str, Any]:
    listed: dict[str, Any] = found.platform().json("/data/foundation/catalog/batches?status=success&limit=100")
    return listed
