"""What is recorded of a run is what it ran with, what it measured and what it wrote; and when it is not waited for."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

from tests.support.engine.project import Project
from tests.support.kinds.files import write_files
from tests.support.platform import sensei
from tests.support.polling import until

PROGRAM = """
import json
import pulumi
import pulumi_aep as aep

settings = json.load(open("settings.json"))
aep.Sandbox("dev")
group = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string()})
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[group])
data = aep.Dataset("d", name="D", schema=schema)
scores = aep.Dataset("o", name="O", schema=schema)
batch = aep.Batch("b", dataset=data, source="rows.jsonl")
recipe = aep.Recipe("r", name="R", source="recipe")
model = aep.Model("m", name="M", recipe=recipe, training_dataset=data, scoring_dataset=data, results_dataset=scores)
trained = aep.TrainingRun("t", name="T", model=model, data=[batch], **settings)
scored = aep.ScoringRun("t", run=trained, dataset=data, results=scores, data=[batch])
aep.Service("v", name="V", run=trained)
pulumi.export("metrics", trained.metrics)
"""
LOADER, SAVER, JUDGE = (f"recipe/toy/{name}.py" for name in ("loader", "saver", "evaluator"))
WRITE = ".write(pd.DataFrame(prediction), file_format='json')"
TWICE = """
    writer = DatasetWriter(client, dataset)
    writer.write(pd.DataFrame(prediction[:1]), file_format='json')
    writer.write(pd.DataFrame(prediction[1:]), file_format='json')
