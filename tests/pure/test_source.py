"""Editing a program: one value in one call, by literal expectations; what would be a guess is left, in a sentence."""

from textwrap import dedent
from typing import Any

import pytest
from pulumi_aep.core.registry import kind_named
from pulumi_aep.source.edit import ConfigEdit
from pulumi_aep.source.field_edit import FieldEdit
from pulumi_aep.source.literal import match_type, parse_literal, render_literal
from pulumi_aep.source.manual import ManualEdit
from pulumi_aep.source.program import Program

HEAD = "import pulumi\nimport pulumi_aep as aep\n\n"
IDS = {"Schema/s": "schema-id", "Schema/t": "other-schema", "FieldGroup/f": "group-id", "FieldGroup/g": "group-two"}


def put(code: str, place: str, value: Any, *, whole: Any = None, kind: str = "Dataset", head: str = HEAD) -> Any:
    """The program after it, or what it left, or what belongs into the stack's file. Names are `d` throughout."""
    name, *path = place.split(".")
    program = Program({"p.py": head + dedent(code)}, "shop", IDS)
    field = kind_named(kind).FIELDS[name]
    done = program.apply(kind, "d", FieldEdit(field, tuple(path), value, value if whole is None else whole, ("name",)))
    if isinstance(done, ConfigEdit):
        return done.key, done.path, done.value
    return done.message if isinstance(done, ManualEdit) else program.texts["p.py"].removeprefix(head)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('aep.Dataset("d", name="a")', 'aep.Dataset("d", name="b")'),
        ("aep.Dataset('d', name='a')", "aep.Dataset('d', name='b')"),
        ('aep.Dataset(\n    "d",\n    name="a",  # why\n)\n', 'aep.Dataset(\n    "d",\n    name="b",  # why\n)\n'),
        ('aep.Dataset("d", name=("a"\n  "b"))', 'aep.Dataset("d", name="b")'),
        ('aep.Dataset(resource_name="d", name="a")', 'aep.Dataset(resource_name="d", name="b")'),
    ],
)
def test_a_literal_is_replaced_and_nothing_else(before: str, after: str) -> None:
    assert put(before, "name", "b") == after


@pytest.mark.parametrize(
    "code",
    [
        'x = [aep.Dataset("c", name="a"), aep.Dataset("d", name=%s)]',
        'def f():\n    return aep.Dataset("d", name=%s)  # é\n',
        'é = "→"; aep.Dataset("d", name=%s)',
        'aep.Schema("d", title="x")\naep.Dataset("d", name=%s)',
        'NAME = %s  # said once\naep.Dataset("d", name=NAME)',
        'NAME: str = %s\naep.Dataset("d", name=NAME)',
        '"""\f Said."""\naep.Dataset(\n    "d", name=%s)',
    ],
)
def test_wherever_it_stands(code: str) -> None:
    """A constant that is used once is edited where it is set."""
    assert put(code % '"a"', "name", "b") == code % '"b"'


