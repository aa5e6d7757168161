"""A plan out of single steps of a preview, budgets, and failed previews as sentences."""

from typing import Any

import pytest
from pulumi_aep.errors import AepError
from pulumi_aep.planning.budget import Limits, exceeded
from pulumi_aep.planning.document import Step
from pulumi_aep.planning.explain import explain
from pulumi_aep.planning.failure import sentence
from pulumi_aep.planning.render import FITS, markdown

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def urn(kind: str, name: str) -> str:
    return f"urn:pulumi:dev::luma::pulumi-python:dynamic/aep:{kind}::{name}"


def state(kind: str, **more: Any) -> dict[str, Any]:
    fields = more.pop("fields", {})
    return {"type": f"pulumi-python:dynamic/aep:{kind}", "inputs": fields, "outputs": fields, **more}


def step(op: str, kind: str, old: dict[str, Any] | None = None, new: dict[str, Any] | None = None, **more: Any) -> Step:
    """What becomes of a single step of that kind."""
    raw: dict[str, Any] = {"op": op, "urn": urn(kind, "x")}
    raw |= {"oldState": state(kind, fields=old, **more)} if old is not None else {}
    raw |= {"newState": state(kind, fields=new)} if new is not None else {}
    return explain({"steps": [raw]}).steps[0]


@pytest.mark.parametrize(
    ("kind", "old", "new", "op", "change", "reason"),
    [
        ("Dataset", {"name": "a"}, {"name": "b"}, "update", "metadata", "name a → b"),
        ("Dataset", {"schema": "a"}, {"schema": UNKNOWN}, "replace", "recreate", "starts empty, with the new schema"),
        ("Dataset", {"name": "a"}, {"name": "b"}, "replace", "recreate", "name a → b"),
        ("TrainingRun", {"name": "a"}, {"name": "b"}, "replace", "retrain", "name a → b"),
        ("ScoringRun", {}, {}, "replace", "rescore", "asked for by an option of the resource"),
        ("Segment", {"ttl_days": 30}, {"ttl_days": 7}, "update", "metadata", "ttl_days 30 → 7"),
        ("Model", {"__stamp": "a/dev/m"}, {"__stamp": "b/dev/m"}, "update", "metadata", "owner a/dev/m → b/dev/m"),
    ],
)
def test_class_and_reason(kind: str, old: Any, new: Any, op: str, change: str, reason: str) -> None:
    """By what differs; a replacement for the engine's own reasons is named by what it costs."""
    found = step(op, kind, old, new)
    assert (found.change, found.reason) == (change, reason)


def test_what_is_left_unfinished_is_continued() -> None:
    """Nothing differs; the reason is what stopped it."""
    found = step("update", "TrainingRun", {"name": "a"}, {"name": "a"}, initErrors=["run r1 FAILED:\n  cold"])
    assert (found.change, found.reason) == ("continue", "run r1 FAILED: cold")


def test_unknown_and_whole_numbers_in_the_document() -> None:
    """Null and `known: false`; 7 and not 7.0."""
    found = step("replace", "Dataset", {"schema": "a", "retention": None}, {"schema": UNKNOWN}).fields[0]
    assert (found.field, found.old, found.new, found.known) == ("schema", "a", None, False)
    assert step("update", "Segment", {"ttl_days": 30}, {"ttl_days": 7}).fields[0].new == 7


def test_what_is_not_ours_has_an_op_only() -> None:
    """Another provider's resource; a kind of a release to come."""
    for type_ in ("random:index/randomPet:RandomPet", "pulumi-python:dynamic/aep:Wormhole"):
        raw = {"op": "create", "urn": f"urn:pulumi:dev::luma::{type_}::x", "newState": {"type": type_}}
        found = explain({"steps": [raw]}).steps[0]
        assert (found.ours, found.op, found.change, found.reason) == (False, "create", None, "")


def test_an_op_that_is_not_known_is_refused() -> None:
    """Rather than counted as nothing."""
    with pytest.raises(AepError, match="the engine would teleport"):
        step("teleport", "Dataset", {}, {})