"""
METRICS = """return [
            {'name': 'accuracy', 'value': 0.75}, {'name': 'matrix', 'value': [[1, 2], [3, 4]]},
            {'name': 'loss', 'value': float('nan')}, {'name': 'remark', 'value': 'very good'},
        ]"""
SIMPLE = "return [{'name': 'accuracy', 'value': '0.75', 'valueType': 'double'}]"
NEXT = "the next pulumi up --stack dev judges it and goes on"


def made(project: Callable[..., Project], **settings: Any) -> Project:
    found = project(PROGRAM)
    write_files(found.folder)
    declare(found, **settings)
    return found


def declare(found: Project, **settings: Any) -> None:
    (found.folder / "settings.json").write_text(json.dumps(settings))


def slow(found: Project, seconds: float) -> None:
    found.edit(LOADER, "return [1", f"__import__('time').sleep({seconds})\n    return [1")


def training(found: Project) -> dict[str, Any]:
    outputs: dict[str, Any] = found.resources()["TrainingRun/t"]["outputs"]
    return outputs


def no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def test_metrics_and_scores_are_those_of_the_run(project: Callable[..., Project]) -> None:
    """A metric that is no number is a text, and said; all batches that a scoring wrote count, and no others."""
    found = made(project)
    found.edit(JUDGE, SIMPLE, METRICS)
    found.edit(SAVER, f"    DatasetWriter(client, dataset){WRITE}\n", TWICE)
    done = found.up()
    assert done.ok, done.text
    metrics = {"accuracy": 0.75, "loss": "NaN", "matrix": "[[1, 2], [3, 4]]", "remark": "very good"}
    assert training(found)["metrics"] == metrics
    assert json.loads(found.run("stack", "output", "--json").text, parse_constant=no_constant)["metrics"] == metrics
    assert (
        'no number, and kept as text: the metric "loss" is "NaN" and the metric "matrix" is "[[1, 2], [3, 4]]" and the '
        'metric "remark" is "very good"'
    ) in done.text
    said = json.loads(
        found.aep("runs", "metrics", training(found)["run_id"], "--json").text, parse_constant=no_constant
    )
    assert said["metrics"] == metrics
    scored = found.resources()["ScoringRun/t"]["outputs"]
    assert (scored["rows"], len(scored["batches"])) == (4, 2)
    assert scored["batch"] == scored["batches"][-1]
    for after in (found.preview("--expect-no-changes"), found.refresh("--expect-no-changes")):
        assert after.ok, after.text

    declare(found, gate={"loss": "< 1"})
    done = found.up()
    assert not done.ok
    assert 'the gate names the metric "loss", which is no number: "NaN"' in done.text

    declare(found)
    (found.folder / SAVER).write_text("def save(config, prediction):\n    print(len(prediction))\n")
    done = found.up()
    assert not done.ok
    assert "is DONE but wrote no batch of scores into dataset" in done.text, done.text
    assert found.resources()["ScoringRun/t"]["outputs"]["batches"] == scored["batches"]


def test_a_run_that_is_not_waited_for_is_judged_by_the_next_up(project: Callable[..., Project]) -> None:
    """Recorded as unfinished until then, and so after a refresh; the gate judges it, and the service comes after it."""
    found = made(project, wait=False, gate={"accuracy": ">= 0.5"})
    slow(found, 2)
    done = found.up()
    assert not done.ok
    assert f"goes on (it is not waited for); {NEXT}" in done.text, done.text
    begun = training(found)
    assert begun["state"] in ("PENDING", "RUNNING")
    assert "Service/v" not in found.resources()
    assert "goes on with it" in found.refresh().text
    sensei.ended(found.platform(), found.resources()["TrainingRun/t"]["id"], begun["run_id"])
    done = found.up()
    assert done.ok, done.text
    assert training(found)["state"] == "DONE"
    assert training(found)["run_id"] == begun["run_id"]
    assert found.resources()["Service/v"]["outputs"]["serving_run"] == begun["run_id"]
    assert found.preview("--expect-no-changes").ok


def test_a_run_takes_no_longer_than_it_may_and_can_be_stopped_here(project: Callable[..., Project]) -> None:
    """On the emulator its process is killed; the next up trains again."""
    found = made(project, timeout_seconds=1)
    slow(found, 300)
    done = found.up()
    assert not done.ok
    assert f"goes on (it has not ended within 1 s); {NEXT}" in done.text, done.text
    run, experiment = training(found)["run_id"], found.resources()["TrainingRun/t"]["id"]
    assert f"run {run} is being stopped" in found.aep("runs", "stop", experiment).text
    assert sensei.ended(found.platform(), experiment, run)["state"] == "ABORTED"
    assert f"run {run} is over: ABORTED" in found.aep("runs", "stop", run).text
    found.edit(LOADER, "sleep(300)", "sleep(0)")
    done = found.up()
    assert done.ok, done.text
    assert training(found)["run_id"] != run
    assert found.preview("--expect-no-changes").ok


def test_elsewhere_a_run_can_t_be_stopped(project: Callable[..., Project]) -> None:
    """That is said, and the up that waits for it waits no longer; nothing else is called."""
    found = made(project)
    slow(found, 300)
    found.start_emulator()
    found.environment = found.endpoint()
    words = found.command("up", "--yes", "--skip-preview")
    with (found.folder / "up.log").open("w") as log:
        up = subprocess.Popen(words, cwd=found.folder, env=found.env(), stdout=log, stderr=log)
    platform = found.platform()

    def running() -> str:
        listed = found.aep("runs", "list", "--json")
        states = {one["state"]: str(one["id"]) for one in json.loads(listed.out)} if listed.ok else {}
        return states.get("RUNNING", "")

    run = until(running, seconds=120)
    platform.call("DELETE", "/_emulator/journal")
    done = found.aep("runs", "stop", run)
    assert f"run {run} can't be stopped: Adobe's Platform has no call for that" in done.text, done.text
    assert up.wait(30) != 0
    said = (found.folder / "up.log").read_text()
    assert f"goes on (aep runs stop --stack dev {run} said so); {NEXT}" in said
    assert training(found)["run_id"] == run
    assert [call for call in platform.journal() if call["method"] == "POST" and "token" not in call["path"]] == []
