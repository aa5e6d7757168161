"""Declared values become canonical, or everything wrong with them is said at once."""

import pytest
from pulumi_aep.core.check import check
from pulumi_aep.core.field import UNKNOWN
from pulumi_aep.core.registry import kind_named


def messages(kind: str, **given: object) -> dict[str, str]:
    _, problems = check(kind_named(kind), given)
    return {item.field: item.message for item in problems}


def test_defaults_are_filled_in_and_unset_fields_left_out() -> None:
    """What the program leaves out is recorded as its default, so that a later default shows as a change."""
    fields, problems = check(kind_named("Dataset"), {"name": "Web", "schema": "s1", "description": None})
    assert problems == []
    assert fields == {
        "name": "Web",
        "description": "",
        "schema": "s1",
        "profile": False,
        "upsert": False,
        "format": "parquet",
        "error_diagnostics": True,
        "tags": {},
    }


def test_all_problems_are_reported_at_once() -> None:
    """A misspelt field, a missing one and a wrong type, in one go."""
    assert messages("Dataset", nmae="Web", schema=3.0) == {
        "nmae": 'Dataset has no such field; did you mean "name"?',
        "name": "is required, and missing",
        "schema": "must be text, not 3",
    }


def test_unknown_values_pass() -> None:
    """What is known only after apply can't be judged in a preview."""
    fields, problems = check(kind_named("Dataset"), {"name": "Web", "schema": UNKNOWN, "tags": {"a": UNKNOWN}})
    assert problems == []
    assert fields["schema"] is UNKNOWN
    assert fields["tags"] is UNKNOWN


@pytest.mark.parametrize(
    ("kind", "given", "field", "message"),
    [
        ("Dataset", {"profile": True, "schema_in_profile": False}, "profile", "needs a schema that is in the union"),
        ("Dataset", {"tags": {"adobe/x": "y"}}, "tags", 'the tag "adobe/x" is reserved'),
        ("Schema", {"profile": True, "behavior": "profile"}, "profile", "needs a primary identity"),
        ("Schedule", {"cron": "0 3 * *"}, "cron", '"0 3 * *" is no cron expression of five fields'),
        ("Schedule", {"cron": "61 3 * * *"}, "cron", '"61 3 * * *" is no cron expression of five fields'),
        ("Schedule", {"start": "2026-02-01", "end": "2026-01-01"}, "end", "2026-01-01T00:00 is not after start"),
        ("Schedule", {"start": "tomorrow"}, "start", '"tomorrow" is no time'),
        ("Schedule", {"runs": "scorng"}, "runs", 'must be "training" or "scoring", not "scorng"'),
        ("SegmentSchedule", {"cron": "0 1 * * *"}, "cron", '"0 1 * * *" is no Quartz cron expression'),
        ("TrainingRun", {"gate": {"auroc": "high"}}, "gate", '"high" is no condition; write for example ">= 0.75"'),
        ("Service", {"training_timeframe": -1.0}, "training_timeframe", "must be 0 or more, not -1"),
        ("Service", {"training_timeframe": "ten"}, "training_timeframe", 'must be a whole number, not "ten"'),
        ("Recipe", {}, "source", "is missing; give a source folder, or image="),
        ("Dataset", {"retention": "3 years"}, "retention", '"3 years" is no period; write for example "P3Y"'),
        ("Batch", {"max_errors_percent": 101.0}, "max_errors_percent", "must be 100 or less, not 101"),
    ],
)
def test_each_bad_value_gets_a_sentence_at_its_field(
    kind: str, given: dict[str, object], field: str, message: str
) -> None:
    """The message names the value and what to write instead."""
    assert message in messages(kind, **given).get(field, "(nothing)")


def test_files_that_cannot_be_sent_are_refused_before_anything_runs(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Missing, empty and corrupt sources are found without a call to the Platform."""
    (tmp_path / "empty.json").touch()
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 not really PAR1")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 torn")
    (tmp_path / "bad.json").write_text('{"a": 1')
    found = {
        name: messages("Batch", dataset="d", source=str(tmp_path / name))["source"].replace(str(tmp_path) + "/", "")
        for name in ("none.json", "empty.json", "broken.parquet", "torn.parquet", "bad.json")
    }
    assert found["none.json"].startswith("none.json does not exist")
    assert found["empty.json"] == "empty.json is empty"
    assert found["broken.parquet"].startswith("broken.parquet is a broken Parquet file")
    assert found["torn.parquet"].startswith("torn.parquet is no Parquet file, or a broken one")
    assert found["bad.json"].startswith("bad.json is not JSON")


def test_numbers_arrive_as_floats_and_are_the_same_values() -> None:
    """Pulumi turns 100 into 100.0; as a parameter it is "100" either way."""
    values = [{"n": 100, "rate": 0.1, "on": True}, {"n": 100.0, "rate": 0.1, "on": True}]
    canonical = [
        check(kind_named("Model"), {"name": "m", "recipe": "r", "hyperparameters": given})[0]["hyperparameters"]
        for given in values
    ]
    assert canonical == [{"n": "100", "on": "true", "rate": "0.1"}] * 2


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("Recipe", {"name": "R", "source": UNKNOWN}),
        ("Recipe", {"name": "R", "image": UNKNOWN}),
        ("Recipe", {"name": "R", "source": "src", "base": UNKNOWN}),
        ("Batch", {"dataset": "d", "source": UNKNOWN}),
        ("Schema", {"title": "S", "behavior": "profile", "identities": UNKNOWN, "profile": True}),
        ("Schedule", {"service": "s", "runs": "scoring", "cron": "0 3 * * *", "start": UNKNOWN, "end": "2026-01-01"}),
        ("Dataset", {"name": "D", "schema": "s", "profile": UNKNOWN, "upsert": True, "schema_in_profile": False}),
    ],
)
def test_rules_across_fields_wait_for_what_is_not_known_yet(kind: str, given: dict[str, object]) -> None:
    """An image that another resource builds is no missing image; what is computed from it is not known either."""
    fields, problems = check(kind_named(kind), given)
    assert problems == []
    computed = [item.name for item in kind_named(kind).declared_fields() if item.of is not None]
    assert all(fields[name] is UNKNOWN for name in computed)


@pytest.mark.parametrize("count", [1, 2, 3, 40])
def test_many_bad_fields_of_a_group_are_one_readable_sentence(count: int) -> None:
    """The first two and how many more, however long their names."""
    fields = {f"{number}{'n' * 80}": {"type": "t" * 80} for number in range(count)}
    said = messages("FieldGroup", title="T", fields=fields)["fields"]
    assert said.count("has the type") == min(count, 2)
    assert said.endswith(f" and {count - 2} more" if count > 2 else "array")
    assert len(said) < 400
