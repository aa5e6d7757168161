"""The pipeline on Adobe's published Luma events, where they are."""

from pathlib import Path

import pytest

from tests.support.engine.project import Project
from tests.support.repository import ROOT


def test_the_pipeline_on_the_real_events(luma: Project, real_events: Path) -> None:
    """23,055 events go in, 929 visitors get a score, and the model is as good as the README says."""
    luma.use("stage")
    assert luma.run("config", "set", "luma:webData", str(real_events)).ok
    done = luma.up()
    assert done.ok, done.text
    found = luma.resources()
    assert found["Batch/luma-web"]["outputs"]["rows"] == 23055
    assert found["ScoringRun/luma-propensity"]["outputs"]["rows"] == 929
    metrics = found["TrainingRun/luma-propensity"]["outputs"]["metrics"]
    shown = "| auroc | precision | recall | f-score | accuracy |"
    page = (ROOT / "README.md").read_text().split(shown)[1].splitlines()[2]
    said = [float(cell) for cell in page.strip("| ").split("|")]
    names = ("auroc", "precision", "recall", "f-score", "accuracy")
    measured = [metrics[name] for name in names]
    assert measured == pytest.approx(said, abs=0.03)  # another release of scikit-learn may grow other trees
    assert luma.preview("--expect-no-changes").ok