@pytest.mark.parametrize(
    ("head", "call"),
    [
        ("import pulumi_aep\n", "pulumi_aep.Dataset"),
        ("import pulumi_aep as platform\n", "platform.Dataset"),
        ("from pulumi_aep import Dataset\n", "Dataset"),
        ("from pulumi_aep import Dataset as Data, Schema\n", "Data"),
    ],
)
def test_the_kind_is_known_by_any_import(head: str, call: str) -> None:
    assert put(f'{call}("d", name="a")', "name", "b", head=head) == f'{call}("d", name="b")'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('aep.Dataset("d", name="a")', 'aep.Dataset("d", name="a", description="x")'),
        ('aep.Dataset("d", opts=guarded)', 'aep.Dataset("d", description="x", opts=guarded)'),
        ('aep.Dataset("d", name="a",)', 'aep.Dataset("d", name="a", description="x",)'),
        ('aep.Dataset("d", name="a", opts=guarded)', 'aep.Dataset("d", name="a", description="x", opts=guarded)'),
        (
            'aep.Dataset(\n    "d",\n    name="a",  # why\n    # and then\n)\n',
            'aep.Dataset(\n    "d",\n    name="a",  # why\n    description="x",\n    # and then\n)\n',
        ),
        (
            'aep.Dataset(\n    "d",\n    name="a"  # why\n)\n',
            'aep.Dataset(\n    "d",\n    name="a",  # why\n    description="x"\n)\n',
        ),
        (
            'aep.Dataset(\n    "d", name="a", opts=guarded\n)\n',
            'aep.Dataset(\n    "d", name="a", description="x", opts=guarded\n)\n',
        ),
        (
            'aep.Dataset(\r\n    "d",\r\n    name="a",\r\n)\r\n',
            'aep.Dataset(\r\n    "d",\r\n    name="a",\r\n    description="x",\r\n)\r\n',
        ),
        ('aep.Dataset("d",\n            name="a")', 'aep.Dataset("d",\n            name="a", description="x")'),
    ],
)
def test_what_is_not_said_yet_is_added_in_the_manner_of_the_rest(before: str, after: str) -> None:
    assert put(before, "description", "x") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('aep.Dataset("d", name="a", description="x")', 'aep.Dataset("d", name="a")'),
        ('aep.Dataset("d", description="x", name="a")', 'aep.Dataset("d", name="a")'),
        (
            'aep.Dataset(\n    "d",\n    # its text\n    description="x",  # long\n    name="a",  # why\n)\n',
            'aep.Dataset(\n    "d",\n    # its text\n    name="a",  # why\n)\n',
        ),
        (
            'aep.Dataset(\n    "d",\n    name="a",\n    description=(\n        "x"\n        "y"\n    ),\n)\n',
            'aep.Dataset(\n    "d",\n    name="a",\n)\n',
        ),
    ],
)
def test_what_is_back_at_its_default_is_left_out(before: str, after: str) -> None:
    assert put(before, "description", "") == after


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ('{"rate": 0.1, "n": 5}', "0.2", '{"rate": 0.2, "n": 5}'),
        ('{"rate": 0.1}', "300", '{"rate": 300}'),
        ('{"rate": "0.1"}', "0.2", '{"rate": "0.2"}'),
        ('{"rate": True}', "false", '{"rate": False}'),
        ('{"rate": 0.1}', "fast", '{"rate": "fast"}'),
        ('{"n": 5}', "0.2", '{"n": 5, "rate": 0.2}'),
        ("{'n': 5}", "x", "{'n': 5, 'rate': 'x'}"),
        ("{}", "0.2", '{"rate": 0.2}'),
        ('{**common, "rate": 0.1}', "0.2", '{**common, "rate": 0.2}'),
        ("{**common}", "0.2", '{**common, "rate": 0.2}'),
        (
            '{\n        "n": 5,  # trees\n    }',
            "0.2",
            '{\n        "n": 5,  # trees\n        "rate": 0.2,\n    }',
        ),
        ('{"n": 5, "rate": 0.1}', None, '{"n": 5}'),
        ('{"rate": 0.1, "n": 5}', None, '{"n": 5}'),
        ('{\n        "rate": 0.1,  # slow\n        "n": 5,\n    }', None, '{\n        "n": 5,\n    }'),
    ],
)
def test_only_the_one_key_of_a_map_changes(before: str, value: Any, after: str) -> None:
    """In the type that stood there: the Platform keeps parameters as text."""
    code = 'aep.Model("d", hyperparameters=%s)'
    assert put(code % before, "hyperparameters.rate", value, kind="Model") == code % after


def test_a_map_that_was_not_said_is_added_whole() -> None:
    made = put(
        'aep.Model("d", name="m")', "hyperparameters.rate", "0.5", whole={"rate": "0.5", "on": "true"}, kind="Model"
    )
    assert made == 'aep.Model("d", name="m", hyperparameters={"rate": 0.5, "on": True})'


def test_a_map_in_a_constant() -> None:
    code = 'TUNED = {\n    "rate": %s,  # by hand\n}\naep.Model("d", hyperparameters=TUNED)'
    assert put(code % "0.1", "hyperparameters.rate", "0.2", kind="Model") == code % "0.2"


def test_a_text_is_no_number() -> None:
    """Only parameters, which the Platform keeps as text, are written as the numbers that they were."""
    code = 'aep.Dataset("d", description=%s)'
    assert put(code % "0", "description", "0") == code % '"0"'
    assert put(code % "False", "description", "true") == code % '"true"'


