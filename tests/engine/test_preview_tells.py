"""A preview tells the truth: what can't be taken back, what a gate will say, what is only set back, what is exact."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.engine.project import Project
from tests.support.recipes import toy

PROGRAM = """
import pulumi
import pulumi_aep as aep

config = pulumi.Config()
aep.Sandbox("dev")
group = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string(), "n": aep.xdm.number()})
schema = aep.Schema(
    "s", title="S", behavior="profile", field_groups=[group],
    identities=[aep.Identity("_tenant.id", namespace="ECID")], profile=config.get_bool("profile") or False,
)
data = aep.Dataset("d", name="D", schema=schema, profile=config.get_bool("profile") or False)
recipe = aep.Recipe("r", name="R", source="toy", tags={"image": config.get("tag") or ""})
model = aep.Model(
    "m", name="M", recipe=recipe, hyperparameters={"seed": 9007199254740993, "id": int(config.get("big") or 2**53)},
    training_dataset=data, scoring_dataset=data, results_dataset=data,
)
trained = aep.TrainingRun("t", name="T", model=model, gate={"accuracy": ">= " + (config.get("gate") or "0.5")})
aep.Service("v", name="V", run=trained)
"""


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    found = Project.of(tmp_path_factory.mktemp("tells") / "project", PROGRAM)
    toy.write(found.folder / "toy", toy.TABLE)
    found.init()
    done = found.up("--parallel", "8")
    assert done.ok, done.text
    yield found
    found.stop()


@pytest.fixture
def stack(applied: Project) -> Iterator[Project]:
    """As it was applied, whatever a test sets."""
    file = applied.folder / "stacks" / "Pulumi.dev.yaml"
    before = file.read_text()
    yield applied
    file.write_text(before)


def model_of(project: Project) -> tuple[str, dict[str, Any]]:
    path = f"/data/sensei/mlInstances/{project.resources()['Model/m']['id']}"
    doc: dict[str, Any] = project.platform().json(path)
    return path, doc


def sent(project: Project) -> dict[str, str]:
    return {item["key"]: item["value"] for item in model_of(project)[1]["tasks"][0]["parameters"]}


def test_whole_numbers_arrive_as_they_were_written(stack: Project) -> None:
    """Beyond what a double holds too; a change of the last digit is a change."""
    assert {key: sent(stack)[key] for key in ("seed", "id")} == {"seed": "9007199254740993", "id": str(2**53)}
    assert stack.run("config", "set", "big", str(2**53 + 1)).ok
    done = stack.preview()
    assert "retrain: id 9007199254740992 → 9007199254740993" in done.text


def test_what_can_not_be_taken_back_is_called_so(stack: Project) -> None:
    """On the row, in the plan, by a budget; switching it on is no metadata."""
    assert stack.run("config", "set", "profile", "true").ok
    done = stack.preview()
    assert done.text.count("irreversible: profile False → True") >= 2
    plan = stack.aep("plan", "--json", "--no-irreversible")
    assert plan.code == 1
    steps = {step["name"]: step for step in json.loads(plan.out)["steps"]}
    assert [steps[name]["class"] for name in ("s", "d")] == ["irreversible", "irreversible"]
    assert steps["d"]["irreversible"] == ["profile"]
    assert 'would do what can\'t be taken back: Schema "s", Dataset "d"' in plan.errors
    assert steps["d"]["declared"] == "__main__.py:12"


def test_a_gate_that_the_recorded_metrics_fail_is_foretold(stack: Project) -> None:
    """Before the `up` that it fails; after that the preview says why it goes on with it."""
    assert stack.run("config", "set", "gate", "0.99").ok
    said = "will fail: accuracy 0.75 is below the gate 0.99"
    assert f"rejudge: gate.accuracy >= 0.5 → >= 0.99; {said}" in stack.preview().text
    assert said in stack.aep("plan").text
    done = stack.up()
    assert not done.ok
    assert f"continue: {said}" in stack.preview().text
    assert said in stack.aep("plan").text
    assert stack.run("config", "rm", "gate").ok
    done = stack.up()
    assert done.ok, done.text


def test_drift_that_is_set_back_is_called_so(stack: Project) -> None:
    """The model was changed by somebody; nothing trains when it is set back, and no row says so."""
    path, doc = model_of(stack)
    for item in doc["tasks"][0]["parameters"]:
        item["value"] = "7" if item["key"] == "seed" else item["value"]
    assert stack.platform().call("PUT", path, json=doc).ok
    done = stack.preview("--refresh")
    assert "restore: seed 7 → 9007199254740993" in done.text
    assert "retrain" not in done.text
    assert stack.refresh().ok
    done = stack.preview()
    assert "restore: seed 7 → 9007199254740993" in done.text
    assert "then" not in done.text
    done = stack.up()
    assert done.ok, done.text
    assert "TrainingRun" not in done.text
    assert sent(stack)["seed"] == "9007199254740993"
    assert stack.preview("--expect-no-changes").ok


def test_a_value_that_becomes_a_secret_is_one_in_the_state(stack: Project) -> None:
    """Nothing else changes, so that Pulumi alone would leave it there in clear."""
    stack.edit("__main__.py", 'name="V", run=trained', 'name="V", description="Zqplain-text", run=trained')
    assert stack.up().ok
    assert "Zqplain-text" in stack.run("stack", "export").text
    stack.edit("__main__.py", 'description="Zqplain-text"', 'description=pulumi.Output.secret("Zqplain-text")')
    assert "what is secret in it" in stack.preview().text
    assert stack.up().ok
    assert "Zqplain-text" not in stack.run("stack", "export").text
    assert stack.preview("--expect-no-changes").ok


def test_what_a_target_leaves_out_is_named_so(project: Callable[..., Project]) -> None:
    found = project('import pulumi_aep as aep\ns = aep.Schema("s", title="S", behavior="profile")\n')
    (found.folder / "__main__.py").write_text(
        (found.folder / "__main__.py").read_text() + 'aep.Dataset("d", name="D", schema=s)\n'
    )
    done = found.up("--target", "**::d")
    assert not done.ok
    assert 'refers to Schema "s", which is not there yet and which --target leaves out' in done.text
    assert "is required" not in done.text
