"""A recipe in Adobe's layout that trains and scores in a blink: it imports nothing but the Platform's SDK."""

from pathlib import Path

SETUP = """
from setuptools import setup
setup(name="toy", version="1", packages=["toy"], entry_points={
    "Training": ["training_dataloader = toy.data", "training_pipeline = toy.pipeline"],
    "Scoring": ["scoring_dataloader = toy.data", "scoring_pipeline = toy.pipeline", "scoring_datasaver = toy.saver"],
    "Evaluation": ["evaluator = toy.judge:Judge"],
})
"""
DATA = """
import time
def load(config):
    time.sleep(float(config.get("seconds", 0)))
    return [1, 2, 3, 4]
"""
PIPELINE = """
def train(config, data):
    return {"mean": sum(data) / len(data)}
def score(config, data, model):
    return [model["mean"] for _ in data]
"""
SAVER = """
import os
from platform_sdk.client_context import ClientContext
def save(config, prediction):
    client = ClientContext(
        config["ML_FRAMEWORK_IMS_USER_CLIENT_ID"], config["ML_FRAMEWORK_IMS_TENANT_ID"],
        config["ML_FRAMEWORK_IMS_TOKEN"], sandbox_name=config["sandboxName"],
    )
    data, run = config["scoringResultsDataSetId"], os.environ["PLATFORM_SDK_RUN"]
    body = {"datasetId": data, "inputFormat": {"format": "json"}, "tags": {"sensei/experimentRunId": [run]}}
    batch = client.json("POST", "/import/batches", body=body, by="recipe")["id"]
    lines = "\\n".join('{"_id": "%d"}' % number for number, _ in enumerate(prediction))
    file = f"/import/batches/{batch}/datasets/{data}/files/scores.json"
    client.call("PUT", file, content=lines.encode(), by="recipe")
    client.call("POST", f"/import/batches/{batch}", action="COMPLETE", by="recipe")
    print(client.batch_ended(batch)["status"])
"""
JUDGE = """
class Judge:
    def split(self, config, data):
        return data[:3], data[3:]
    def evaluate(self, data, model, config):
        return [{"name": "mean", "value": str(model["mean"]), "valueType": "double"}]
"""
MODULES = {"__init__": "", "data": DATA, "pipeline": PIPELINE, "saver": SAVER, "judge": JUDGE}


def recipe(folder: Path) -> Path:
    """The recipe's source in that folder, which a `Recipe` may name as its `source`."""
    (folder / "toy").mkdir(parents=True)
    (folder / "setup.py").write_text(SETUP)
    for name, text in MODULES.items():
        (folder / "toy" / f"{name}.py").write_text(text)
    return folder


def edit(folder: Path, number: int) -> None:
    """New code, so that the recipe's content is another."""
    (folder / "toy" / "pipeline.py").write_text(f"{PIPELINE}\nVERSION = {number}\n")