DECLARED = 's = aep.Schema("s", title="S")\n'


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("schema=s", "other-schema", "schema=t"),
        ("schema=s.id", "other-schema", "schema=t"),
        ('schema="some-id"', "other-schema", "schema=t"),
        ("schema=s", "https://a-stranger", 'schema="https://a-stranger"'),
    ],
)
def test_a_reference_becomes_the_variable_that_declares_it(before: str, value: str, after: str) -> None:
    code = DECLARED + 't = aep.Schema("t", title="T")\naep.Dataset("d", %s)'
    assert put(code % before, "schema", value) == code % after


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("[f]", ["group-id", "group-two"], "[f, g]"),
        ("[f]", ["group-two"], "[g]"),
        ('[f, "adobe"]', ["adobe"], '["adobe"]'),
        ("[f]", [], "[]"),
        ("[\n        f,  # ours\n    ]", ["group-id", "adobe"], '[\n        f,  # ours\n        "adobe",\n    ]'),
        ('[\n        f,  # ours\n        "adobe",\n    ]', ["group-id"], "[\n        f,  # ours\n    ]"),
        ("(f,)", ["group-two"], "(g,)"),
    ],
)
def test_a_list_of_references(before: str, value: list[str], after: str) -> None:
    """What stays is not touched; what is back at its default, the empty list, is left out where it is a literal."""
    head = 'f = aep.FieldGroup("f")\ng = aep.FieldGroup("g")\n'
    code = head + 'aep.Schema("d", field_groups=%s)'
    assert put(code % before, "field_groups", value, kind="Schema") == code % after


def test_identities_are_written_as_the_library_has_them() -> None:
    code = 'aep.Schema("d", identities=[aep.Identity("_tenant.id", namespace="ECID")%s])'
    first = {"path": "_tenant.id", "namespace": "ECID", "primary": True}
    second = {"path": "_tenant.mail", "namespace": "Email", "primary": False}
    made = put(code % "", "identities", [first, second], kind="Schema")
    assert made == code % ', aep.Identity("_tenant.mail", namespace="Email", primary=False)'


CONFIG = "config = pulumi.Config()\n"


@pytest.mark.parametrize(
    ("expression", "place", "expected"),
    [
        ('config.get("rates")', "hyperparameters", ("shop:rates", (), "v")),
        ('config.require_object("rates")', "hyperparameters.rate", ("shop:rates", ("rate",), "v")),
        ('pulumi.Config("own").require_object("rates")', "hyperparameters.rate", ("own:rates", ("rate",), "v")),
        ('{"rate": config.require_float("rate"), "n": 1}', "hyperparameters.rate", ("shop:rate", (), "v")),
        ('{"rate": settings["rate"]}', "hyperparameters.rate", ("shop:settings", ("rate",), "v")),
        ("settings", "hyperparameters.rate", ("shop:settings", ("rate",), "v")),
        ('config.get_object("rates") or {}', "hyperparameters.rate", ("shop:rates", ("rate",), "v")),
    ],
)
def test_what_is_looked_up_belongs_into_the_stacks_file(expression: str, place: str, expected: Any) -> None:
    code = CONFIG + 'settings = config.require_object("settings")\n' + f'aep.Model("d", hyperparameters={expression})'
    assert put(code, place, "v", kind="Model") == expected


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ('aep.Dataset("d", name=f"{x}")', "4: {} is an f-string; {}"),
        ('aep.Dataset("d", name=named())', "4: {} is computed by named(…); {}"),
        ('aep.Dataset("d", name="a" + x)', "4: {} is computed; {}"),
        ('aep.Dataset("d", name="a" if x else "c")', "4: {} depends on a condition; {}"),
        ('aep.Dataset("d", **given)', "4: {} may come from what is unpacked into its arguments; {}"),
        ('from other import NAME\naep.Dataset("d", name=NAME)', "5: {} is NAME, which is no plain constant; {}"),
        ('import other\naep.Dataset("d", name=other.NAME)', "5: {} is other.NAME, which is no plain constant; {}"),
        ('N = "a"\nN = "c"\naep.Dataset("d", name=N)', "6: {} is N, which is no plain constant; {}"),
        ('N = "a"\naep.Dataset("d", name=N)\nprint(N)', "4: {} is N, which is used in 2 places; {}"),
        ('for n in "ab":\n    aep.Dataset("d", name=n)', "5: {} is n, which is no plain constant; {}"),
        (
            CONFIG + 'aep.Dataset("d", name=config.get_secret("n"))',
            "5: {} is the secret shop:n, set with pulumi config set --secret; {}",
        ),
        (
            CONFIG + 'aep.Dataset("d", name=config.get("n"))\nprint(config.get("n"))',
            "5: {} is the setting shop:n, looked up in several places (p.py:5, p.py:6); {}",
        ),
        (
            CONFIG + 'aep.Dataset("d", name=config.get(key))',
            "5: {} is looked up in the configuration by a computed key; {}",
        ),
    ],
)
def test_what_would_be_a_guess_is_left_in_a_sentence(code: str, sentence: str) -> None:
    expected = "p.py:" + sentence.format("name of Dataset/d", 'write "b" there by hand')
    assert put(code, "name", "b") == expected


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            'for n in "de":\n    aep.Dataset(n, name="a")',
            'p.py:5: name of Dataset/d is declared under a computed name, here it seems; write "b" there by hand',
        ),
        ("", 'no file of this project calls Dataset("d", …); edit where it is declared by hand'),
        (
            'if x:\n    aep.Dataset("d", name="a")\nelse:\n    aep.Dataset("d", name="c")',
            "Dataset/d is declared in several places (p.py:5, p.py:7); edit it by hand",
        ),
    ],
)
def test_no_one_call_that_declares_it(code: str, sentence: str) -> None:
    assert put(code, "name", "b") == sentence


