"""Writing a program: layout, names, values. The judge of the layout is ruff."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi_aep.adoption.asset import Asset
from pulumi_aep.adoption.expression import plain, xdm_field
from pulumi_aep.adoption.naming import names, parse_owner, slug, variable
from pulumi_aep.adoption.python_layout import Bare, Nest, Node, call, flat, laid_out, listed, literal, mapped
from pulumi_aep.core.live import Live

NAMES = st.from_regex(r"n[a-f_]{0,30}", fullmatch=True)
TEXTS = st.text(alphabet=st.sampled_from("abcd '\"\\\n\té例"), max_size=90)
NODES: st.SearchStrategy[Node] = st.recursive(
    st.one_of(NAMES.map(Bare), TEXTS.map(lambda text: Bare(literal(text))), st.just(Bare("1.5"))),
    lambda node: st.one_of(
        st.builds(listed, st.lists(node, max_size=5)),
        st.builds(mapped, st.dictionaries(TEXTS, node, max_size=5)),
        st.builds(lambda name, given: call(name, **given), NAMES, st.dictionaries(NAMES, node, max_size=5)),
    ),
    max_leaves=12,
)


@given(st.text())
def test_a_literal_is_the_text_again(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, NODES), min_size=30, max_size=40))
def test_the_layout_is_ruffs(tmp_path: Path, given_: list[tuple[str, Node]]) -> None:
    """Whatever is written, a formatter has nothing left to do."""
    calls = [call(name, Bare('"x"'), value=node) for name, node in given_]
    file = tmp_path / "written.py"
    file.write_text("\n".join(laid_out(item, lead="x = ") for item in calls) + "\n")
    ruff = [str(Path(sys.executable).parent / "ruff"), "format", "--isolated", "--line-length", "120", "--diff"]
    done = subprocess.run([*ruff, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_opened_up_from_outside_in() -> None:
    """Arguments on a line of their own where they fit, else one by one."""
    wide = call("dataset", name=Bare(literal("b" * 104)))
    assert laid_out(wide) == 'dataset(name="' + "b" * 104 + '")'
    wider = call("dataset", name=Bare(literal("b" * 108)))
    assert laid_out(wider) == 'dataset(\n    name="' + "b" * 108 + '"\n)'
    widest = call("dataset", name=Bare(literal("b" * 110)))
    assert laid_out(widest) == 'dataset(\n    name="' + "b" * 110 + '",\n)'
    assert isinstance(widest, Nest)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Luma, web-data (2024)", "luma-web-data-2024"),
        ("Straße Ünï", "strasse-uni"),
        ("例", ""),
        ("  --  ", ""),
        ("x" * 80, "x" * 60),
    ],
)
def test_a_slug_is_made_of_letters_and_digits(text: str, wanted: str) -> None:
    assert slug(text) == wanted


@pytest.mark.parametrize(
    ("kind", "name", "wanted"),
    [
        ("Dataset", "luma-web-data", "luma_web_data_dataset"),
        ("Dataset", "web-dataset", "web_dataset"),
        ("TrainingRun", "2024", "training_run_2024"),
        ("Model", "class", "class_model"),
    ],
)
def test_a_variable_names_its_kind(kind: str, name: str, wanted: str) -> None:
    assert variable(kind, name) == wanted


def asset(kind: str, id: str, owner: str | None = None, **fields: Any) -> Asset:
    return Asset(kind=kind, live=Live(id, {}), fields=fields, owner=owner)


def test_names_are_unique_in_their_kind() -> None:
    """Also beside those of the program; a stamp of this stack brings its name along."""
    assets = [
        asset("Dataset", "1", name="Data"),
        asset("Dataset", "2", name="data"),
        asset("Model", "3", name="Data"),
        asset("Dataset", "4", name="例"),
        asset("Dataset", "5", "p/dev/old#3", name="New"),
        asset("Service", "6", name="Serving"),
        asset("Schedule", "6/training", service="6", runs="training"),
    ]
    found = names(assets, taken=[("Dataset", "data")], stack="p/dev")
    assert list(found.values()) == ["data-2", "data-3", "data", "dataset", "old", "serving", "serving-training"]


@pytest.mark.parametrize(
    ("owner", "wanted"),
    [
        ("p/dev/web", ("web", 1)),
        ("p/dev/a/b#12", ("a/b", 12)),
        ("p/prod/web", None),
        ("p/develop/web", None),
        (None, None),
    ],
)
def test_a_stamp_is_of_this_stack_or_not(owner: str | None, wanted: tuple[str, int] | None) -> None:
    assert parse_owner(owner, "p/dev") == wanted


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ({"type": "string"}, "aep.xdm.string()"),
        ({"type": "integer", "minimum": -(2**53), "maximum": 2**53}, "aep.xdm.long()"),
        ({"type": "integer"}, '{"type": "integer"}'),
        ({"type": "string", "enum": ["a"], "description": "Which."}, 'aep.xdm.string("Which.", enum=["a"])'),
        ({"type": "object", "properties": {"x": {"type": "number"}}}, 'aep.xdm.struct({"x": aep.xdm.number()})'),
        (
            {"type": "object", "title": "T", "properties": {"x": {"type": "boolean"}}},
            '{"type": "object", "title": "T", "properties": {"x": aep.xdm.boolean()}}',
        ),
        ({"type": "array", "items": {"type": "string"}}, "aep.xdm.array(aep.xdm.string())"),
    ],
)
def test_fields_are_written_by_the_helper_that_makes_them(field: dict[str, Any], wanted: str) -> None:
    """And as they are, where none does."""
    assert flat(xdm_field(field)) == wanted


def test_plain_data_is_plain_python() -> None:
    value = {"a": [1, 2.5, True, None, "x"], "b": {}}
    assert ast.literal_eval(flat(plain(value))) == value
