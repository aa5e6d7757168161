"""Any call in any layout: after an edit it says the new value, and everything else of the file is as it was."""

import ast
import tokenize
from io import StringIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_aep.core.registry import kind_named
from pulumi_aep.source.field_edit import FieldEdit
from pulumi_aep.source.program import Program

FIELDS = list(kind_named("Dataset").FIELDS)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
literals = st.one_of(texts, st.integers(-9, 9), st.booleans()).map(repr)
comments = st.sampled_from(["", "  # why", "  # ends with a comma,", '  # "quoted" )'])
layouts = st.sampled_from(["one line", "own lines", "no last comma", "under the first", "packed"])
values = st.one_of(texts, st.dictionaries(texts, texts, max_size=3), st.booleans(), st.integers(0, 10**6))


@st.composite
def calls(draw: st.DrawFn) -> str:
    """A call that declares the dataset d, as somebody might have laid it out."""
    names = draw(st.lists(st.sampled_from(["name", "description", "tags", "profile", "retention"]), unique=True))
    items = ['"d"', *(f"{name}={_argument(draw, name)}" for name in names)]
    if draw(st.booleans()):
        items.append("opts=guarded")
    match draw(layouts):
        case "own lines":
            return "aep.Dataset(\n" + "".join(f"    {item},{draw(comments)}\n" for item in items) + ")"
        case "no last comma":
            return "aep.Dataset(\n    " + ",\n    ".join(items) + f"{draw(comments)}\n)"
        case "under the first":
            return "aep.Dataset(" + ",\n            ".join(items) + ")"
        case "packed":
            return "aep.Dataset(\n    " + ", ".join(items) + "\n)"
        case _:
            return "aep.Dataset(" + ", ".join(items) + draw(st.sampled_from(["", ",", " "])) + ")"


def _argument(draw: st.DrawFn, name: str) -> str:
    if name != "tags":
        return draw(literals)
    keys = draw(st.lists(st.sampled_from(["team", "owner", "a.b"]), unique=True))
    inner = [f"{key!r}: {draw(literals)}" for key in keys]
    if draw(st.booleans()) and inner:
        return "{\n        " + f",{draw(comments)}\n        ".join(inner) + f",{draw(comments)}\n    }}"
    return "{" + ", ".join(inner) + "}"


def said(code: str) -> tuple[dict[str, Any], list[str], list[str]]:
    """(arguments of the call, the other statements, the comments)."""
    tree = ast.parse(code)
    (call,) = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and "Dataset" in ast.dump(node.func))
    arguments = {str(item.arg): ast.unparse(item.value) for item in call.keywords}
    others = [ast.unparse(node) for node in tree.body if not any(part is call for part in ast.walk(node))]
    remarks = [
        token.string for token in tokenize.generate_tokens(StringIO(code).readline) if token.type == tokenize.COMMENT
    ]
    return arguments, others, remarks


@settings(max_examples=80, deadline=None)
@given(calls(), st.sampled_from(["x = ", "", "both = aep.Schema('s'), "]), st.data())
def test_an_edit_says_the_value_and_changes_nothing_else(call: str, before: str, data: st.DataObject) -> None:
    """One more or another argument, or one key of a map; comments of what stays are all there."""
    code = f"import pulumi_aep as aep  # é\n\n{before}{call}  # after\nrest = 'é'\n"
    key = data.draw(st.sampled_from([(), ("team",), ("new",)]))
    field = "tags" if key else data.draw(st.sampled_from(["name", "description", "profile", "retention"]))
    value = data.draw(texts if key else values)
    program = Program({"p.py": code}, "shop", {})
    wish = FieldEdit(
        kind_named("Dataset").FIELDS[field], key, value, {key[0]: value} if key else value, tuple(FIELDS[:1])
    )
    assert program.apply("Dataset", "d", wish) is None
    old, new = said(code), said(program.texts["p.py"])
    now = ast.literal_eval(new[0].pop(field, "None"))
    was = ast.literal_eval(old[0].pop(field, "{}" if key else "None"))
    assert now == ({**was, key[0]: value} if key else None if wish.omits_argument else value)
    assert new[:2] == old[:2]
    if not wish.omits_argument:
        assert new[2] == old[2]
    else:  # the one on its line goes with it
        assert new[2] in [old[2], *(old[2][:at] + old[2][at + 1 :] for at in range(len(old[2])))]
