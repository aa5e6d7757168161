"""Runs: a recipe's own code, pulled from the registry, in a process of its own; what it gives and how it fails."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.platform import sensei
from tests.support.platform.server import Platform
from tests.support.polling import until
from tests.support.recipes import image, toy

EXPERIMENTS = "/data/sensei/experiments"
ODD = "class Odd(Exception):\n    def __str__(self):\n        raise RuntimeError\n"  # its text can't be made
UNSIZED = "class Lazy:\n    def __len__(self):\n        raise ValueError\ndef load(config):\n    return Lazy()\n"
PLAIN = toy.EVALUATOR.replace('model["mean"]', "1")


@pytest.fixture
def here(platform: Platform, sandbox: str) -> Platform:
    return platform.within(sandbox)


def test_a_training_makes_a_model_and_an_insight(here: Platform, tmp_path: Path) -> None:
    """The metrics stand in the insight, the model can be fetched, the run's parameters are the merged ones."""
    location = image.push(here, tmp_path, "toy", image.layer({"application.egg": image.egg()}))
    tasks = [{"name": "train", "parameters": [{"key": "rows", "value": "10"}, {"key": "rate", "value": "0.1"}]}]
    experiment = sensei.experiment(here, sensei.engine(here, location), tasks)
    override = [{"name": "train", "parameters": [{"key": "rate", "value": "0.2"}]}]
    run = sensei.run(here, experiment, "Train", tasks=override)
    task = sensei.ended(here, experiment, run)
    assert (task["state"], task["name"]) == ("DONE", "train")
    assert task["started"] <= task["ended"]
    found = here.get(f"{EXPERIMENTS}/{experiment}/runs/{run}").json()
    assert found["mode"] == "train"
    assert found["tasks"][0]["parameters"] == [{"key": "rows", "value": "10"}, {"key": "rate", "value": "0.2"}]
    insight = here.get(f"/data/sensei/insights?property=context.experimentRunId=={run}").json()["children"][0]
    assert insight["metrics"] == [{"name": "mean", "value": "3.5", "valueType": "double"}]
    model = here.get(f"/data/sensei/models?property=experimentRunId=={run}").json()["children"][0]
    assert (model["experimentId"], model["state"]) == (experiment, ["trained"])
    assert insight["context"]["modelId"] == model["id"]
    assert b"0.2" in here.get(f"/data/sensei/models/{model['id']}/artifact").content


def test_the_recipe_gets_what_the_runtime_promises(here: Platform, tmp_path: Path) -> None:
    """A flat dict of strings: parameters, credentials that work, tenant and sandbox; logs say what was done."""
    experiment = sensei.toy_experiment(here, tmp_path)
    override = [{"name": "train", "parameters": [{"key": "flag", "value": False}]}]
    task = sensei.ended(here, experiment, sensei.run(here, experiment, tasks=override))
    config = json.loads(sensei.log(task, "stdout"))
    assert config["flag"] == "false"
    assert (config["tenantId"], config["tenant_id"]) == ("_luma", "_luma")
    assert (config["sandboxName"], config["ML_FRAMEWORK_IMS_TENANT_ID"]) == (here.sandbox, here.org)
    assert config["ML_FRAMEWORK_IMS_USER_CLIENT_ID"] == here.client_id
    assert config["ML_FRAMEWORK_IMS_TOKEN"] == config["ML_FRAMEWORK_IMS_ML_TOKEN"]
    late = {"Authorization": f"Bearer {config['ML_FRAMEWORK_IMS_TOKEN']}"}
    assert here.get(EXPERIMENTS, headers=late).status_code == 401  # it ended with the run
    log = sensei.log(task, "execution")
    steps = ["training_dataloader.load", "evaluator.split", "training_pipeline.train", "evaluator.evaluate", "done"]
    assert [step for step in steps if step in log] == steps
    assert "8 rows to train on, 2 rows to validate with" in log


