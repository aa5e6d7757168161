"""Law 4: a gate that is not passed, for whatever reason, leaves what is downstream byte for byte as it was."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.engine.project import Project
from tests.support.kinds.files import write_files
from tests.support.platform.client import Client

PROGRAM = """
import pulumi_aep as aep

aep.Sandbox("dev")
group = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string()})
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[group])
data = aep.Dataset("d", name="D", schema=schema)
scores = aep.Dataset("o", name="O", schema=schema)
batch = aep.Batch("b", dataset=data, source="rows.jsonl")
recipe = aep.Recipe("r", name="R", source="recipe")
model = aep.Model(
    "m", name="M", recipe=recipe, hyperparameters={"rate": 1},
    training_dataset=data, scoring_dataset=data, results_dataset=scores,
)
trained = aep.TrainingRun("t", name="T", model=model, data=[batch], gate={"accuracy": ">= 0.5"})
aep.ScoringRun("t", run=trained, dataset=data, results=scores, data=[batch])
service = aep.Service("v", name="V", run=trained)
for runs in ("training", "scoring"):
    aep.Schedule(runs, service=service, runs=runs, cron="0 3 * * *", start="2030-01-01", end="2036-01-01")
"""
JUDGE = "recipe/toy/evaluator.py"
# how it fails: (file, what stands there, what comes instead, what is said)
WAYS = {
    "metric below": (JUDGE, "'0.75'", "'0.25'", "accuracy 0.25 is below the gate 0.5"),
    "metric not reported": (
        JUDGE,
        "'accuracy'",
        "'precision'",
        'names the metric "accuracy", which the run did not',
    ),
    "no metrics at all": (JUDGE, "return [{", "return [] and [{", "see: aep runs logs"),
    "run failed": ("recipe/toy/pipeline.py", "return {'rows'", "1 / 0\n    return {'rows'", "division by zero"),
}


@pytest.fixture
def applied(project: Callable[..., Project]) -> Project:
    found = project(PROGRAM)
    write_files(found.folder)
    done = found.up()
    assert done.ok, done.text
    return found


def downstream(found: Project, platform: Client) -> dict[str, bytes]:
    """Service with its schedules, scores with their files, the score run: what the Platform answers, as it comes."""
    ids = {key: item["id"] for key, item in found.resources().items()}
    experiment, run = ids["ScoringRun/t"].split("/")
    paths = [
        f"/data/sensei/mlServices/{ids['Service/v']}",
        f"/data/sensei/experiments/{experiment}",
        f"/data/sensei/experiments/{experiment}/runs/{run}",
        f"/data/sensei/models?property=experimentId=={experiment}",
        f"/data/foundation/catalog/dataSets/{ids['Dataset/o']}",
        f"/data/foundation/catalog/batches?dataSet={ids['Dataset/o']}",
    ]
    for batch in platform.json(paths[-1]):
        files = f"/data/foundation/export/batches/{batch}/files"
        paths.append(files)
        for file in platform.json(files)["data"]:
            listing = f"/data/foundation/export/files/{file['dataSetFileId']}"
            paths += [listing, *(f"{listing}?path={part['name']}" for part in platform.json(listing)["data"])]
    return {path: platform.call("GET", path).content for path in paths}


def runs(platform: Client) -> list[dict[str, Any]]:
    return [call for call in platform.journal() if call["method"] == "POST" and call["path"].endswith("/runs")]


def test_what_is_downstream_stays_as_it_was(applied: Project) -> None:
    """Each way of failing: one training and no more, now or in the next up; afterwards it is mended, and moves."""
    platform = applied.platform()
    before = downstream(applied, platform)
    assert len(before) >= 9
    for way, (file, old, new, said) in WAYS.items():
        known = len(runs(platform))
        applied.edit(file, old, new)
        done = applied.up()
        assert not done.ok, way
        assert said in done.text, (way, done.text)
        assert "Traceback" not in done.text
        assert downstream(applied, platform) == before, way
        assert len(runs(platform)) == known + 1, way
        again = applied.up()
        assert not again.ok, way
        assert downstream(applied, platform) == before, way
        trained_again = "see: aep runs logs" in done.text  # what failed is tried again, what was measured is not
        assert len(runs(platform)) == known + 1 + trained_again, way
        applied.edit(file, new, old)
    done = applied.up()
    assert done.ok, done.text
    assert applied.preview("--expect-no-changes").ok
