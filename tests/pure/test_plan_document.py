"""The page on `aep plan` describes the document as it is printed."""

import json
import re
from typing import get_args

import pytest
from pulumi_aep.planning import document
from pulumi_aep.planning.document import Plan
from pydantic import BaseModel

from tests.support.repository import DOCS

PAGE = (DOCS / "plan.md").read_text()
PARTS = [Plan, document.Step, document.PlanField, document.Dependent, document.LastRun, document.Exceeded]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_field_has_its_row_in_order(part: type[BaseModel]) -> None:
    """A table whose rows are the fields, under the names that JSON has."""
    tables = [re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) for table in PAGE.split("| field | type | meaning |")]
    names = [item.serialization_alias or name for name, item in part.model_fields.items()]
    assert any(table[: len(names)] == names for table in tables[1:])


def test_the_example_is_a_plan() -> None:
    """Nothing in it is unknown, nothing is missing."""
    example = json.loads(PAGE.split("```json")[1].split("```")[0])
    assert Plan.model_validate(example).model_dump(mode="json", by_alias=True) == example


def test_every_op_and_class_is_explained() -> None:
    """By the words of the document's own types."""
    for word in (*get_args(document.Op), *get_args(document.Class)):
        assert f"`{word}`" in PAGE
