"""What the Platform refuses because of declared and recorded values alone is said in the preview.

One line for each refusal in the emulator's code on the way of a write of ours; the page of law 9 lists the rest.
"""

from typing import Any

import pytest
from pulumi_aep.core import xdm
from pulumi_aep.core.check import check
from pulumi_aep.core.registry import kind_named
from pulumi_aep.lifecycle.diff import diff, replacing

TEXT = {"type": "string"}
GROUP = {"title": "T", "extends": ["profile"], "fields": {"a": TEXT}}
SCHEMA = {"title": "T", "behavior": "profile"}
DATASET = {"name": "D", "schema": "s"}
SEGMENT = {"name": "S", "expression": "_tenant.n > 1"}
NIGHTLY = {"name": "N", "cron": "0 0 1 * * ?"}
SERVICE = {"service": "s", "runs": "scoring", "cron": "0 3 * * *", "start": "2030-01-01", "end": "2031-01-01"}
IDENTITY = {"path": "_tenant.a", "namespace": "ECID", "primary": True}
DEEP: dict[str, Any] = TEXT
for _ in range(25):
    DEEP = xdm.struct({"a": DEEP})


def fields(**field: Any) -> dict[str, Any]:
    return {"fields": field}


@pytest.mark.parametrize(
    ("kind", "good", "bad", "said"),
    [
        # Schema Registry
        ("FieldGroup", GROUP, {"title": " "}, "title is empty; give it a value"),
        ("FieldGroup", GROUP, {"title": 3}, "title must be text, not 3"),
        ("FieldGroup", GROUP, {"extends": ["profil"]}, '"profil" is no class; did you mean "profile"?'),
        ("FieldGroup", GROUP, {"fields": {"_a": TEXT}}, '"_a" is no name for a field'),
        ("FieldGroup", GROUP, {"fields": {"a.b": TEXT}}, '"a.b" is no name for a field'),
        ("FieldGroup", GROUP, fields(a={"type": "text"}), '"a" has the type "text"'),
        ("FieldGroup", GROUP, fields(a=3), '"a" must be a field such as aep.xdm.string(), not 3'),
        ("FieldGroup", GROUP, fields(a={"type": "array"}), '"a" is an array without items'),
        ("FieldGroup", GROUP, fields(a={"type": "object", "properties": 3}), '"a" has properties that are no map'),
        ("FieldGroup", GROUP, fields(a={**TEXT, "maxLength": "3"}), '"a" has maxLength "3", which must be a number'),
        ("FieldGroup", GROUP, fields(a={**TEXT, "format": 3}), '"a" has format 3, which must be text'),
        ("FieldGroup", GROUP, fields(a={**TEXT, "pattern": "("}), '"a" has a pattern that is no regular expression'),
        ("FieldGroup", GROUP, fields(a={**TEXT, "enum": []}), '"a" has an enum that is no list of values'),
        ("FieldGroup", GROUP, fields(a={**TEXT, "enum": [1]}), '"a" has 1 in its enum, which is no string'),
        ("FieldGroup", GROUP, fields(a={**xdm.struct({"x": TEXT}), "required": ["y"]}), '"a" requires "y", which'),
        ("FieldGroup", GROUP, fields(a={**xdm.struct({"x": TEXT}), "required": "x"}), '"a" has required "x", which'),
        ("FieldGroup", GROUP, fields(a={"type": "object", "additionalProperties": {"type": "x"}}), "has the type"),
        ("FieldGroup", GROUP, fields(a=DEEP), "lies deeper than 20 levels"),
        ("Schema", SCHEMA, {"behavior": "profil"}, '"profil" is no class; did you mean "profile"?'),
        ("Schema", SCHEMA, {"profile": True}, "profile needs a primary identity"),
        ("Schema", SCHEMA, {"identities": [IDENTITY, IDENTITY | {"primary": False}]}, "names _tenant.a twice"),
        ("Schema", SCHEMA, {"identities": [IDENTITY | {"namespace": " "}]}, "has a blank path or namespace"),
        ("Schema", SCHEMA, {"identities": [IDENTITY, IDENTITY | {"path": "_tenant.b"}]}, "more than one primary"),
        # Catalog, ingestion
        ("Dataset", DATASET, {"name": ""}, "name is empty; give it a value"),
        ("Dataset", DATASET, {"retention": "3 years"}, '"3 years" is no period'),
        ("Dataset", DATASET, {"profile": True, "schema_in_profile": False}, "needs a schema that is in the union"),
        ("Dataset", DATASET, {"upsert": True}, "means nothing without profile=True"),
        ("Dataset", DATASET, {"tags": {"unifiedProfile": "enabled:true"}}, 'the tag "unifiedProfile" is reserved'),
        ("Dataset", DATASET, {"format": "avro"}, 'must be "parquet", "json" or "csv", not "avro"'),
        # sandboxes, identities
        ("Sandbox", {"name": "dev"}, {"name": "a b"}, '"a b" is no sandbox\'s name'),
        ("Sandbox", {"name": "dev"}, {"name": "-a"}, '"-a" is no sandbox\'s name'),
        ("Sandbox", {"name": "dev"}, {"type": "test"}, 'must be "development" or "production", not "test"'),
        ("IdentityNamespace", {"code": "C", "name": "N", "type": "EMAIL"}, {"code": "a-b"}, "letters and digits only"),
        # segmentation
        ("Segment", SEGMENT, {"expression": "(_tenant.n > 1"}, 'expression leaves "(" open'),
        ("Segment", SEGMENT, {"expression": ""}, "expression is empty"),
        ("Segment", SEGMENT, {"ttl_days": 0}, "ttl_days must be 1 or more, not 0"),
        ("Segment", SEGMENT, {"evaluation": "daily"}, 'must be "batch", "streaming" or "edge", not "daily"'),
        ("SegmentSchedule", NIGHTLY, {"cron": "0 0 1 * *"}, "no Quartz cron expression of six or seven fields"),
        ("SegmentSchedule", NIGHTLY, {"cron": "0 0 1 * * *"}, "exactly one of day of month and day of week"),
        ("SegmentSchedule", NIGHTLY, {"cron": "0 0 25 * * ?"}, '"25" is no hour, which is 0 to 23'),
        ("SegmentSchedule", NIGHTLY, {"cron": "0 0 1 ? * MOO"}, '"MOO" is no day of week, which is 1 to 7'),
        ("SegmentSchedule", NIGHTLY, {"cron": "0 0 1,2 * * ?"}, "is due more than once a day"),
        ("SegmentSchedule", NIGHTLY, {"cron": "0 0 1 31 2 ?"}, "is never due"),
        # Sensei
        ("Recipe", {"name": "R", "image": "i"}, {"algorithm": "Guess"}, "algorithm must be"),
        ("Model", {"name": "M", "recipe": "r", "training_dataset": "d"}, {"machine": "tpu"}, "machine must be"),
        (
            "Service",
            {"name": "S", "run": "r"},
            {"scoring_timeframe": -1},
            "scoring_timeframe must be 0 or more, not -1",
        ),
        ("Schedule", SERVICE, {"cron": "0 3 * *"}, '"0 3 * *" is no cron expression of five fields'),
        ("Schedule", SERVICE, {"start": "soon"}, '"soon" is no time'),
        ("Schedule", SERVICE, {"end": "2029-01-01"}, "is not after start"),
    ],
)
def test_what_is_declared(kind: str, good: dict[str, Any], bad: dict[str, Any], said: str) -> None:
    """By field, and with what to do; the declaration is sound without it."""
    assert check(kind_named(kind), good)[1] == []
    problems = [f"{item.field} {item.message}" for item in check(kind_named(kind), {**good, **bad})[1]]
    assert any(said in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("kind", "field", "recorded", "declared"),
    [
        ("Schema", "behavior", "profile", "experienceevent"),
        ("Schema", "profile", True, False),
        ("Schema", "field_groups", ["a", "b"], ["a"]),
        ("FieldGroup", "fields", {"a": TEXT, "b": TEXT}, {"a": TEXT}),
        ("FieldGroup", "fields", {"a": xdm.long()}, {"a": xdm.integer()}),
        ("Dataset", "schema", "a", "b"),
        ("Dataset", "format", "parquet", "json"),
        ("IdentityNamespace", "code", "A", "B"),
        ("Model", "recipe", "a", "b"),
        ("Service", "run", "a", "b"),
        ("Schedule", "start", "2030-01-01T00:00", "2030-01-02T00:00"),
        ("Segment", "schema", "_xdm.context.profile", "_xdm.context.account"),
        ("Sandbox", "type", "development", "production"),
    ],
)
def test_what_can_not_be_changed_is_made_anew(kind: str, field: str, recorded: Any, declared: Any) -> None:
    assert replacing(diff(kind_named(kind), {field: recorded}, {field: declared})) == [field]