OTHER = 'NAME = "a"  # of the dataset\nRATES = {\n    "rate": 0.1,  # slow\n}\nTWICE = "a"\nprint(TWICE)\n'


@pytest.mark.parametrize(
    ("head", "argument", "place", "edited"),
    [
        ("from shop import settings", "name=settings.NAME", "name", ('"a"  # of', '"b"  # of')),
        ("import shop.settings", "name=shop.settings.NAME", "name", ('"a"  # of', '"b"  # of')),
        ("from shop.settings import NAME", "name=NAME", "name", ('"a"  # of', '"b"  # of')),
        ("from shop.settings import (\n    NAME as N,\n)", "name=N", "name", ('"a"  # of', '"b"  # of')),
        ("from shop import settings", "tags=settings.RATES", "tags.rate", ("0.1", '"b"')),
        ("from shop import settings", "name=settings.TWICE", "name", None),
        ("from shop import settings\nprint(settings.NAME)", "name=settings.NAME", "name", None),
        ("from shop import settings", "name=settings.named()", "name", None),
    ],
)
def test_a_constant_in_another_file_of_the_project(head: str, argument: str, place: str, edited: Any) -> None:
    """Where it is set, if this is its only use in any of the files."""
    program = f'{HEAD}{head}\naep.Dataset("d", {argument})\n'
    texts = {"p.py": program, "shop/__init__.py": "", "shop/settings.py": OTHER}
    made = Program(dict(texts), "shop", IDS)
    name, *path = place.split(".")
    left = made.apply("Dataset", "d", FieldEdit(kind_named("Dataset").FIELDS[name], tuple(path), "b", "b"))
    assert (left is None) == bool(edited)
    assert made.texts == texts | ({"shop/settings.py": OTHER.replace(*edited)} if edited else {})


@pytest.mark.parametrize("value", ["", "a'b", 'a"b', "a'\"b", "line\n\\two", "é→", 1, 2.5, True, None, {"a": [1]}])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_literal_says_what_it_was_made_of(value: Any, quote: str) -> None:
    assert parse_literal(render_literal(value, quote=quote)) == value


def test_text_that_only_looks_like_a_number_stays_text() -> None:
    assert (
        match_type(1, "007"),
        match_type(1, "1e5"),
        match_type(None, "0.5"),
        match_type(None, "0.5", numeric=True),
    ) == (
        "007",
        "1e5",
        "0.5",
        0.5,
    )
