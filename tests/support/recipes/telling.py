"""A recipe that tells what it ran with: a constant of its code, its hyperparameters, and figures over its data.

A stale input of any sort shows itself as a number: in the metrics of a training, in the rows of a scoring.
"""

from pathlib import Path

from tests.support.recipes import toy

READER = """
from platform_sdk.client_context import ClientContext
from platform_sdk.dataset_reader import DatasetReader


def client(config):
    return ClientContext(
        api_key=config["ML_FRAMEWORK_IMS_USER_CLIENT_ID"], org_id=config["ML_FRAMEWORK_IMS_TENANT_ID"],
        user_token=config["ML_FRAMEWORK_IMS_TOKEN"], sandbox_name=config["sandboxName"],
    )


def read(config, dataset):
    return DatasetReader(client(config), config[dataset]).read()
"""
TRAINING = """
from toy.reader import read
def load(config):
    return read(config, "trainingDataSetId")
"""
SCORING = """
from toy.reader import read
def load(config):
    return read(config, "scoringDataSetId")
"""
PIPELINE = """
CODE = 1
def train(config, data):
    return {"code": CODE, "rate": float(config.get("rate", 0)), "rows": len(data), "sum": float(data["_luma.n"].sum())}
def score(config, data, model):
    told = model["code"] * 1000 + model["rate"] * 100 + float(config.get("bias", 0)) * 10 + CODE
    return data[["_id"]].assign(n=told)
"""
SAVER = """
from platform_sdk.dataset_writer import DatasetWriter
from platform_sdk.models import Dataset
from toy.reader import client
def save(config, prediction):
    to = client(config)
    frame = prediction.rename(columns={"n": "_luma.n"})
    DatasetWriter(to, Dataset(to).get_by_id(config["scoringResultsDataSetId"])).write(frame, file_format="json")
"""
EVALUATOR = """
class Evaluator:
    def split(self, config, data):
        return data, data
    def evaluate(self, data, model, config):
        return [{"name": name, "value": value, "valueType": "double"} for name, value in sorted(model.items())]
"""
MODULES = {
    "reader": READER,
    "training": TRAINING,
    "scoring": SCORING,
    "pipeline": PIPELINE,
    "saver": SAVER,
    "evaluator": EVALUATOR,
}


def write(folder: Path, code: int = 1) -> None:
    """The recipe with that constant in its code."""
    toy.write(folder, MODULES | {"pipeline": PIPELINE.replace("CODE = 1", f"CODE = {code}")}, points=POINTS)


POINTS: toy.Points = {
    **toy.ENTRY_POINTS,
    "Training": {"training_dataloader": "training", "training_pipeline": "pipeline"},
    "Scoring": {"scoring_dataloader": "scoring", "scoring_pipeline": "pipeline", "scoring_datasaver": "saver"},
}
