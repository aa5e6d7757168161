"""Law 4 in what is written: after a refused gate, what runs by schedule runs with what it ran with before."""

import dataclasses
from collections.abc import Callable
from typing import Any

from tests.support.engine.project import Project
from tests.support.kinds.program import MAIN
from tests.support.kinds.telling_program import Pipeline, Rows, record, world
from tests.support.platform.client import SENSEI, Client
from tests.support.platform.lake import Lake
from tests.support.polling import until

CATALOG = "/data/foundation/catalog"
BATCHES = {"first": Rows(), "second": Rows(values=(10,)), "third": Rows(dataset="more", values=(7,))}
START = Pipeline(batches=BATCHES, schedules=("training", "scoring"), start="2020-01-01")
# every field of a recipe and a model that a run reads, each alone
EDITS: dict[str, dict[str, Any]] = {
    "code": {"code": 9},
    "hyperparameters": {"rate": "2"},
    "scoring parameters": {"bias": "3"},
    "data": {"dataset": "more"},
    "results": {"results": "out2"},
    "machine": {"machine": "cpu"},
    "all at once": {"code": 8, "rate": "5", "bias": "7", "results": "out2", "machine": "cpu", "cron": "0 9 * * *"},
}


def serving(platform: Client, ids: dict[str, str]) -> dict[str, bytes]:
    """What a run of the service is made of, as the Platform answers."""
    places = {"engines": "Recipe/recipe", "mlInstances": "Model/model", "mlServices": "Service/service"}
    return {key: platform.get(f"{SENSEI}/{place}/{ids[key]}").content for place, key in places.items()}


def scorings(platform: Client, dataset: str) -> set[str]:
    return set(platform.json(f"{CATALOG}/batches?dataSet={dataset}&status=success"))


def trained(platform: Client) -> dict[str, dict[str, float]]:
    """Training run to what its evaluator told."""
    found = {}
    for insight in platform.json(f"{SENSEI}/insights?limit=100")["children"]:
        metrics = {item["name"]: float(item["value"]) for item in insight.get("metrics", [])}
        found[insight["context"]["experimentRunId"]] = metrics
    return found


def test_what_runs_by_schedule_runs_as_before(project: Callable[..., Project]) -> None:
    """Each edit alone, and all at once: nothing that serves is touched. Put back, nothing trains again."""
    found = project(MAIN)
    START.write(found.folder)
    assert found.up().ok
    platform = found.platform()
    state, live, ids = record(found), world(found), {key: one["id"] for key, one in found.resources().items()}
    before = serving(platform, ids)
    for name, edit in EDITS.items():
        dataclasses.replace(START, gate="< 0", **edit).write(found.folder)
        done = found.up()
        assert not done.ok, name
        assert 'service "service" keeps serving run ' in done.text, done.text
        assert serving(platform, ids) == before, name

    lake, out = Lake(platform, "dev"), ids["Dataset/out"]
    scored, told = scorings(platform, out), trained(platform)
    assert platform.post("/_emulator/clock", json={"advance": 26 * 3600}).ok
    platform.connect(found.emulator())
    until(lambda: len(scorings(platform, out)) > len(scored), seconds=60)
    until(lambda: len(trained(platform)) > len(told), seconds=60)
    assert {row["_luma"]["n"] for row in lake.rows(out)} == {1101}
    assert scorings(platform, ids["Dataset/out2"]) == set()
    for metrics in (metrics for run, metrics in trained(platform).items() if run not in told):
        assert metrics == {"code": 1, "rate": 1, "rows": 3, "sum": 13}

    START.write(found.folder)
    assert "as it was before" in found.preview().text
    known = set(platform.training_runs())
    assert found.up().ok
    assert set(platform.training_runs()) < known  # those of the refused ones went with them
    assert {key: one["id"] for key, one in found.resources().items()} == ids
    assert record(found) == state
    assert found.preview("--expect-no-changes").ok
    assert live["Recipe"] == world(found)["Recipe"]