def test_a_scoring_takes_the_newest_or_the_named_model(here: Platform, tmp_path: Path) -> None:
    """It needs a finished training first."""
    experiment = sensei.toy_experiment(here, tmp_path)
    refused = here.post(f"{EXPERIMENTS}/{experiment}/runs", json={"mode": "score"})
    assert refused.status_code == 422
    assert here.get(f"{EXPERIMENTS}/{experiment}/runs").json()["children"] == []
    models = []
    for _ in range(2):
        run = sensei.run(here, experiment)
        sensei.ended(here, experiment, run)
        found = here.get(f"/data/sensei/models?property=experimentRunId=={run}").json()["children"]
        models.append(found[0]["id"])
    newest = sensei.ended(here, experiment, sensei.run(here, experiment, "score"))
    assert f"by {models[1]}" in sensei.log(newest, "stdout")
    chosen = [{"name": "score", "parameters": [{"key": "modelId", "value": models[0]}]}]
    named = sensei.ended(here, experiment, sensei.run(here, experiment, "score", tasks=chosen))
    assert f"saved 157.5 by {models[0]}" in sensei.log(named, "stdout")
    unknown = [{"name": "score", "parameters": [{"key": "modelId", "value": "nobody"}]}]
    answer = here.post(f"{EXPERIMENTS}/{experiment}/runs", json={"mode": "score", "tasks": unknown})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (
            {"modules": {"pipeline": "def train(config, data):\n    return data[0] / 0\n"}},
            "training_pipeline.train raised ZeroDivisionError: division by zero",
        ),
        (
            {"modules": {"pipeline": "import nowhere\n"}},
            "training_pipeline.train raised ModuleNotFoundError: No module named 'nowhere'",
        ),
        (
            {"modules": {"pipeline": "import os\ndef train(config, data):\n    os.abort()\n"}},
            "The recipe's process was ended by signal 6 before it was done.",
        ),
        (
            {"modules": {"pipeline": "import sys\ndef train(config, data):\n    sys.exit(3)\n"}},
            "training_pipeline.train raised SystemExit: 3",
        ),
        (
            {"modules": {"pipeline": "def train(config, data):\n    return {'mean': lambda: 1}\n", "evaluator": PLAIN}},
            "The model that training_pipeline.train returned cannot be stored: ",
        ),
        (
            {"modules": {"pipeline": "def train(config, data):\n    pass\n"}},
            "training_pipeline.train returned no model.",
        ),
        (
            {"modules": {"evaluator": toy.EVALUATOR.replace("return [{", "return [] and [{")}},
            "evaluator.evaluate returned no metrics: its list is empty.",
        ),
        (
            {"modules": {"evaluator": "import nowhere\n"}},
            "loading the evaluator raised ModuleNotFoundError: No module named 'nowhere'",
        ),
        (
            {"modules": {"evaluator": "class Evaluator:\n    def __init__(self):\n        1 / 0\n"}},
            "loading the evaluator raised ZeroDivisionError: division by zero",
        ),
        (
            {"modules": {"pipeline": ODD + "def train(config, data):\n    raise Odd\n"}},
            "training_pipeline.train raised Odd",
        ),
        (
            {"modules": {"loader": ODD + "def load(config):\n    raise Odd from Odd()\n"}},
            "training_dataloader.load raised Odd",
        ),
        (
            {"modules": {"pipeline": "def train(config, data):\n    raise ValueError('half \\ud83d of it')\n"}},
            "training_pipeline.train raised ValueError: half \\ud83d of it",
        ),
        (
            {"modules": {"loader": UNSIZED, "evaluator": PLAIN}},
            "evaluator.split raised TypeError",
        ),
        (
            {"modules": {"loader": "x = 1\n"}},
            "toy.loader, the recipe's training_dataloader, has no function load.",
        ),
        (
            {"entry_points": "[Training]\ntraining_dataloader = toy.loader\n"},
            "The recipe declares no entry point Training/training_pipeline, Evaluation/evaluator, which a train",
        ),
        (
            {"entry_points": image.ENTRY_POINTS.replace("toy.pipeline", "toy.pipes")},
            "The entry point Training/training_pipeline names toy.pipes, which is not there.",
        ),
        (
            {"requires": "nowhere-to-be-found\nrequests>=99\n"},
            "The recipe requires what is not installed here: nowhere-to-be-found, requests>=99",
        ),
    ],
)
def test_a_recipe_that_fails_says_why(here: Platform, tmp_path: Path, recipe: dict[str, Any], message: str) -> None:
    """One sentence as message, the error's text in `logs`; no model and no insight."""
    experiment = sensei.toy_experiment(here, tmp_path, **recipe)
    task = sensei.ended(here, experiment, sensei.run(here, experiment))
    assert task["state"] == "FAILED"
    assert task["message"].startswith(message)
    assert task["logs"]
    assert here.get("/data/sensei/models").json()["children"] == []
    assert here.get("/data/sensei/insights").json()["children"] == []


