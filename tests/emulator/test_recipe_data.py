"""Recipes that read and write the Platform's data by its SDK, and the real recipe over the real file."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.platform import sensei
from tests.support.platform.server import Platform
from tests.support.polling import until
from tests.support.recipes import image, toy
from tests.support.repository import ROOT

SCHEMAS = "/data/foundation/schemaregistry/tenant"
CATALOG, IMPORT = "/data/foundation/catalog", "/data/foundation/import"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
CONTEXT = """
from platform_sdk.client_context import ClientContext
def context(config):
    return ClientContext(
        api_key=config["ML_FRAMEWORK_IMS_USER_CLIENT_ID"],
        org_id=config["ML_FRAMEWORK_IMS_TENANT_ID"],
        user_token=config["ML_FRAMEWORK_IMS_TOKEN"],
        sandbox_id=config["sandboxId"],
        sandbox_name=config["sandboxName"],
    )
"""
LOADER = """
from platform_sdk.dataset_reader import DatasetReader
from toy.context import context
def ask(reader):
    size = reader["_luma.size"]
    reader.where(size.gt(2).And(size.le("6.5")).Or(reader["_id"].eq("r9"))).sort([("_luma.size", "desc")])
    return reader.select(["_id"]).offset(1).limit(3).read()
def load(config):
    if "ask" in config:
        print(ask(DatasetReader(context(config), config["trainingDataSetId"]))["_id"].tolist())
    frame = DatasetReader(context(config), config.get("trainingDataSetId") or config["scoringDataSetId"]).read()
    print(frame.to_json(orient="values"))
    return frame
"""
PIPELINE = """
def train(config, data):
    return {"mean": float(data["_luma.size"].mean())}
def score(config, data, model):
    data = data[["_id", "_luma.size"]].copy()
    data["_luma.size"] = data["_luma.size"] * model["mean"]
    data["_luma.deep.word"] = None
    data.loc[data.index[0], "_luma.deep.word"] = config.get("word", "first")
    return data
"""
SAVER = """
from platform_sdk.dataset_writer import DatasetWriter
from platform_sdk.models import Dataset
from toy.context import context
def save(config, prediction):
    client = context(config)
    dataset = Dataset(client).get_by_id(config["scoringResultsDataSetId"])
    if "spoil" in config:
        prediction["_luma.size"] = True
    DatasetWriter(client, dataset).write(prediction, file_format="json")
    if "crash" in config:
        import os, signal, time
        server = open(config["crash"]).read()
        open(config["crash"], "w").close()
        if server:
            os.kill(int(server), signal.SIGKILL)
            time.sleep(60)
"""
MODULES = {
    "context": CONTEXT,
    "loader": LOADER,
    "pipeline": PIPELINE,
    "saver": SAVER,
    "evaluator": toy.EVALUATOR,
}


def ok(answer: Any) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def schema(here: Any, title: str, fields: dict[str, Any]) -> str:
    """The id of a new record schema with these fields of the organisation's own."""
    own = {"properties": {"_luma": {"type": "object", "properties": fields}}}
    group = {
        "title": f"{title} fields",
        "type": "object",
        "meta:intendedToExtend": [PROFILE],
        "definitions": {"own": own},
        "allOf": [{"$ref": "#/definitions/own"}],
    }
    group_id = ok(here.post(f"{SCHEMAS}/fieldgroups", json=group))["$id"]
    whole = {"title": title, "type": "object", "allOf": [{"$ref": PROFILE}, {"$ref": group_id}]}
    return str(ok(here.post(f"{SCHEMAS}/schemas", json=whole))["$id"])


def dataset(here: Any, name: str, schema_id: str) -> str:
    described = {"id": schema_id, "contentType": "application/vnd.adobe.xed+json;version=1"}
    return str(ok(here.post(f"{CATALOG}/dataSets", json={"name": name, "schemaRef": described}))[0].split("/")[-1])


def ingest(here: Any, dataset_id: str, rows: list[dict[str, Any]]) -> None:
    given = {"datasetId": dataset_id, "inputFormat": {"format": "json"}}
    batch = ok(here.post(f"{IMPORT}/batches", json=given))["id"]
    content = "\n".join(json.dumps(row) for row in rows)
    file = f"{IMPORT}/batches/{batch}/datasets/{dataset_id}/files/rows.json"
    ok(here.put(file, data=content, headers={"Content-Type": "application/octet-stream"}))
    ok(here.post(f"{IMPORT}/batches/{batch}?action=COMPLETE"))
    until(lambda: here.get(f"{CATALOG}/batches/{batch}").json()[batch]["status"] == "success", seconds=30)


