"""Drift: what somebody changed behind the program's back is told with who and when, and has three answers."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.engine.project import Project

PROGRAM = """\
import pulumi
import pulumi_aep as aep

config = pulumi.Config()
aep.Sandbox("dev")
fields = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string()})
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[fields])
data = aep.Dataset("d", name="D", schema=schema, description="mine")  # what comes in
other = aep.Dataset("o", name="O", schema=schema)
recipe = aep.Recipe("r", name="R", image="registry.example/r:1")
aep.Model(
    "m",
    name="M",  # on screens
    recipe=recipe,
    hyperparameters=config.require_object("tuned"),
    training_dataset=data,
    scoring_dataset=data,
    results_dataset=other,
)
for letter in "xy":
    aep.Dataset(letter, name=f"Set {letter}", schema=schema)
"""
STACK = """\
# what differs here
config:
  aep:sandbox: dev
  luma:tuned: {rate: 0.1, trees: 50} # by hand
"""
CATALOG = "/data/foundation/catalog/dataSets"


def told(found: Project, *words: str, code: int) -> Any:
    done = found.aep(*words, "--json")
    assert done.code == code, done.text
    return json.loads(done.text)


@pytest.fixture
def applied(project: Callable[..., Project]) -> Project:
    """The program above, applied, its stack's file with comments."""
    found = project(PROGRAM, **{"luma:tuned": {"rate": 0.1, "trees": 50}})
    (found.folder / "stacks" / "Pulumi.dev.yaml").write_text(STACK)
    done = found.up()
    assert done.ok, done.text
    return found


def describe(found: Project, name: str, description: str) -> None:
    """Somebody edits a dataset, on the Platform's own screens as it were."""
    id = found.resources()[f"Dataset/{name}"]["id"]
    done = found.platform().call("PATCH", f"{CATALOG}/{id}", json={"description": description})
    assert done.status_code == 200, done.text


def tune(found: Project, rate: str) -> None:
    id = found.resources()["Model/m"]["id"]
    doc = found.platform().json(f"/data/sensei/mlInstances/{id}")
    for task in doc["tasks"]:
        for item in task.get("parameters") or []:
            item["value"] = rate if item["key"] == "rate" else item["value"]
    media = "application/vnd.adobe.platform.sensei+json;profile=mlInstance.v1.json"
    path = f"/data/sensei/mlInstances/{id}"
    done = found.platform().call("PUT", path, json=doc, headers={"Content-Type": media})
    assert done.status_code == 200, done.text


def test_what_was_changed_is_told_with_who_and_when(applied: Project) -> None:
    """Nothing; then a field, a gone asset, one that lost its record: exit code 2; looking touches nothing."""
    assert told(applied, "drift", code=0)["drift"] == 0
    describe(applied, "d", "theirs")
    tune(applied, "0.25")
    platform, ids = applied.platform(), {name: item["id"] for name, item in applied.resources().items()}
    assert platform.call("DELETE", f"{CATALOG}/{ids['Dataset/y']}").status_code == 200
    done = applied.run("state", "delete", applied.resources()["Dataset/x"]["urn"], "--yes")
    assert done.ok, done.text
    state = applied.run("stack", "export").text

    calls = len(platform.journal())
    said = told(applied, "drift", code=2)
    assert {call["method"] for call in platform.journal()[calls:] if "/ims/" not in call["path"]} == {"GET"}
    assert applied.run("stack", "export").text == state
    assert (said["version"], said["stack"], said["drift"]) == (1, "dev", 4)
    rows = {f"{item['resource']}.{item['field']}": item for item in said["differences"]}
    assert rows.keys() == {"Dataset/d.description", "Model/m.hyperparameters"}
    one, two = rows["Dataset/d.description"], rows["Model/m.hyperparameters"]
    assert (one["recorded"], one["live"], one["path"]) == ("mine", "theirs", [])
    assert (two["recorded"], two["live"], two["path"]) == ("0.1", "0.25", ["rate"])
    assert one["by"]
    assert one["at"] >= said["recorded_at"][:10]
    assert [item["resource"] for item in said["gone"]] == ["Dataset/y"]
    (orphan,) = said["orphans"]
    assert orphan["id"] == ids["Dataset/x"]
    assert re.fullmatch(r"luma/dev@[0-9a-f]{12}/x", orphan["owner"])


def test_a_refresh_tells_it_on_its_row_and_up_takes_it_back(applied: Project) -> None:
    """Recorded and live, the right way round; `up --refresh` sets what is declared."""
    describe(applied, "d", "theirs")
    done = applied.run("refresh", "--yes", "--skip-preview")
    assert 'description: recorded "mine", live "theirs", by ' in done.text
    assert "metadata: " not in done.text
    describe(applied, "d", "theirs again")
    done = applied.up("--refresh")
    assert done.ok, done.text
    assert 'description: recorded "theirs", live "theirs again", by ' in done.text
    assert "metadata: description theirs again → mine" in done.text
    assert applied.aep("drift").code == 0