def test_a_traceback_goes_to_the_error_log(here: Platform, tmp_path: Path) -> None:
    """What the recipe printed before it failed is kept as well."""
    loader = 'def load(config):\n    print("so far")\n    raise ValueError("no data today")\n'
    experiment = sensei.toy_experiment(here, tmp_path, {"loader": loader})
    task = sensei.ended(here, experiment, sensei.run(here, experiment))
    assert 'loader.py", line 3, in load' in sensei.log(task, "stderr")
    assert sensei.log(task, "stdout") == "so far\n"


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("127.0.0.1:1/never/pushed:7", "is not in the registry: no never/pushed:7 was pushed."),
        ("elsewhere.azurecr.io/toy:1", "cannot be pulled from here: push it to this Platform's own registry."),
        ("adobe/toy", "cannot be pulled from here: push it to this Platform's own registry."),
    ],
)
def test_images_that_cannot_be_had(here: Platform, location: str, message: str) -> None:
    """The engine is made, its run fails."""
    experiment = sensei.experiment(here, sensei.engine(here, location))
    task = sensei.ended(here, experiment, sensei.run(here, experiment))
    assert (task["state"], task["message"]) == ("FAILED", f"The image {location} {message}")


@pytest.mark.parametrize(("kind", "mode"), [("PySpark", "train"), ("Python", "featurePipeline")])
def test_what_needs_spark_fails(here: Platform, kind: str, mode: str) -> None:
    """There is none here."""
    experiment = sensei.experiment(here, sensei.engine(here, "127.0.0.1/toy:1", type=kind))
    task = sensei.ended(here, experiment, sensei.run(here, experiment, mode))
    assert (task["state"], task["name"]) == ("FAILED", mode)


def test_layers_lie_on_each_other_and_keep_inside(here: Platform, tmp_path: Path) -> None:
    """A folder tree instead of an egg; a later layer replaces and removes; nothing is written out of the image."""
    tree = {f"app/{name}": text.encode() for name, text in image.files({}).items()}
    later = {
        "app/toy/pipeline.py": b"def train(config, data):\n    return {'mean': 7}\n",
        "app/toy/.wh.saver.py": b"",
        "../../escaped": b"x",
        "/app/toy/../../escaped": b"x",
    }
    layers = [image.layer(tree), image.layer(later)]
    location = image.push(here, tmp_path, "layered", *layers, python_path="/nowhere:/app")
    experiment = sensei.experiment(here, sensei.engine(here, location))
    run = sensei.run(here, experiment)
    assert sensei.ended(here, experiment, run)["state"] == "DONE"
    insight = here.get(f"/data/sensei/insights?property=context.experimentRunId=={run}").json()["children"][0]
    assert insight["metrics"][0]["value"] == "7"
    score = sensei.ended(here, experiment, sensei.run(here, experiment, "score"))
    assert score["state"] == "FAILED"
    assert list(here.server.folder.rglob("escaped")) == []


def test_an_uploaded_egg_runs(here: Platform) -> None:
    """The file of the form's part becomes the engine's image."""
    document = {"name": "Toy", "type": "Python"}
    parts = {"engine": (None, json.dumps(document)), "defaultArtifact": ("toy-1.0.egg", image.egg())}
    engine = here.post("/data/sensei/engines", files=parts).json()
    made = engine["artifacts"]["default"]["image"]
    assert made.pop("location").endswith(f"{engine['id']}/default.egg")
    assert made == {"name": "toy-1.0.egg", "executionType": "Python", "packagingType": "egg"}
    experiment = sensei.experiment(here, engine["id"])
    assert sensei.ended(here, experiment, sensei.run(here, experiment))["state"] == "DONE"


@pytest.mark.parametrize("own_platform", [["--run-timeout", "1.5"]], indirect=True)
def test_a_recipe_that_hangs_is_stopped(own_platform: Platform, tmp_path: Path) -> None:
    """With all that it started; the next run goes ahead."""
    pids = tmp_path / "pids"
    pipeline = f"""
import os, subprocess, time
def train(config, data):
    if "hang" in config:
        child = subprocess.Popen(["sleep", "60"])
        open({str(pids)!r}, "w").write(f"{{os.getpid()}} {{child.pid}}")
        time.sleep(60)
    return {{"mean": 1}}
"""
    experiment = sensei.toy_experiment(own_platform, tmp_path, {"pipeline": pipeline})
    hang = [{"name": "train", "parameters": [{"key": "hang", "value": "yes"}]}]
    task = sensei.ended(own_platform, experiment, sensei.run(own_platform, experiment, tasks=hang))
    assert (task["state"], task["message"]) == ("FAILED", "The training exceeded 1.5 s and was stopped.")
    until(lambda: not any(alive(int(pid)) for pid in pids.read_text().split()), seconds=30)
    assert sensei.ended(own_platform, experiment, sensei.run(own_platform, experiment))["state"] == "DONE"


