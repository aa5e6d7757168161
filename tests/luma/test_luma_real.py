"""The recipe on the real Luma events, where they lie beside the project."""

import json
from pathlib import Path

from luma import bare


def test_real_visitors_are_learnt_and_scored(real: Path, tmp_path: Path) -> None:
    """All 929 visitors get a score; the one row without a visitor does not stop anything."""
    found = bare.run(real, {}, tmp_path / "scores.jsonl")
    assert found["rows"]["scored"] == 929
    assert found["metrics"]["auroc"] > 0.8
    scores = [json.loads(line) for line in (tmp_path / "scores.jsonl").read_text().splitlines()]
    assert {score["_luma.propensity.scoredAt"] for score in scores} == {"2018-12-17T23:34:46Z"}