def parameters(**given: str) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in given.items()]


class World:
    """Two data sets, ten rows in two batches, and a trained experiment."""

    def __init__(self, here: Any, folder: Path) -> None:
        self.here = here
        word = {"type": "object", "properties": {"word": {"type": "string"}}}
        schema_id = schema(here, "Sizes", {"size": {"type": "number"}, "deep": word})
        self.source, self.results = dataset(here, "in", schema_id), dataset(here, "out", schema_id)
        rows: list[dict[str, Any]] = [{"_id": f"r{number}", "_luma": {"size": number + 0.5}} for number in range(10)]
        rows[3]["_luma"]["deep"] = {"word": "three"}
        ingest(here, self.source, rows[:6])
        ingest(here, self.source, rows[6:])
        location = image.push(here, folder, "reader", image.layer({"application.egg": image.egg(MODULES)}))
        tasks = [
            {"name": "train", "parameters": parameters(trainingDataSetId=self.source)},
            {
                "name": "score",
                "parameters": parameters(scoringDataSetId=self.source, scoringResultsDataSetId=self.results),
            },
        ]
        self.experiment = sensei.experiment(here, sensei.engine(here, location), tasks)
        self.training = sensei.ended(here, self.experiment, sensei.run(here, self.experiment))

    def score(self, **given: str) -> str:
        override = [{"name": "score", "parameters": parameters(**given)}]
        return sensei.run(self.here, self.experiment, "score", tasks=override)

    def batches(self) -> dict[str, Any]:
        found: dict[str, Any] = self.here.get(f"{CATALOG}/batches?dataSet={self.results}").json()
        return found