def alive(pid: int) -> bool:
    """A zombie that nobody has waited for yet is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_the_next_server_takes_runs_up_again(own_platform: Platform, tmp_path: Path, end: str) -> None:
    """The recipe's process ends with the server, however that ends; the run is started again, and done once."""
    marks = tmp_path / "marks"
    pipeline = f"""
import os, time
def train(config, data):
    with open({str(marks)!r}, "a") as file:
        file.write(f"{{os.getpid()}}\\n")
    time.sleep(60 if len(open({str(marks)!r}).readlines()) == 1 else 0)
    return {{"mean": 1}}
"""
    experiment = sensei.toy_experiment(own_platform, tmp_path, {"pipeline": pipeline})
    run = sensei.run(own_platform, experiment)
    until(lambda: marks.exists() and marks.read_text(), seconds=30)
    assert sensei.task_of(own_platform, experiment, run)["state"] == "RUNNING"
    getattr(own_platform.server, end)()
    assert "Traceback" not in (own_platform.server.folder / "server.log").read_text()
    own_platform.server.start()
    own_platform.reconnect()
    assert sensei.ended(own_platform, experiment, run)["state"] == "DONE"
    first, second = map(int, marks.read_text().split())
    assert first != second
    assert not alive(first)
    assert own_platform.get("/data/sensei/models").json()["_page"]["totalCount"] == 1


ODD_METRICS = """
from decimal import Decimal
import numpy as np
class Evaluator:
    def split(self, config, data):
        return data, data
    def evaluate(self, data, model, config):
        odd = {
            "number": 0.5, "text": "very good", "matrix": np.array([[1, 2], [3, 4]]), "nan": float("nan"),
            "infinite": np.inf, "set": {1}, "by key": {("a", 1): 2}, "inner": [np.int64(3), np.nan],
            "decimal": Decimal("1.5"), "half": "\\ud83d", "yes": True,
        }
        return [{"name": name, "value": value} for name, value in odd.items()]
"""


def test_metrics_of_any_sort_are_texts_of_valid_json(here: Platform, tmp_path: Path) -> None:
    """A matrix is JSON inside its text; what has no JSON stands in its own words."""

    def no_constant(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    experiment = sensei.toy_experiment(here, tmp_path, {"evaluator": ODD_METRICS})
    run = sensei.run(here, experiment)
    assert sensei.ended(here, experiment, run)["state"] == "DONE"
    answer = here.get(f"/data/sensei/insights?property=context.experimentRunId=={run}")
    metrics = json.loads(answer.content, parse_constant=no_constant)["children"][0]["metrics"]
    assert {one["name"]: one["value"] for one in metrics} == {
        "number": "0.5",
        "text": "very good",
        "matrix": "[[1, 2], [3, 4]]",
        "nan": "NaN",
        "decimal": "1.5",
        "infinite": "Infinity",
        "set": "{1}",
        "by key": "{('a', 1): 2}",
        "inner": "[3, NaN]",
        "half": "\\ud83d",
        "yes": "true",
    }


def test_a_run_is_stopped_by_a_call_of_the_emulator_s_own(here: Platform, tmp_path: Path) -> None:
    """One under way, and one that waits its turn; then it is over, and can't be stopped again."""
    experiment = sensei.toy_experiment(here, tmp_path)
    slow = [{"name": "train", "parameters": [{"key": "seconds", "value": "300"}]}]
    found = [sensei.run(here, experiment, tasks=slow) for _ in range(4)]
    until(lambda: sensei.task_of(here, experiment, found[0])["state"] == "RUNNING")
    for run in found:
        assert here.post(f"/_emulator/runs/{run}/stop").json() == {"run": run, "stopping": True}
    for run in found:
        task = sensei.ended(here, experiment, run)
        assert task["state"] == "ABORTED"
        assert task["message"] == "The run was stopped by a call to the emulator; Adobe's Platform has none."
    assert here.post(f"/_emulator/runs/{found[0]}/stop").status_code == 404
    assert here.get(f"/data/sensei/models?property=experimentId=={experiment}").json()["children"] == []


def test_a_run_whose_experiment_is_deleted_leaves_no_model(here: Platform, tmp_path: Path) -> None:
    """It goes on to its end."""
    experiment = sensei.toy_experiment(here, tmp_path)
    slow = [{"name": "train", "parameters": [{"key": "seconds", "value": "1"}]}]
    run = sensei.run(here, experiment, tasks=slow)
    status = f"{EXPERIMENTS}/{experiment}/runs/{run}/status"
    log = here.get(status).json()["status"]["tasks"][0]["tasklogs"][0]["url"]
    assert here.delete(f"{EXPERIMENTS}/{experiment}").status_code == 200
    until(lambda: requests.get(log, timeout=10).text.strip().endswith("done"))
    assert here.get(f"/data/sensei/models?property=experimentRunId=={run}").json()["children"] == []