def test_what_is_live_is_written_where_the_program_says_it(applied: Project) -> None:
    """Source and stack's file, everything else of them as it was; the preview has nothing left to do."""
    describe(applied, "d", "theirs")
    describe(applied, "o", "new")
    tune(applied, "0.25")
    done = applied.aep("drift", "accept", "--all", "--dry-run")
    assert done.code == 0, done.text
    assert (applied.folder / "__main__.py").read_text() == PROGRAM
    said = told(applied, "drift", "accept", "--all", code=0)
    assert said["diff"] in done.text
    assert said["left"] == said["besides"] == said["by_hand"] == []
    expected = PROGRAM.replace('"mine"', '"theirs"').replace('name="O",', 'name="O", description="new",')
    assert (applied.folder / "__main__.py").read_text() == expected
    file = (applied.folder / "stacks" / "Pulumi.dev.yaml").read_text()
    assert file.startswith(STACK.replace("rate: 0.1", "rate: 0.25"))
    after = applied.preview("--expect-no-changes")
    assert after.ok, after.text
    assert applied.aep("drift").code == 0


def test_what_is_computed_is_left_with_its_line(applied: Project) -> None:
    """Exit code 2, a sentence, and no change to anything."""
    id = applied.resources()["Dataset/x"]["id"]
    applied.platform().call("PATCH", f"{CATALOG}/{id}", json={"name": "Set z"})
    done = applied.aep("drift", "accept", "x.name")
    assert done.code == 2
    line = PROGRAM[: PROGRAM.index("aep.Dataset(letter")].count("\n") + 1
    assert f"by hand: __main__.py:{line}: name of Dataset/x is declared under a computed name" in done.text
    assert (applied.folder / "__main__.py").read_text() == PROGRAM


FORCED = """

def forced(given):
    return pulumi.ResourceTransformationResult({**given.props, "description": "mine"}, given.opts)


aep.Dataset("t", name="T", schema=schema, description="mine", opts=pulumi.ResourceOptions(transformations=[forced]))
"""


def test_what_the_program_overrides_is_said_to_be_left(applied: Project) -> None:
    """The proof is the engine's preview, not that the edit was made."""
    with (applied.folder / "__main__.py").open("a") as file:
        file.write(FORCED)
    done = applied.up()
    assert done.ok, done.text
    describe(applied, "t", "theirs")
    said = told(applied, "drift", "accept", "t", code=2)
    assert said["accepted"] == ["Dataset/t.description"]
    assert said["left"] == [{"resource": "Dataset/t", "op": "update", "fields": ["description"]}]


def test_what_is_ignored_is_listed_and_not_counted_until_its_day(applied: Project) -> None:
    """The engine goes on as if nothing were there; once the day is over it counts again and says so."""
    describe(applied, "d", "theirs")
    done = applied.aep("drift", "ignore", "d.description", "--until", "2099-12-31", "--because", "an audit")
    assert done.code == 0, done.text
    said = told(applied, "drift", code=0)
    assert said["differences"][0]["ignored"] == {"until": "2099-12-31", "because": "an audit", "over": False}
    assert "ignored until 2099-12-31: an audit" in applied.aep("drift").text
    assert applied.aep("dataset", "list").code == 0
    assert applied.run("config").ok
    after = applied.preview("--expect-no-changes")
    assert after.ok, after.text
    applied.edit("stacks/Pulumi.dev.yaml", "2099-12-31", "2020-01-31")
    done = applied.aep("drift")
    assert done.code == 2
    assert "ignored until 2020-01-31, which is over: an audit" in done.text


def test_the_trace_of_a_failed_attempt_is_no_orphan(project: Callable[..., Project]) -> None:
    """A batch that the Platform refused stays there, and nobody has to take it away."""
    program = PROGRAM.partition("recipe =")[0] + 'aep.Batch("b", dataset=data, source="rows.jsonl")\n'
    found = project(program)
    (found.folder / "rows.jsonl").write_text('{"_id": "1", "_luma": {"id": {"no": "text"}}}\n')
    done = found.up()
    assert not done.ok
    assert "the Platform refused the data" in done.text
    assert len(found.platform().json("/data/foundation/catalog/batches")) == 1
    assert told(found, "drift", code=0)["orphans"] == []


WRONG = {
    ("accept", "d.nme"): 'nothing called "d.nme" has drifted; there are none',
    ("accept",): "name what to accept, or give --all",
    ("accept", "--al"): "No such option",
    (
        "ignore",
        "d.nme",
        "--until",
        "2099-01-01",
    ): 'no field "nme" that the Platform keeps; did you mean "name"?',
    (
        "ignore",
        "Datase/d",
        "--until",
        "2099-01-01",
    ): 'of a resource of this stack; did you mean "Dataset/d"?',
    ("ignore", "d.name", "--until", "soon"): '"soon" is no date',
    ("ignore", "d.name", "--until", "2020-01-01"): "2020-01-01 is over already",
    ("--stack", "nowhere"): 'there is no stack "nowhere"',
}


def test_a_wrong_call_is_an_error_and_no_drift(project: Callable[..., Project]) -> None:
    """Exit code 1, so that no watcher takes it for drift; one sentence."""
    found = project(PROGRAM.partition("recipe =")[0])
    assert found.up().ok
    for words, sentence in WRONG.items():
        done = found.aep("drift", *words)
        assert (done.code, sentence in done.text) == (1, True), done.text
