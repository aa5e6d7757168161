"""Two environments side by side: ids mapped away, what is configured apart from what should not differ."""

from typing import Any

import pytest
from pulumi_aep.core.registry import kind_named, kind_names
from pulumi_aep.planning.stack_diff import ITSELF, Comparison, StackSnapshot, compare
from pulumi_aep.stack.state import SIGNATURE, State, StateResource

KINDS = {name: kind_named(name) for name in kind_names()}
DATASET = {"name": "Web", "description": "", "profile": False, "tags": {}}


def resource(stack: str, label: str, **fields: Any) -> StateResource:
    """With an id of its own in each stack."""
    kind, name = label.split("/")
    return StateResource(
        kind, name, f"urn:{stack}:{label}", f"{stack}-{label}", {"sandbox": stack, "org": "o", **fields}
    )


def compared(
    one: dict[str, Any], other: dict[str, Any], settings: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
) -> Comparison:
    """Label to fields, of `dev` and of `prod`."""
    both = [
        StackSnapshot(name, State(tuple(resource(name, label, **fields) for label, fields in have.items())), config)
        for name, have, config in zip(("dev", "prod"), (one, other), settings, strict=True)
    ]
    return compare(both[0], both[1], KINDS)


def told(found: Comparison) -> list[tuple[Any, ...]]:
    return [(item.resource, item.place, *item.values, item.setting) for item in found.differences]


def test_ids_sandbox_and_organisation_are_no_difference() -> None:
    one, other = (
        {"Schema/s": {"title": "S"}, "Dataset/d": {**DATASET, "schema": f"{stack}-Schema/s"}}
        for stack in ("dev", "prod")
    )
    assert told(compared(one, other)) == []


def test_a_reference_to_something_else_is_told_by_name() -> None:
    one = {"Dataset/d": {**DATASET, "schema": "dev-Schema/s"}, "Schema/s": {}, "Schema/t": {}}
    other = {"Dataset/d": {**DATASET, "schema": "prod-Schema/t"}, "Schema/s": {}, "Schema/t": {}}
    assert told(compared(one, other)) == [("Dataset/d", "schema", "Schema/s", "Schema/t", "")]


def test_a_list_that_was_ordered_by_ids_is_compared_by_names() -> None:
    one = {"Schema/d": {"field_groups": ["dev-FieldGroup/a", "x"]}, "FieldGroup/a": {}}
    other = {"Schema/d": {"field_groups": ["x", "prod-FieldGroup/a"]}, "FieldGroup/a": {}}
    assert told(compared(one, other)) == []


@pytest.mark.parametrize(
    ("values", "settings", "setting"),
    [
        (("0.1", "0.2"), ({"rate": 0.1}, {"rate": 0.2}), "rate"),
        (("0.1", "0.2"), ({"rates": {"rate": 0.1, "n": 1}}, {"rates": {"rate": 0.2, "n": 9}}), "rates.rate"),
        ((None, ">= 0.2"), ({"gate": {"a": ">=1"}}, {"gate": {"a": ">=1", "b": ">=0.2"}}), "gate.b"),
        (("0.1", "0.2"), ({"rate": 0.1}, {"rate": 0.1}), ""),
        (("0.1", "0.2"), ({"rate": 0.2}, {"rate": 0.1}), ""),
        (("0.1", "0.2"), ({"rate": 0.1}, {}), ""),
        (("0.1", "0.2"), ({}, {}), ""),
        (("a dev b", "a prod b"), ({}, {}), "the stack's name"),
        (("small-b", "large-b"), ({"size": "small"}, {"size": "large"}), "size"),
        (("smaller", "larger"), ({"size": "small"}, {"size": "large"}), ""),
        (("1 of 1", "2 of 1"), ({"n": 1}, {"n": 2}), ""),
    ],
)
def test_what_is_configured_stands_apart(values: tuple[str, str], settings: Any, setting: str) -> None:
    """A value, a part of one, or a word in a text that differs just as a setting of both does; nothing else."""
    one, other = ({"Model/m": {"hyperparameters": {"rate": value, "n": "1"}}} for value in values)
    found = compared(one, other, settings)
    assert told(found) == [("Model/m", "hyperparameters.rate", *values, setting)]
    assert bool(found.unexpected) is not bool(setting)


def test_a_field_that_a_newer_release_recorded_is_no_difference_at_its_default() -> None:
    assert told(compared({"Dataset/d": {"name": "D"}}, {"Dataset/d": {**DATASET, "name": "D"}})) == []


def test_the_sandbox_itself_differs_of_course() -> None:
    found = compared({"Sandbox/e": {"name": "dev"}}, {"Sandbox/e": {"name": "prod"}})
    assert told(found) == [("Sandbox/e", "name", "dev", "prod", ITSELF)]


def test_what_comes_along_with_a_reference_is_told_once() -> None:
    """Code that differs is the recipe's difference, not that of all that hangs on it."""
    one, other = (
        {"Recipe/r": {"digest": d}, "Model/m": {"recipe_digest": d}, "TrainingRun/t": {"recipe_digest": d}}
        for d in "xy"
    )
    assert told(compared(one, other)) == [("Recipe/r", "digest", "x", "y", "")]


def test_resources_only_in_one() -> None:
    assert compared({"Dataset/a": {}, "Dataset/b": {}}, {"Dataset/b": {}, "Dataset/c": {}}).only == (
        ("Dataset/a",),
        ("Dataset/c",),
    )


def test_metrics_and_rows_stand_side_by_side_and_count_for_nothing() -> None:
    one = {"TrainingRun/t": {"metrics": {"auroc": 0.8, "recall": 0.5}}, "Batch/b": {"rows": 10, "content": "x"}}
    other = {"TrainingRun/t": {"metrics": {"auroc": 0.9, "f": 0.1}}, "Batch/b": {"rows": 99, "content": "y"}}
    found = compared(one, other)
    assert [(item.resource, item.name, item.values) for item in found.metrics] == [
        ("TrainingRun/t", "auroc", (0.8, 0.9)),
        ("TrainingRun/t", "recall", (0.5, None)),
        ("TrainingRun/t", "f", (None, 0.1)),
    ]
    assert [(item.resource, item.name, item.values) for item in found.data] == [("Batch/b", "other", (10, 99))]
    assert told(found) == []


def test_a_secret_is_not_compared() -> None:
    hidden = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}
    found = compared({"Dataset/d": {"description": hidden}}, {"Dataset/d": {"description": ""}})
    assert (told(found), found.unseen) == ([], ("Dataset/d.description",))
