"""What follows a change, in words."""

import pytest
from pulumi_aep.core.field import Change
from pulumi_aep.core.registry import kind_named
from pulumi_aep.lifecycle import downstream

FOLLOWERS = [
    {"kind": "Schedule", "name": "nightly", "data": []},
    {"kind": "Service", "name": "propensity", "data": []},
    {"kind": "ScoringRun", "name": "propensity", "data": ["web"]},
    {"kind": "Schedule", "name": "weekly", "data": []},
    {"kind": "TrainingRun", "name": "propensity", "data": ["web"]},
]


def test_what_follows_is_said_in_the_order_in_which_it_happens() -> None:
    """Training, scoring, serving, schedules; with the number of events once the batch was seen."""
    first = downstream.then(Change.RETRAIN, FOLLOWERS)
    assert first.split(", ") == [
        "then trains propensity",
        "scores again (propensity)",
        "replaces service propensity",
        "sets schedules nightly and weekly again",
    ]
    downstream.note(kind_named("Batch"), "web", {"rows": 23055.0})
    assert "scores 23,055 events (propensity)" in downstream.then(Change.RETRAIN, FOLLOWERS)


@pytest.mark.parametrize("change", [Change.METADATA, Change.REJUDGE, Change.RESCHEDULE])
def test_nothing_follows_what_makes_nothing_anew(change: Change) -> None:
    """A description, a gate and a cron stay where they are."""
    assert downstream.then(change, FOLLOWERS) == ""


def test_kinds_without_a_phrase_are_left_out() -> None:
    """A model that is only written again says so on its own row."""
    assert downstream.then(Change.RECREATE, [{"kind": "Model", "name": "m", "data": []}]) == ""
