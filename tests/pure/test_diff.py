"""What a change is called, whether it replaces, and the line the preview shows for it."""

import pytest
from pulumi_aep.core.field import UNKNOWN
from pulumi_aep.core.registry import kind_named
from pulumi_aep.lifecycle.diff import diff, reason, replacing


@pytest.mark.parametrize(
    ("kind", "recorded", "declared", "line", "replaces"),
    [
        ("Dataset", {"name": "a"}, {"name": "b"}, "metadata: name a → b", []),
        ("Dataset", {"schema": "a"}, {"schema": "b"}, "recreate: starts empty, with the new schema", ["schema"]),
        ("Dataset", {"sandbox": "dev"}, {"sandbox": "prod"}, "recreate: sandbox dev → prod", ["sandbox"]),
        (
            "TrainingRun",
            {"hyperparameters": {"learning_rate": "0.1", "n": "5"}},
            {"hyperparameters": {"learning_rate": "0.2", "n": "5"}},
            "retrain: learning_rate 0.1 → 0.2",
            ["hyperparameters"],
        ),
        (
            "TrainingRun",
            {"recipe_digest": "sha256:aaaaaaaaaaaaaaaaaaaaaaaa"},
            {"recipe_digest": "sha256:bbbbbbbbbbbbbbbbbbbbbbbb"},
            "retrain: recipe_digest sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb",
            ["recipe_digest"],
        ),
        (
            "TrainingRun",
            {"gate": {"auroc": ">= 0.7"}},
            {"gate": {"auroc": ">= 0.8"}},
            "rejudge: gate.auroc >= 0.7 → >= 0.8",
            [],
        ),
        ("TrainingRun", {"description": "a"}, {"description": "b"}, "metadata: description a → b", []),
        ("TrainingRun", {"model": "m1"}, {"model": UNKNOWN}, "retrain: trains the new model", ["model"]),
        ("ScoringRun", {"run": "r1"}, {"run": "r2"}, "rescore: scores with the new model", ["run"]),
        ("Schedule", {"cron": "0 3 * * *"}, {"cron": "0 4 * * *"}, "reschedule: cron 0 3 * * * → 0 4 * * *", []),
        ("Schedule", {"start": "a"}, {"start": "b"}, "reschedule: start a → b", ["start"]),
        ("Schema", {"profile": False}, {"profile": True}, "irreversible: profile False → True", []),
        ("Schema", {"profile": True}, {"profile": False}, "recreate: profile True → False", ["profile"]),
        (
            "Schema",
            {"field_groups": ["a"]},
            {"field_groups": ["a", "b"]},
            "metadata: field_groups ['a'] → ['a', 'b']",
            [],
        ),
        ("Recipe", {"digest": "a"}, {"digest": "b"}, "retrain: digest a → b", ["digest"]),
        ("Recipe", {"name": "a"}, {"name": "a"}, "", []),
    ],
)
def test_change(
    kind: str, recorded: dict[str, object], declared: dict[str, object], line: str, replaces: list[str]
) -> None:
    """Class first, then what differs."""
    changes = diff(kind_named(kind), recorded, declared)
    assert (reason(changes), replacing(changes)) == (line, replaces)


def test_removing_a_field_recreates_a_field_group_and_adding_one_does_not() -> None:
    """The registry takes additions only."""
    kind = kind_named("FieldGroup")
    one, two = {"a": {"type": "string"}}, {"a": {"type": "string"}, "b": {"type": "number"}}
    assert replacing(diff(kind, {"fields": one}, {"fields": two})) == []
    assert replacing(diff(kind, {"fields": two}, {"fields": one})) == ["fields"]
    assert replacing(diff(kind, {"fields": one}, {"fields": {"a": {"type": "number"}}})) == ["fields"]


def test_a_field_that_a_newer_release_brings_is_no_change() -> None:
    """Until it is declared with something other than its default."""
    kind = kind_named("Recipe")
    assert diff(kind, {"name": "a"}, {"name": "a", "icon": "", "tags": {}}) == []
    assert reason(diff(kind, {"name": "a"}, {"name": "a", "icon": "x"})) == "metadata: icon (none) → x"


def test_an_integer_and_its_float_are_the_same() -> None:
    """State holds only floats."""
    assert diff(kind_named("Service"), {"training_timeframe": 60.0}, {"training_timeframe": 60}) == []
