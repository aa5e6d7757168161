"""Law 9 over every field of every kind: bad values made from the fields' types, on the real provider process."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pulumi_aep.core.field import Field
from pulumi_aep.core.registry import kind_named, kind_names

from tests.support.engine.provider_process import ProviderProcess, environment
from tests.support.kinds import by_type, program
from tests.support.kinds.by_type import LISTS, NUMBERS, TEXTS, Values
from tests.support.kinds.rows import ROWS
from tests.support.kinds.table_program import least

NAMES = TEXTS.filter(lambda text: bool(text.strip("./ "))) | st.sampled_from(
    ["a\0b", "x" * 5000, "/dev/null", "~", "rows.jsonl/x", "/proc/self/mem"]
)


def bad(kind: str, item: Field) -> Values:
    """Values that this field cannot take. A type that is new here fails, asking for some."""
    if item.name in ROWS[kind].bad:
        return ROWS[kind].bad[item.name]
    if choices := by_type.choices(item):
        return by_type.texts_but(*choices) | NUMBERS | LISTS
    found = by_type.of(item).wrong
    assert found is not None, f"{kind}.{item.name}: say in its row, or in by_type.py, what it cannot be"
    blank = item.required and by_type.plain(item) is str
    return found | (st.sampled_from(["", "  ", "\n"]) if blank else st.nothing())


def valid(kind: str) -> dict[str, Any]:
    """No more than must be, each reference a bare id."""
    row = ROWS[kind]
    fields = least(program.item(kind, "x", **row.assets[row.plain or row.first]))["fields"]
    known = kind_named(kind).FIELDS
    return {name: _ids(value) if known[name].reference else value for name, value in fields.items()}


def _ids(value: Any) -> Any:
    return ["x" for _ in value] if isinstance(value, list) else "x"


VALID = {kind: valid(kind) for kind in ROWS}


def of(kind: str) -> list[Field]:
    """What a program may declare."""
    return [item for item in kind_named(kind).declared_fields() if not item.carried and item.of is None]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ProviderProcess, Path]]:
    """A provider process in a folder where nothing runs yet."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "Pulumi.yaml").write_text("name: luma\nruntime: python\n")
    (folder / "rows.jsonl").write_text('{"_id": "1"}\n')
    process = ProviderProcess(folder=folder, environment=environment(folder))
    yield process, folder
    process.stop()
    assert not (folder / ".aep").exists()  # nothing was asked of any Platform


def good_sentence(text: str) -> None:
    """One line that a person would write: no exception, no type, no dump of Python."""
    assert text
    assert text.isprintable(), text
    assert len(text) <= 400, text
    for noise in ("Traceback", "Error", "<class", " object at 0x", "input should", "pydantic", "{'", "['", "('", "nan"):
        assert noise not in text.split('"', maxsplit=1)[0], text
    assert not re.search(r"\bNone\b|UNKNOWN|function-|constrained-", re.sub(r'".*"', "", text)), text


@pytest.mark.parametrize("kind", kind_names())
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_bad_values(alone: tuple[ProviderProcess, Path], kind: str, data: st.DataObject) -> None:
    """Every one of them is named, at its field, and nothing that is right is."""
    chosen = data.draw(st.lists(st.sampled_from(of(kind)), min_size=1, max_size=3, unique_by=lambda item: item.name))
    wrong = {item.name: data.draw(bad(kind, item)) for item in chosen}
    right = {name: value for name, value in VALID[kind].items() if not (name == "image" and "source" in wrong)}
    found = alone[0].problems(kind, {**right, **wrong, "__stamp": f"luma/dev/{kind}"})
    assert wrong.keys() == {field for field, _ in found}
    for _, sentence in found:
        good_sentence(sentence)


@pytest.mark.parametrize("kind", kind_names())
def test_what_is_right_is_no_problem(alone: tuple[ProviderProcess, Path], kind: str) -> None:
    """So that the test above speaks of the bad values alone."""
    assert alone[0].problems(kind, {**VALID[kind], "__stamp": f"luma/dev/{kind}"}) == []


@pytest.mark.parametrize("kind", kind_names())
def test_a_resource_of_another_kind(alone: tuple[ProviderProcess, Path], kind: str) -> None:
    """The program tells what a reference was given as; each is named at its field."""
    for item in (item for item in of(kind) if item.reference):
        value = ["x"] if item.type == list[str] else "x"
        told = {"__given": {item.name: ['Sandbox "dev"']}, "__stamp": f"luma/dev/{kind}"}
        found = alone[0].problems(kind, {**VALID[kind], item.name: value, **told})
        assert found == [(item.name, f'is a {item.target}, or the id of one; Sandbox "dev" is none')]


@pytest.mark.parametrize("kind", kind_names())
def test_what_is_missing_and_what_is_misspelt(alone: tuple[ProviderProcess, Path], kind: str) -> None:
    """All required fields at once; each field with a letter too many is recognised."""
    required = {item.name for item in of(kind) if item.required}
    found = alone[0].problems(kind, {"__stamp": f"luma/dev/{kind}"})
    assert required <= {field for field, sentence in found if "missing" in sentence}
    for item in of(kind):
        typo = item.name[0] + item.name
        found = alone[0].problems(kind, {**VALID[kind], typo: "x", "__stamp": f"luma/dev/{kind}"})
        assert found == [(typo, f'{kind} has no such field; did you mean "{item.name}"?')]
    for item in kind_named(kind).FIELDS.values():
        if item.output:
            found = alone[0].problems(kind, {**VALID[kind], item.name: "x", "__stamp": f"luma/dev/{kind}"})
            assert found == [(item.name, f"is set by the Platform; a {kind} only gives it")]


@pytest.mark.parametrize(
    ("kind", "fields", "problem"),
    [
        pytest.param(kind, fields, (name, sentence), id=f"{kind}-{'-'.join(fields)}")
        for kind, row in ROWS.items()
        for fields, name, sentence in row.wrong
    ],
)
def test_rules_across_fields(
    alone: tuple[ProviderProcess, Path], kind: str, fields: Mapping[str, Any], problem: tuple[str, str]
) -> None:
    """At the field that is to be changed."""
    found = alone[0].problems(kind, {**VALID[kind], **fields, "__stamp": f"luma/dev/{kind}"})
    assert [(field, sentence[: len(problem[1])]) for field, sentence in found] == [problem]


@pytest.mark.parametrize("kind", ["Batch", "Recipe"])
@given(name=NAMES)
@example(name="\x1f/")
@settings(max_examples=60, deadline=None)
def test_any_name_of_a_file(alone: tuple[ProviderProcess, Path], kind: str, name: str) -> None:
    """Whatever it is called, and whatever lies there: one sentence at the field."""
    given = {key: value for key, value in VALID[kind].items() if key != "image"}
    found = alone[0].problems(kind, {**given, "source": name, "__stamp": f"luma/dev/{kind}"})
    assert {field for field, _ in found} == {"source"}
    for _, sentence in found:
        good_sentence(sentence.replace(name, "…"))


def test_a_sandbox_that_cannot_be(tmp_path: Path) -> None:
    """What comes from settings is checked as well: it would end up in a header."""
    for name in ("my sandbox", "dev\nx-evil: 1", "ü"):
        process = ProviderProcess(folder=tmp_path, environment=environment(tmp_path, AEP_SANDBOX=name))
        try:
            found = process.problems("Segment", {**VALID["Segment"], "__stamp": "luma/dev/g"})
        finally:
            process.stop()
        assert len(found) == 1
        assert "is no sandbox's name" in found[0][1]
        good_sentence(found[0][1])