@pytest.mark.parametrize(
    ("limits", "op", "kind", "more", "breaks"),
    [
        (Limits(max_delete=0), "delete", "Dataset", {}, True),
        (Limits(max_delete=0), "replace", "Dataset", {}, True),
        (Limits(max_delete=0), "delete", "Dataset", {"retainOnDelete": True}, False),
        (Limits(max_delete=0), "delete", "Sandbox", {"fields": {"existing": True}}, False),
        (Limits(max_delete=1), "delete", "Dataset", {}, False),
        (Limits(max_delete=0), "update", "Dataset", {}, False),
        (Limits(additive_only=True), "create", "Dataset", {}, False),
        (Limits(additive_only=True), "update", "Dataset", {}, True),
        (Limits(no_retrain=True), "create", "TrainingRun", {}, True),
        (Limits(no_retrain=True), "update", "TrainingRun", {"initErrors": ["it failed"]}, True),
        (Limits(no_retrain=True), "update", "Model", {}, False),
        (Limits(no_retrain=True), "delete", "TrainingRun", {}, False),
    ],
)
def test_what_a_budget_counts(limits: Limits, op: str, kind: str, more: dict[str, Any], breaks: bool) -> None:
    """Deletes, replacements, trainings; not what stays on the Platform."""
    raw = {"op": op, "urn": urn(kind, "x"), "newState": state(kind)} | {"oldState": state(kind, **more)}
    raw = {**raw, "newState": {}} if op == "delete" else {**raw, "oldState": {}} if op == "create" else raw
    assert bool(exceeded(explain({"steps": [raw]}), limits)) is breaks


def error(message: str, about: str = "") -> dict[str, str]:
    return {"severity": "error", "message": f"error: {message}\n", **({"urn": about} if about else {})}


@pytest.mark.parametrize(
    ("diagnostics", "said"),
    [
        ([error('Preview failed: Dataset "x": no connection', urn("Dataset", "x"))], 'Dataset "x": no connection'),
        (
            [error("down", urn("Dataset", "x")), error("down", urn("Model", "y")), error("preview failed")],
            'Dataset "x", Model "y": down',
        ),
        (
            [
                error(
                    f"{urn('Dataset', 'x')} resource 'x': property a.b value {{7}} has a problem: is wrong",
                    urn("Dataset", "x"),
                )
            ],
            'Dataset "x": a.b: is wrong',
        ),
        ([error("preview failed")], "the preview failed; run pulumi preview to see why"),
        (
            [{"severity": "info", "message": "metadata: name a → b"}],
            "the preview failed; run pulumi preview to see why",
        ),
    ],
)
def test_a_failure_is_one_sentence(diagnostics: list[dict[str, str]], said: str) -> None:
    """The same complaint once, with everything it is about."""
    assert sentence(diagnostics) == said


def updates(count: int, description: str) -> dict[str, Any]:
    """A preview of so many changed texts."""
    return {
        "steps": [
            {
                "op": "update",
                "urn": urn("Dataset", f"d{number}"),
                "oldState": state("Dataset", fields={"description": ""}),
                "newState": state("Dataset", fields={"description": description}),
            }
            for number in range(count)
        ]
    }


def test_markdown_shows_text_as_text() -> None:
    """No mention, no bold, no new cell, whatever a description says."""
    text = markdown(explain(updates(1, "*see* @somebody | <b>#1</b>")))
    assert text.splitlines()[0] == "### `luma/dev`: 1 to update"
    row = text.splitlines()[4]
    assert row.startswith("| update | metadata | Dataset `d0` | description ")
    assert row.endswith("→ \\*see\\* @\u200bsomebody \\| &lt;b>#\u200b1&lt;/b> |  |")


def test_markdown_fits_into_a_comment() -> None:
    """Rows that do not fit are counted."""
    text = markdown(explain(updates(2000, "x" * 50)))
    assert len(text) <= FITS
    shown = text.count("| update |")
    assert f"| | | and {2000 - shown} more | | |" in text


def test_markdown_of_nothing() -> None:
    """A heading says it."""
    raw = {"op": "same", "urn": urn("Dataset", "x"), "newState": state("Dataset")}
    assert markdown(explain({"steps": [raw]})) == "### `luma/dev`: nothing to do\n"
