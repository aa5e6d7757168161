"""The recipe run as on the Platform: by its entry points, over the SDK's names, one process per run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from luma import bare
from tests.support.repository import ROOT

CONFIG = {
    "trainingDataSetId": "web",
    "scoringDataSetId": "web",
    "scoringResultsDataSetId": "scores",
    "tenantId": "_luma",
    "modelId": "m-1",
    "n_estimators": "20",
}


def run(mode: str, lake: Path, **config: str) -> subprocess.CompletedProcess[str]:
    (lake / "config.json").write_text(json.dumps(CONFIG | config))
    module = "tests.support.luma.run_recipe"
    words = [sys.executable, "-m", module, mode, str(lake / "config.json"), str(lake / "model")]
    return subprocess.run(words, capture_output=True, text=True, check=False, env={"LAKE": str(lake)}, cwd=ROOT)


@pytest.fixture(scope="module")
def lake(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    (folder / "web.parquet").write_bytes(generated.read_bytes())
    return folder


@pytest.fixture(scope="module")
def metrics(lake: Path) -> list[dict[str, Any]]:
    trained = run("train", lake)
    assert trained.stderr == ""
    found: list[dict[str, Any]] = json.loads(trained.stdout)
    return found


def test_metrics_are_what_an_insight_holds(metrics: list[dict[str, Any]]) -> None:
    """Name, value as text, type double; the Platform's names for a classification."""
    names = [metric["name"] for metric in metrics]
    assert names[:5] == ["auroc", "precision", "recall", "f-score", "accuracy"]
    assert {"confusion.tn", "confusion.fp", "confusion.fn", "confusion.tp", "roc.0.1", "roc.0.9"} <= {*names}
    assert {metric["valueType"] for metric in metrics} == {"double"}
    assert all(str(float(metric["value"])) for metric in metrics)


def test_the_bare_script_finds_the_same(metrics: list[dict[str, Any]], generated: Path) -> None:
    """It is the same recipe, so it is a fair measure of what a run costs."""
    found = bare.run(generated, {"n_estimators": "20"})["metrics"]
    assert found == {metric["name"]: float(metric["value"]) for metric in metrics}


def test_scores_are_saved_as_profile_records(metrics: list[dict[str, Any]], lake: Path) -> None:
    """One nested record per visitor."""
    assert run("score", lake).stderr == ""
    found = [json.loads(line) for line in (lake / "scores.jsonl").read_text().splitlines()]
    assert len(found) == len({record["_id"] for record in found}) > 1000
    first = found[0]
    assert first == {
        "_id": first["_id"],
        "_luma": {
            "propensity": {
                "ecid": first["_id"],
                "score": first["_luma"]["propensity"]["score"],
                "modelId": "m-1",
                "scoredAt": first["_luma"]["propensity"]["scoredAt"],
            }
        },
    }


def test_a_run_that_fails_ends_with_one_sentence(lake: Path) -> None:
    """The last line of the log says what was wrong."""
    failed = run("train", lake, trainingDataSetId="")
    says = "ValueError: The parameter trainingDataSetId is missing: it names the dataset."
    assert failed.stderr.splitlines()[-1] == says
