"""`get`, `named`, ResourceOptions(id=…): what a program refers to without owning it, for every kind."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi_aep.core.registry import kind_named

from engine import launcher
from tests.support.engine.project import Project
from tests.support.kinds.files import write_files
from tests.support.kinds.program import MAIN, write
from tests.support.kinds.rows import ROWS
from tests.support.kinds.table_program import CREATED
from tests.support.recipes import toy

# What is looked up is in looked_up.json: kind, name, id, and what it is called where it has a name.
LOOKING = """
import json

import pulumi
import pulumi_aep as aep

for item in json.load(open("looked_up.json")):
    kind, key = getattr(aep, item["kind"]), f"{item['kind']}/{item['name']}"
    ways = {"get": kind.get(item["name"], item["id"])}
    opts = pulumi.ResourceOptions(id=pulumi.Output.from_input(item["id"]))
    ways["option"] = kind(item["name"] + "-option", opts=opts)
    if item["called"]:
        ways["named"] = kind.named(item["called"])
    for way, found in ways.items():
        pulumi.export(f"{way} {key}", {"id": found.id} | {name: getattr(found, name) for name in item["fields"]})
"""
HEAD = "import pulumi\nimport pulumi_aep as aep\n"


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project that has made one of each kind."""
    found = Project.of(tmp_path_factory.mktemp("owner") / "project", MAIN)
    write_files(found.folder, toy.MARKED)
    write(found.folder, CREATED)
    found.init()
    for done in (found.up(), found.refresh()):  # some outputs are known only after a while
        assert done.ok, done.text
    yield found
    found.stop()


@pytest.fixture
def reader(owner: Project, tmp_path: Path) -> Callable[[str], Project]:
    """A project of somebody else on the same Platform."""

    def make(program: str) -> Project:
        found = Project.of(tmp_path / "reader", HEAD + program, name="reader")
        found.environment = owner.endpoint()
        found.init()
        return found

    return make


def assets(owner: Project) -> list[dict[str, Any]]:
    found = []
    for label, item in owner.resources().items():
        kind = kind_named(label.partition("/")[0])
        fields = {name: value for name, value in item["outputs"].items() if not name.startswith("__")}
        called = fields[kind.name_field] if kind.has_name() else ""
        told = [item.name for item in kind.FIELDS.values() if not item.local]  # the rest only its own program knows
        shown = [name for name in told if name not in ROWS[kind.__name__].own]
        kept = {"kind": kind.__name__, "name": label.partition("/")[2], "id": item["id"], "called": called}
        found.append(kept | {"fields": shown, "outputs": fields})
    return found


def asked(owner: Project) -> Counter[str]:
    calls = [item for item in owner.platform().journal() if item["path"].startswith("/data/")]
    assert {item["method"] for item in calls} <= {"GET"}
    return Counter(item["path"] for item in calls)


def test_every_kind_is_read_and_left_alone(owner: Project, reader: Callable[[str], Project]) -> None:
    """All outputs are those that its owner has recorded; nothing is left to do; destroying takes nothing."""
    there = assets(owner)
    found = reader(LOOKING)
    (found.folder / "looked_up.json").write_text(json.dumps(there))
    owner.platform().call("DELETE", "/_emulator/journal")
    done = found.up()
    assert done.ok, done.text
    said = found.outputs()
    for item in there:
        wanted = {name: item["outputs"].get(name) for name in item["fields"]} | {"id": item["id"]}
        for way in ("get", "option", "named") if item["called"] else ("get", "option"):
            assert said[f"{way} {item['kind']}/{item['name']}"] == wanted, f"{way} {item['kind']}"
    for after in (found.preview("--expect-no-changes"), found.refresh("--expect-no-changes"), found.destroy()):
        assert after.ok, after.text
    asked(owner)
    assert owner.refresh("--expect-no-changes").ok


def test_a_preview_asks_for_what_is_looked_up_and_for_nothing_else(
    owner: Project, reader: Callable[[str], Project]
) -> None:
    """One call for each look-up; what is declared beside it is not asked for."""
    dataset = next(item for item in assets(owner) if item["kind"] == "Dataset")
    lines = [
        f'a = aep.Dataset.get("a", "{dataset["id"]}")',
        f'b = aep.Dataset.named("{dataset["called"]}")',
        f'assert b is aep.Dataset.named("{dataset["called"]}")',
        'aep.Model("m", name="M", recipe="r", training_dataset=a, scoring_dataset=b)',
    ]
    found = reader("\n".join(lines))
    owner.platform().call("DELETE", "/_emulator/journal")
    done = found.preview()
    assert done.ok, done.text
    root = "/data/foundation/catalog/dataSets"
    assert asked(owner) == {f"{root}/{dataset['id']}": 1, root: 1}


def test_what_a_program_cannot_say_is_said_in_one_sentence(reader: Callable[[str], Project]) -> None:
    """At the line itself, with what to do."""
    program = """
for make in (
    lambda: aep.Dataset.get("d", ""),
    lambda: aep.Dataset.get("d", 7),
    lambda: aep.Batch.named("rows"),
    lambda: aep.Dataset("d", name="D", schema="s", opts=pulumi.ResourceOptions(import_="5e7c")),
):
    try:
        make()
    except pulumi.RunError as error:
        print(error)
aep.Dataset.get("gone", "5e7c8a1f0d9b3a0018c0ffee")
"""
    done = reader(program).preview()
    assert not done.ok
    for sentence in (
        'Dataset "d": what it is looked up by is empty; give the asset\'s id or name',
        'Dataset "d": what it is looked up by must be text, not 7',
        "Batch.named('rows'): a batch has no name; look it up by its id: Batch.get(name, id)",
        'to own what is there run: aep adopt --stack dev; only to refer to it write: aep.Dataset.get("d", "5e7c")',
        'Dataset "gone": there is no dataset "5e7c8a1f0d9b3a0018c0ffee" in sandbox dev; check the id, or look it up',
    ):
        assert sentence in done.text, done.text
    for word in ("Traceback", 'File "', "Exception calling application"):
        assert word not in done.text, done.text


@pytest.mark.skipif(
    not Path(sys.prefix, "bin", launcher.NAME).exists(), reason="Pulumi's own launcher asks for no library of ours"
)
def test_pulumi_import_names_what_does_it(reader: Callable[[str], Project]) -> None:
    """The server fails before it has asked a provider; ours says the way on."""
    words = ["--yes", "--skip-preview", "--generate-code=false"]
    done = reader("").run("import", "pulumi-python:dynamic/aep:Dataset", "mine", "5e7c", *words)
    assert not done.ok
    assert 'Dataset "mine": Pulumi can\'t import dynamic resources; to own what is there run: aep adopt' in done.text
    assert "__provider" not in done.text
