"""The fields that are declared are those that the data has."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from luma_propensity.records import records
from pyarrow import parquet

from luma import schemas
from luma.events.layout import LAYOUT
from tests.support.repository import ROOT

REGISTRY = ROOT / "emulator" / "aep_emulator" / "apis" / "schema_registry"
STANDARD = REGISTRY / "adobe_field_groups" / "experience_event_fields.json"
BY_CLASS = {"_id": "string", "timestamp": "date-time"}


def json_type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "date-time"
    if pa.types.is_floating(kind):
        return "number"
    return "integer" if pa.types.is_integer(kind) else "boolean" if pa.types.is_boolean(kind) else "string"


def columns(name: str, kind: pa.DataType) -> Iterator[tuple[str, str]]:
    """Dotted name and JSON type of every leaf."""
    if pa.types.is_struct(kind):
        for field in kind:
            yield from columns(f"{name}.{field.name}", field.type)
    elif pa.types.is_list(kind):
        yield from columns(f"{name}[]", kind.value_type)
    else:
        yield name, json_type(kind)


def leaves(name: str, field: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if field["type"] == "object":
        for inner, value in field["properties"].items():
            yield from leaves(f"{name}.{inner}", value)
    elif field["type"] == "array":
        yield from leaves(f"{name}[]", field["items"])
    else:
        yield name, field.get("format", field["type"])


def declared() -> dict[str, str]:
    groups = json.loads(STANDARD.read_text())
    fields = [field for id in schemas.WEB_FIELD_GROUPS for field in groups[id]["properties"].items()]
    return BY_CLASS | dict(leaf for name, field in fields for leaf in leaves(name, field))


def test_generated_events_have_declared_fields_only() -> None:
    """Each with its declared type."""
    found = dict(leaf for field in LAYOUT for leaf in columns(field.name, field.type))
    assert found.items() <= declared().items()


def test_real_events_have_declared_fields_only(real: Path) -> None:
    """Adobe's standard field groups are enough for the real data."""
    found = dict(leaf for field in parquet.read_schema(real) for leaf in columns(field.name, field.type))
    assert found.items() <= declared().items()


def test_the_recipe_writes_the_declared_score_fields() -> None:
    """All of them, under the tenant, and beside them the record's own id."""
    row = pd.DataFrame({"VISITOR": ["7"], "SCORE": [0.25], "MODEL": ["m-1"], "TIME": [0]})
    written = {*records({"tenantId": "_t"}, row)} - {"_id"}
    assert written == {f"_t.{leaf}" for name, field in schemas.SCORE_FIELDS.items() for leaf, _ in leaves(name, field)}
