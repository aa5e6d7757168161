"""The stack's file: one value in it changes, comments, order and quotes stay."""

import difflib
from pathlib import Path
from typing import Any

import pytest
from pulumi_aep.drift.ignore import find_rule, parse_date, parse_rule
from pulumi_aep.errors import AepError
from pulumi_aep.source import stack_file
from pulumi_aep.source.manual import CannotEdit
from pulumi_aep.stack import project

TEXT = """\
# what differs
encryptionsalt: v1:QcRXPOYIX5s=:v1:38zvq/zQ20IztOmf:B+hFjZjS0KicvsI7fxToZrbVNGA/Fw==
config:
  aep:sandbox: dev # the sandbox

  # below
  shop:rates: {learning: 0.1, trees: 50, on: true}
  shop:gate: {auroc: ">= 0.70"}
  shop:list:
    - a
    - b
  shop:deep:
    one:
      two: 3   # three
  shop:text: 'x'
  shop:cron: 0 0 6 * * ?
  shop:key:
    secure: v1:abc
"""


def lines(before: str, after: str) -> list[str]:
    """What a line-by-line comparison shows."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(
    ("key", "path", "value", "expected"),
    [
        ("rates", ("learning",), "0.25", "  shop:rates: {learning: 0.25, trees: 50, on: true}"),
        ("rates", ("trees",), "60", "  shop:rates: {learning: 0.1, trees: 60, on: true}"),
        ("rates", ("on",), "false", "  shop:rates: {learning: 0.1, trees: 50, on: false}"),
        ("rates", ("new",), "0.5", "  shop:rates: {learning: 0.1, trees: 50, on: true, new: 0.5}"),
        ("rates", ("on",), None, "  shop:rates: {learning: 0.1, trees: 50}"),
        ("gate", ("auroc",), ">= 0.8", '  shop:gate: {auroc: ">= 0.8"}'),
        ("deep", ("one", "two"), 7, "      two: 7   # three"),
        ("text", (), "it's", "  shop:text: 'it''s'"),
        ("text", (), "true", "  shop:text: 'true'"),
        ("cron", (), "0 0 7 * * ?", "  shop:cron: 0 0 7 * * ?"),
    ],
)
def test_one_line_changes(key: str, path: tuple[str, ...], value: Any, expected: str) -> None:
    changed = lines(TEXT, stack_file.set_value(TEXT, f"shop:{key}", path, value, numeric=True))
    assert [line[1:] for line in changed if line.startswith("+")] == [expected]
    assert len(changed) == 2


@pytest.mark.parametrize("text", ["config:\n    a:b: c\n    a:l:\n        - x\n", "config:\n  a:b: c\n  a:l:\n  - x\n"])
def test_the_files_own_indentation_stays(text: str) -> None:
    assert stack_file.set_value(text, "a:b", (), "d") == text.replace("a:b: c", "a:b: d")


@pytest.mark.parametrize(
    ("key", "path", "why"),
    [
        ("shop:key", (), "is the secret shop:key, set with pulumi config set --secret"),
        ("shop:text", ("part",), "is a part of the setting shop:text, which holds no plain map here"),
        ("shop:none", ("part",), "is a part of the setting shop:none, which holds no plain map here"),
    ],
)
def test_what_cannot_be_written_says_why(key: str, path: tuple[str, ...], why: str) -> None:
    with pytest.raises(CannotEdit) as raised:
        stack_file.set_value(TEXT, key, path, "v")
    assert raised.value.why == why


def test_an_entry_to_ignore_comes_in_and_is_replaced_by_a_later_one() -> None:
    first = {"resource": "Dataset/d", "field": "tags", "until": "2099-01-31", "because": "why not"}
    text = stack_file.add_ignore_entry(TEXT, first)
    assert lines(TEXT, text) == [
        "+  aep:ignoreDrift:",
        "+    - resource: Dataset/d",
        "+      field: tags",
        "+      until: '2099-01-31'",
        "+      because: why not",
    ]
    assert [dict(found) for found in stack_file.ignore_entries(text)] == [first]
    later = {"resource": "Dataset/d", "field": "tags", "until": "2099-02-28"}
    assert [dict(found) for found in stack_file.ignore_entries(stack_file.add_ignore_entry(text, later))] == [later]


def test_an_unquoted_date_is_a_date_too() -> None:
    """As a person would write it."""
    text = "config:\n  aep:ignoreDrift:\n    - {resource: Dataset/d, field: tags, until: 2099-01-31}\n"
    (found,) = map(parse_rule, stack_file.ignore_entries(text))
    assert (found.until, found.expired(parse_date("2099-01-31")), found.expired(parse_date("2099-02-01"))) == (
        parse_date("2099-01-31"),
        False,
        True,
    )
    assert find_rule([found], "Dataset/d", "tags.team") is found
    assert find_rule([found], "Dataset/d", "tagsx") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("config: {aep:ignoreDrift: [{resource: a}]}", "an entry of aep:ignoreDrift has no field"),
        ("config: {aep:ignoreDrift: none}", "aep:ignoreDrift in the stack's file is no list of maps"),
        ("config: [", "the stack's file is no YAML"),
        ("- a", "the stack's file holds no map of settings"),
        ("config: {aep:ignoreDrift: [{resource: a, field: b, until: soon}]}", '"soon" is no date'),
    ],
)
def test_what_is_no_such_list_is_told(text: str, sentence: str) -> None:
    with pytest.raises(AepError, match=sentence.replace("[", r"\[")):
        list(map(parse_rule, stack_file.ignore_entries(text)))


def test_where_the_file_lies(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\nstackConfigDir: stacks\n")
    assert project.stack_file(tmp_path, "org/shop/dev") == tmp_path / "stacks" / "Pulumi.dev.yaml"
    assert project.project_name(tmp_path) == "shop"
