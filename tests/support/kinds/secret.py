"""What is secret in the first asset of each kind, for the test that looks for its values everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Secret:
    """Every field that a program gives, but switches and choices of a type, is in one of these."""

    values: Mapping[str, Any]  # those that can be looked for; {w} makes another one
    words: frozenset[str] = frozenset()  # names of what there is, or one of a few words: secret, and not looked for
    open: frozenset[str] = frozenset()  # what Pulumi shows as id; what decides over the rest
    absent: frozenset[str] = frozenset()  # without a meaning beside the others, or without an asset of that sort


SANDBOX = Secret({"title": "Zqtitle-sandbox-{w}"}, words=frozenset({"type"}), open=frozenset({"existing", "name"}))
FIELD_GROUP = Secret(
    {
        "title": "Zqtitle-group-{w}",
        "description": "Zqtext group {w}",
        "fields": {
            "id": {"type": "string", "description": "Zqfield-{w}"},
            "n": {"type": "integer", "maximum": 2147483647, "minimum": -2147483648},
        },
    },
    words=frozenset({"extends"}),
)
IDENTITY_NAMESPACE = Secret(
    {"name": "Zqname-namespace-{w}", "description": "Zqtext namespace {w}"}, words=frozenset({"code", "type"})
)
SCHEMA = Secret(
    {"title": "Zqtitle-schema-{w}", "description": "Zqtext schema {w}"}, words=frozenset({"behavior", "identities"})
)
DATASET = Secret(
    {
        "name": "Zqname-dataset-{w}",
        "description": "Zqtext dataset <{w}>",
        "retention": "P9173{w}D",
        "tags": {"of": "Zqtag-dataset-{w}"},
    }
)
BATCH = Secret(
    {"source": "Zqsource-{w}.jsonl", "tags": {"of": "Zqtag-batch-{w}"}}, absent=frozenset({"max_errors_percent"})
)
RECIPE = Secret(
    {
        "name": "Zqname-recipe-{w}",
        "description": "Zqtext recipe {w}",
        "source": "Zqrecipe-{w}",
        "repository": "https://code.example/Zqrepository/{w}",
        "documentation": "https://docs.example/Zqdocs/{w}?a=b c",
        "icon": "https://icons.example/Zqicon/{w}",
        "tags": {"of": "Zqtag-recipe-{w}"},
    },
    words=frozenset({"algorithm", "type"}),
    absent=frozenset({"base", "image", "library"}),
)
MODEL = Secret(
    {
        "name": "Zqname-model-{w}",
        "description": "Zqtext model {w}",
        "hyperparameters": {"token": "Zqtoken-{w}", "seed": "9182736450{w}"},
        "scoring_parameters": {"token": "Zqscoring-{w}"},
        "tags": {"of": "Zqtag-model-{w}"},
    }
)
TRAINING_RUN = Secret(
    {
        "name": "Zqname-training-{w}",
        "description": "Zqtext training {w}",
        "gate": {"accuracy": ">= 0.000918273{w}"},
        "timeout_seconds": 192837460,
        "tags": {"of": "Zqtag-training-{w}"},
    }
)
SCORING_RUN = Secret({"parameters": {"token": "Zqrun-{w}"}, "timeout_seconds": 293746180})
SERVICE = Secret(
    {
        "name": "Zqname-service-{w}",
        "description": "Zqtext service {w}",
        "training_timeframe": 182736450,
        "scoring_timeframe": 273645180,
        "tags": {"of": "Zqtag-service-{w}"},
    }
)
SCHEDULE = Secret(
    {"cron": "{w}7 3 * 11 *", "start": "2030-01-1{w}T03:17", "end": "2036-01-1{w}T03:19"}, words=frozenset({"runs"})
)
SEGMENT = Secret(
    {
        "name": "Zqname-segment-{w}",
        "description": "Zqtext segment {w}",
        "expression": '_tenant.id = "Zqexpression-{w}"',
        "ttl_days": 31970,
    },
    absent=frozenset({"merge_policy", "schema"}),
)
SEGMENT_SCHEDULE = Secret({"name": "Zqname-nightly-{w}", "cron": "{w} 17 3 * 11 ?"})