@pytest.fixture(scope="module")
def world(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(platform.within(platform.fresh_sandbox()), tmp_path_factory.mktemp("reader"))


def test_a_recipe_reads_all_batches_in_order(world: World) -> None:
    """Nested fields are columns with dotted names; what a row lacks is empty."""
    assert world.training["state"] == "DONE", world.training["logs"]
    rows = json.loads(sensei.log(world.training, "stdout"))
    assert [row[0] for row in rows] == ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"]
    assert {len(row) for row in rows} >= {len(rows[3])}
    assert [one for one in rows[3] if one is not None] == ["r3", 3.5, "three"]


def test_a_recipe_reads_a_part(world: World) -> None:
    """Conditions on columns, order, and a window of the rows; the calls chain."""
    asked = [{"name": "train", "parameters": parameters(ask="yes")}]
    run = sensei.run(world.here, world.experiment, tasks=asked)
    task = sensei.ended(world.here, world.experiment, run)
    assert sensei.log(task, "stdout").splitlines()[0] == "['r6', 'r5', 'r4']", task["logs"]


def test_scores_are_a_new_batch(world: World) -> None:
    """It is found from the run and from the catalog; dotted names are nested again, empty values left out."""
    run = world.score(word="first")
    task = sensei.ended(world.here, world.experiment, run)
    assert task["state"] == "DONE", task["logs"]
    found = world.here.get(f"/data/sensei/experiments/{world.experiment}/runs/{run}").json()
    output = found["tasks"][0]["datasets"]["outputs"][0]
    batch = output["metadata"]["batchId"]
    assert (output["id"], output["metadata"]["recordCount"]) == (world.results, "10")
    listed = world.batches()[batch]
    assert (listed["status"], listed["tags"]["sensei/experimentRunId"]) == ("success", [run])
    rows = world.here.get(f"/data/foundation/export/datasets/{world.results}/preview").json()["data"]
    first = next(row for row in rows if row["_id"] == "r0")
    assert first["_luma"] == {"size": 2.0, "deep": {"word": "first"}}
    assert {"word": "first"} not in [row["_luma"].get("deep") for row in rows if row["_id"] != "r0"]


def test_a_refused_batch_fails_the_run(world: World) -> None:
    """With the batch's own errors."""
    before = {name for name, batch in world.batches().items() if batch["status"] == "success"}
    task = sensei.ended(world.here, world.experiment, world.score(spoil="yes"))
    assert task["state"] == "FAILED"
    assert task["message"].startswith("scoring_datasaver.save raised PlatformError: Batch ")
    assert "INGEST-1212-400" in task["message"]
    assert {name for name, batch in world.batches().items() if batch["status"] == "success"} == before


def test_an_unknown_data_set_is_not_an_empty_one(world: World) -> None:
    """The catalog's answer is in the message."""
    task = sensei.ended(world.here, world.experiment, world.score(scoringDataSetId="0" * 24))
    assert task["message"].startswith("scoring_dataloader.load raised PlatformError: GET /catalog/dataSets/")


def test_a_scoring_that_is_taken_up_again_writes_once(own_platform: Platform, tmp_path: Path) -> None:
    """The server dies when the batch is in but the run is not done; the second attempt finds the batch."""
    world = World(own_platform, tmp_path)
    pid = tmp_path / "pid"
    pid.write_text(str(own_platform.server.ready["pid"]))
    run = world.score(crash=str(pid))
    until(lambda: own_platform.server.ended, seconds=30)
    own_platform.server.start()
    own_platform.reconnect()
    task = sensei.ended(own_platform, world.experiment, run)
    assert task["state"] == "DONE", task["logs"]
    assert len(world.batches()) == 1


def recipe_egg(folder: Path) -> bytes:
    """The recipe of a folder in Adobe's layout as its build would pack it."""
    calls = [node for node in ast.walk(ast.parse((folder / "setup.py").read_text())) if isinstance(node, ast.Call)]
    setup = next(node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "setup")
    given = {word.arg: ast.literal_eval(word.value) for word in setup.keywords}
    code = {str(file.relative_to(folder)): file.read_text() for file in folder.glob("*/*.py")}
    points = "".join(f"[{group}]\n" + "\n".join(one) + "\n" for group, one in given["entry_points"].items())
    requires = "\n".join(given["install_requires"])
    return image.packed(code | image.metadata(entry_points=points, requires=requires))


def test_the_luma_recipe_over_the_real_file(platform: Platform, sandbox: str, luma_file: Path, tmp_path: Path) -> None:
    """Trained on 23,055 real events; every visitor gets a score."""
    from luma import schemas

    here = platform.within(sandbox)
    groups = ["https://ns.adobe.com/xdm/context/experienceevent", *schemas.WEB_FIELD_GROUPS]
    whole = {"title": "Web", "type": "object", "allOf": [{"$ref": one} for one in groups]}
    web = dataset(here, "web", ok(here.post(f"{SCHEMAS}/schemas", json=whole))["$id"])
    scores = dataset(here, "scores", schema(here, "Scores", schemas.SCORE_FIELDS))
    given = {"datasetId": web, "inputFormat": {"format": "parquet"}}
    batch = ok(here.post(f"{IMPORT}/batches", json=given))["id"]
    file = f"{IMPORT}/batches/{batch}/datasets/{web}/files/luma.parquet"
    ok(here.put(file, data=luma_file.read_bytes(), headers={"Content-Type": "application/octet-stream"}))
    ok(here.post(f"{IMPORT}/batches/{batch}?action=COMPLETE"))
    until(lambda: here.get(f"{CATALOG}/batches/{batch}").json()[batch]["status"] == "success", seconds=60)
    egg = recipe_egg(ROOT / "luma" / "recipe")
    location = image.push(here, tmp_path, "luma-propensity", image.layer({"application.egg": egg}))
    tasks = [
        {"name": "train", "parameters": parameters(trainingDataSetId=web, n_estimators="20")},
        {"name": "score", "parameters": parameters(scoringDataSetId=web, scoringResultsDataSetId=scores)},
    ]
    experiment = sensei.experiment(here, sensei.engine(here, location), tasks)
    training = sensei.ended(here, experiment, sensei.run(here, experiment), seconds=120)
    assert training["state"] == "DONE", training["logs"]
    run = sensei.run(here, experiment, "score")
    assert sensei.ended(here, experiment, run, seconds=120)["state"] == "DONE"
    found = here.get(f"/data/sensei/experiments/{experiment}/runs/{run}").json()
    assert found["tasks"][0]["datasets"]["outputs"][0]["metadata"]["recordCount"] == "929"
    rows = here.get(f"/data/foundation/export/datasets/{scores}/preview").json()["data"]
    assert all(0 <= row["_luma"]["propensity"]["score"] <= 1 for row in rows)
