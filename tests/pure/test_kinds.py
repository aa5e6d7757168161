"""A kind owns everything about itself: nobody else knows it by name, and one that is new needs no line elsewhere."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pulumi_aep import kinds as folder
from pulumi_aep.core import registry
from pulumi_aep.core.kind import KINDS
from pulumi_aep.planning import budget
from pulumi_aep.planning.document import Step

LIBRARY = Path(__file__).parents[2] / "providers" / "pulumi_aep"
MADE_UP = '''
"""Made up."""

from pulumi_aep.apis.rest import RestKind
from pulumi_aep.core.field import Change, Prop, prop


class MadeUp(RestKind):
    """A kind that only a test knows."""

    name: Prop[str] = prop(Change.METADATA, "Name.", at="name")

    path = "/data/made/up"
    trains = True
'''


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A file more in the folder of kinds."""
    (tmp_path / "made_up.py").write_text(MADE_UP)
    monkeypatch.setattr(folder, "__path__", [*folder.__path__, str(tmp_path)])
    caches = (registry._modules, registry.kind_names)
    for cached in caches:
        cached.cache_clear()
    yield "MadeUp"
    KINDS.pop("MadeUp", None)
    sys.modules.pop("pulumi_aep.kinds.made_up", None)
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize("taken", ["summary", "unique", "id"])
def test_a_field_does_not_take_the_name_of_what_every_kind_has(made_up: str, tmp_path: Path, taken: str) -> None:
    file = tmp_path / "made_up.py"
    file.write_text(file.read_text().replace("name: Prop", f"{taken}: Prop"))
    with pytest.raises(TypeError, match=rf"MadeUp\.{taken}: every kind has something of that name"):
        registry.kind_named(made_up)


def test_no_file_outside_of_kinds_names_a_kind() -> None:
    """But the public `__init__`, for those who write programs."""
    names = set(registry.kind_names())
    files = [file for file in LIBRARY.rglob("*.py") if not {"kinds", "template"} & set(file.parts)]
    guilty = [
        f"{file.relative_to(LIBRARY)}:{node.lineno} {node.value}"
        for file in files
        if file != LIBRARY / "__init__.py"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names
    ]
    assert guilty == []


def test_kinds_come_in_the_order_of_their_references() -> None:
    """What is referred to first; this order is what people see in tables and written programs."""
    first = (
        *("Sandbox", "FieldGroup", "Schema", "Dataset", "Batch"),
        *("Recipe", "Model", "TrainingRun", "ScoringRun", "Service", "Schedule", "Segment", "SegmentSchedule"),
    )
    names = registry.kind_names()
    assert tuple(name for name in names if name in first) == first
    for kind in registry.kinds():
        targets = {item.target for item in kind.FIELDS.values() if item.target}
        assert all(names.index(target) <= names.index(kind.__name__) for target in targets)


def test_a_kind_is_found_by_its_file(made_up: str) -> None:
    """In its chapter, by name and by its type token; what guards a sandbox and what can be adopted are defaults."""
    assert made_up in registry.kind_names()
    kind = registry.kind_of(f"pulumi-python:dynamic/aep:{made_up}")
    assert kind is registry.kind_named(made_up)
    assert (kind.guards_sandbox, kind.adoptable, kind.noun()) == (True, True, "made up")


def test_a_kind_that_trains_is_counted_by_the_budget(made_up: str) -> None:
    """`--no-retrain` asks the kind, not a list."""
    step = Step.model_construct(ours=True, kind=made_up, op="create", change="create")
    assert budget._trains(step)
