"""Law 9 over every field of every kind: bad values made from the fields' types, on the real provider process."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pulumi_aep.core import values
from pulumi_aep.core.field import Field
from pulumi_aep.core.registry import kind_named, kind_names
from pulumi_aep.core.xdm import Properties
from pulumi_aep.kinds.schema import Identity

from tests.support.engine.provider_process import ProviderProcess, environment

VALID: dict[str, dict[str, Any]] = {
    "Sandbox": {"name": "dev"},
    "FieldGroup": {"title": "F", "extends": ["profile"], "fields": {"a": {"type": "string"}}},
    "Schema": {"title": "S", "behavior": "profile"},
    "Dataset": {"name": "D", "schema": "s"},
    "Batch": {"dataset": "d", "source": "rows.jsonl"},
    "Recipe": {"name": "R", "image": "registry.example/r:1"},
    "Model": dict.fromkeys(("name", "recipe", "training_dataset", "scoring_dataset", "results_dataset"), "m"),
    "TrainingRun": {"name": "T", "model": "m"},
    "ScoringRun": {"run": "t", "dataset": "d", "results": "d"},
    "Service": {"name": "V", "run": "t"},
    "Schedule": {"service": "v", "runs": "scoring", "cron": "0 3 * * *", "start": "2026-01-01", "end": "2027-01-01"},
    "Segment": {"name": "G", "expression": "a > 1"},
    "SegmentSchedule": {"name": "N", "cron": "0 0 1 * * ?"},
}
NUMBERS = st.integers(-(2**60), 2**60).map(float) | st.floats(allow_nan=False, allow_infinity=False)
ENDLESS = st.sampled_from([float("nan"), float("inf"), float("-inf")])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)  # lone surrogates cannot be sent at all
MAPS = st.dictionaries(TEXTS, TEXTS | NUMBERS, min_size=1, max_size=3)
LISTS = st.lists(TEXTS | NUMBERS | MAPS, min_size=1, max_size=3)
NO_LISTS_OF_TEXTS = TEXTS | NUMBERS | MAPS | st.lists(NUMBERS | MAPS | st.none(), min_size=1, max_size=3)
NO_FIELDS: st.SearchStrategy[Any] = (
    NUMBERS | TEXTS | LISTS | st.just({}) | st.just({"type": "text"}) | st.just({"type": "array"})
)
NAMES = TEXTS.filter(lambda text: bool(text.strip("./ "))) | st.sampled_from(
    ["a\0b", "x" * 5000, "/dev/null", "~", "rows.jsonl/x", "/proc/self/mem"]
)
NO_TIME = TEXTS.filter(lambda text: not re.match(r"\s*[0-9*]", text) and "?" not in text)


def texts_but(*allowed: str) -> st.SearchStrategy[str]:
    near = st.sampled_from(allowed).map(lambda text: text[:-1])
    return (near | TEXTS).filter(lambda text: text not in allowed)


def keyed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(TEXTS.filter(bool), inner, min_size=1, max_size=3)


# a field's type: values that it is not
BAD: tuple[tuple[Any, st.SearchStrategy[Any]], ...] = (
    (str, NUMBERS | st.booleans() | LISTS | MAPS),
    (bool, TEXTS | NUMBERS | LISTS | MAPS),
    (values.SandboxName, st.sampled_from(["my sandbox", "a/b", "ü", "dev\n", " "]) | NUMBERS),
    (values.Tags, TEXTS | NUMBERS | LISTS | keyed(NUMBERS | LISTS) | st.just({"adobe/siphon": "x"})),
    (values.Parameters, TEXTS | NUMBERS | LISTS | keyed(LISTS | MAPS | ENDLESS)),
    (
        values.Gate,
        TEXTS | NUMBERS | LISTS | keyed(NO_TIME | NUMBERS | st.sampled_from([">=", "> 1e999", "0.5", ">= a"])),
    ),
    (values.Cron, NO_TIME | NUMBERS | LISTS | st.sampled_from(["* * * *", "60 * * * *", "* * * * * *", "@daily"])),
    (values.QuartzCron, NO_TIME | NUMBERS | MAPS | st.sampled_from(["0 3 * * *", "0 0 1 * * *", "0 0 1 ? * ?"])),
    (values.Moment, NO_TIME | NUMBERS | st.sampled_from(["2026-13-01", "25:00", "0001-01-01T00:00+14:00"])),
    (values.Period, NO_TIME | NUMBERS | st.sampled_from(["P", "PT", "3Y", "P1.5Y", "P-1D", "P٣D"])),
    (values.Percent, TEXTS | LISTS | ENDLESS | st.sampled_from([-1.0, 101.0, 0.5, 1e300, True])),
    (values.Minutes, TEXTS | LISTS | ENDLESS | st.sampled_from([-1.0, 0.5, 1e300, 2.0**40, False])),
    (values.Days, TEXTS | LISTS | ENDLESS | st.sampled_from([-1.0, 0.0, 0.5, 1e300, False])),
    (
        Properties,
        TEXTS | NUMBERS | LISTS | st.just({}) | keyed(NO_FIELDS) | st.just({"_a": {"type": "string"}}),
    ),
    (list[str], NO_LISTS_OF_TEXTS),
    (Sequence[str], NO_LISTS_OF_TEXTS),
)
NOT_IDENTITIES = [{"path": "_id"}, {"path": 3.0, "namespace": "ECID"}, {"path": "a", "namespace": "b", "primry": True}]


def bad(item: Field) -> st.SearchStrategy[Any]:
    """Values that this field cannot take. A type that is new here fails, asking for some."""
    given = [one for one in get_args(item.type) if one is not type(None)] if item.default is None else [item.type]
    for one in [item.type, *given]:
        if get_origin(one) is Literal:
            return texts_but(*get_args(one)) | NUMBERS | LISTS
        if Identity in get_args(one):
            return TEXTS | NUMBERS | MAPS | st.lists(st.sampled_from(NOT_IDENTITIES), min_size=1)
        for known, strategy in BAD:
            if one == known:
                blank = st.sampled_from(["", "  ", "\n"]) if item.required and known is str else st.nothing()
                return strategy | blank
    raise AssertionError(f"{item.name}: say in {__file__} what its type, {item.type}, is not")


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
    assert len(text) < 400, text
    for noise in ("Traceback", "Error", "<class", " object at 0x", "input should", "pydantic", "{'", "['", "('", "nan"):
        assert noise not in text.split('"', maxsplit=1)[0], text
    assert not re.search(r"\bNone\b|UNKNOWN|function-|constrained-", re.sub(r'".*"', "", text)), text


@pytest.mark.parametrize("kind", kind_names())
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_bad_values(alone: tuple[ProviderProcess, Path], kind: str, data: st.DataObject) -> None:
    """Every one of them is named, at its field, and nothing that is right is."""
    chosen = data.draw(st.lists(st.sampled_from(of(kind)), min_size=1, max_size=3, unique_by=lambda item: item.name))
    wrong = {item.name: data.draw(bad(item)) for item in chosen}
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
        ("Schema", {"profile": True}, ("profile", "needs a primary identity; add one to identities, e.g. ")),
        ("Dataset", {"upsert": True}, ("upsert", "means nothing without profile=True")),
        ("Dataset", {"profile": True, "schema_in_profile": False}, ("profile", "needs a schema that is in the union")),
        ("Recipe", {"source": "."}, ("image", "and source exclude each other; keep one")),
        ("Recipe", {"base": "b"}, ("base", "goes with source only")),
        ("Schedule", {"end": "2025-01-01"}, ("end", "2025-01-01T00:00 is not after start 2026-01-01T00:00")),
        ("Batch", {"source": "none.csv"}, ("source", "none.csv does not exist")),
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
