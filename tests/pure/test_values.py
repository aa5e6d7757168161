"""Gates judge, cron and times are normalised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_aep.core.values import judge, moment, scalar_text


@pytest.mark.parametrize(
    ("gate", "metrics", "reasons"),
    [
        ({"auroc": ">= 0.75"}, {"auroc": 0.75}, []),
        ({"auroc": ">= 0.75"}, {"auroc": 0.71}, ["auroc 0.71 is below the gate 0.75"]),
        ({"loss": "< 0.3"}, {"loss": 0.3}, ["loss 0.3 is above the gate 0.3"]),
        (
            {"aurocc": ">= 0.75"},
            {"auroc": 0.8, "recall": 0.5},
            ['the gate names the metric "aurocc", which the run did not report (it reported: auroc, recall)'],
        ),
        ({}, {}, []),
        ({"loss": "< 1"}, {"loss": "NaN", "n": 1.0}, ['the gate names the metric "loss", which is no number: "NaN"']),
        ({}, {"matrix": "[[1, 2]]", "n": 1.0}, []),
        ({}, {"MAE": "very good"}, ['no metric is a number: "MAE" is "very good"']),
    ],
)
def test_judge(gate: dict[str, str], metrics: dict[str, float | str], reasons: list[str]) -> None:
    """One phrase for each condition that isn't met."""
    assert judge(gate, metrics) == reasons


def test_moments_are_utc_to_the_minute() -> None:
    """A zone is converted; seconds are dropped; a date is its first minute."""
    assert moment("2026-01-31T09:30:59+01:00") == "2026-01-31T08:30"
    assert moment("2026-01-31") == "2026-01-31T00:00"


@given(st.integers(-(2**52), 2**52))
def test_a_whole_number_has_one_text(number: int) -> None:
    """Whether Pulumi made a float of it or not."""
    assert scalar_text(number) == scalar_text(float(number)) == str(number)
