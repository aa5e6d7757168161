"""Recipes that fail, say so in one sentence; once mended, the same stack goes on."""

from collections.abc import Callable

import pytest

from tests.support.engine.project import Project
from tests.support.recipes import toy

PROGRAM = """
import pulumi
import pulumi_aep as aep

aep.Sandbox("dev")
schema = aep.Schema("s", title="S", behavior="profile")
data = aep.Dataset("d", name="D", schema=schema)
recipe = aep.Recipe("r", name="Tiny", source="tiny")
model = aep.Model("m", name="M", recipe=recipe, training_dataset=data, scoring_dataset=data, results_dataset=data)
trained = aep.TrainingRun("t", name="T", model=model, gate={"accuracy": ">= 0.5"})
pulumi.export("metrics", trained.metrics)
"""


@pytest.fixture
def tiny(project: Callable[..., Project]) -> Project:
    found = project(PROGRAM)
    toy.write(found.folder / "tiny", toy.TABLE)
    return found


def test_a_recipe_that_fails_is_named_with_its_reason_and_goes_on_once_mended(tiny: Project) -> None:
    """It raises, it reports nothing, it is mended: each up says what is so, and trains only what is new."""
    pipe, judge = "tiny/toy/pipeline.py", "tiny/toy/evaluator.py"
    tiny.edit(pipe, "return {'rows'", "raise RuntimeError('the oven is cold')\n    return {'rows'")
    done = tiny.up()
    assert not done.ok
    assert 'TrainingRun "t": run ' in done.text
    assert "the oven is cold" in done.text
    assert "see: aep runs logs" in done.text
    tiny.edit(pipe, "raise RuntimeError('the oven is cold')\n    ", "")
    tiny.edit(judge, "return [{'name': 'accuracy', 'value': '0.75', 'valueType': 'double'}]", "return []")
    done = tiny.up()
    assert not done.ok
    assert "retrain: digest sha256:" in done.text
    assert "metrics" in done.text
    assert "oven" not in done.text.split("error:")[-1]
    tiny.edit(judge, "return []", "return [{'name': 'accuracy', 'value': '0.75', 'valueType': 'double'}]")
    done = tiny.up()
    assert done.ok, done.text
    assert tiny.outputs() == {"metrics": {"accuracy": 0.75}}
    assert tiny.preview("--expect-no-changes").ok


def test_a_gate_on_a_metric_that_is_not_there(tiny: Project) -> None:
    """The sentence names the metric and those there are; editing the gate is enough."""
    tiny.edit("__main__.py", '"accuracy"', '"accurracy"')
    done = tiny.up()
    assert not done.ok
    sentence = 'the gate names the metric "accurracy", which the run did not report (it reported: accuracy)'
    assert sentence in done.text
    runs = tiny.platform().training_runs()
    tiny.edit("__main__.py", '"accurracy"', '"accuracy"')
    done = tiny.up()
    assert done.ok, done.text
    assert tiny.platform().training_runs() == runs


def test_deleting_a_recipe_names_what_would_go_with_it(tiny: Project) -> None:
    """Law 5: Adobe deletes a recipe's models with it; one that this stack does not own stops the destroy."""
    assert tiny.up().ok
    platform = tiny.platform()
    engine = platform.sensei("engines")[0]["id"]
    media = "application/vnd.adobe.platform.sensei+json;profile=mlInstance.v1.json"
    body = {"name": "Somebody else's", "description": "", "engineId": engine}
    made = platform.call("POST", "/data/sensei/mlInstances", json=body, headers={"Content-Type": media})
    assert made.status_code == 201, made.text
    done = tiny.destroy()
    assert not done.ok
    sentence = (
        f'Recipe "r": the Platform would delete with it model "Somebody else\'s" ({made.json()["id"]}), which is not'
    )
    assert sentence in done.text
    assert platform.call("DELETE", f"/data/sensei/mlInstances/{made.json()['id']}").ok
    assert tiny.destroy().ok
