"""A recipe in Adobe's layout that trains and scores in a blink: it imports nothing but the Platform's SDK.

A recipe is its modules, by name. What differs between recipes is which of the toy's modules stand for others.
"""

from collections.abc import Mapping
from pathlib import Path

Modules = dict[str, str]  # name, without .py: text

Points = Mapping[str, Mapping[str, str]]  # group to its entry points, each with the module it lies in
ENTRY_POINTS: Points = {
    "Training": {"training_dataloader": "loader", "training_pipeline": "pipeline"},
    "Scoring": {"scoring_dataloader": "loader", "scoring_pipeline": "pipeline", "scoring_datasaver": "saver"},
    "Evaluation": {"evaluator": "evaluator:Evaluator"},
}
# `rows`, `seconds` and `rate` are parameters of a model that tests set.
LOADER = """
import json
import time
def load(config):
    print(json.dumps(config))
    time.sleep(float(config.get("seconds", 0)))
    return list(range(int(config.get("rows", "10"))))
"""
PIPELINE = """
def train(config, data):
    return {"mean": sum(data) / len(data), "rate": config.get("rate", "none")}
def score(config, data, model):
    return [one * model["mean"] for one in data]
"""
SAVER = """
def save(config, prediction):
    print("saved", sum(prediction), "by", config["modelId"])
"""
EVALUATOR = """
from ml.runtime.python.core.regressionEvaluator import RegressionEvaluator
class Evaluator(RegressionEvaluator):
    def split(self, config, dataframe):
        return dataframe[:8], dataframe[8:]
    def evaluate(self, data, model, config):
        return [{"name": "mean", "value": model["mean"], "valueType": "double"}]
"""
MODULES: Modules = {"loader": LOADER, "pipeline": PIPELINE, "saver": SAVER, "evaluator": EVALUATOR}

# Its calls are marked, so that a test can tell them from those of a client.
BATCH_SAVER = """
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
MARKED: Modules = MODULES | {"saver": BATCH_SAVER}

# As most recipes do it: a table, written with the SDK; always the same metric, said in one line that tests edit.
QUIET_LOADER = """
def load(config):
    return [1, 2, 3, 4]
"""
ROW_PIPELINE = """
def train(config, data):
    return {'rows': len(data)}


def score(config, data, model):
    return [{'_id': str(number)} for number in data]
"""
TABLE_SAVER = """
import pandas as pd
from platform_sdk.client_context import ClientContext
from platform_sdk.dataset_writer import DatasetWriter
from platform_sdk.models import Dataset


def save(config, prediction):
    client = ClientContext(
        api_key=config['ML_FRAMEWORK_IMS_USER_CLIENT_ID'], org_id=config['ML_FRAMEWORK_IMS_TENANT_ID'],
        user_token=config['ML_FRAMEWORK_IMS_TOKEN'], sandbox_id=config['sandboxId'],
        sandbox_name=config['sandboxName'],
    )
    dataset = Dataset(client).get_by_id(config['scoringResultsDataSetId'])
    DatasetWriter(client, dataset).write(pd.DataFrame(prediction), file_format='json')
"""
ACCURACY = """
class Evaluator:
    def split(self, config, data):
        return data[:3], data[3:]

    def evaluate(self, data, model, config):
        return [{'name': 'accuracy', 'value': '0.75', 'valueType': 'double'}]
"""
TABLE: Modules = {"loader": QUIET_LOADER, "pipeline": ROW_PIPELINE, "saver": TABLE_SAVER, "evaluator": ACCURACY}

# Its scores carry the identity that a schema in the union asks for.
IDENTIFIED_PIPELINE = ROW_PIPELINE.replace(
    "    return [{'_id': str(number)} for",
    "    id = config['tenantId'] + '.id'\n    return [{'_id': str(number), id: str(number)} for",
)
IDENTIFIED: Modules = TABLE | {"pipeline": IDENTIFIED_PIPELINE}


def entry_points(package: str = "toy", named: Points = ENTRY_POINTS) -> dict[str, list[str]]:
    """Group to its lines, as a `setup.py` names them."""
    return {group: [f"{name} = {package}.{place}" for name, place in points.items()] for group, points in named.items()}


def write(folder: Path, modules: Modules = MARKED, *, remark: str = "", points: Points = ENTRY_POINTS) -> Path:
    """The recipe's source in that folder, for a `Recipe` to name. Another remark makes it another content."""
    package = folder / "toy"
    package.mkdir(parents=True, exist_ok=True)
    call = f'setup(name="toy", version="1", packages=["toy"], entry_points={entry_points(named=points)!r})'
    files = {"toy/__init__.py": "", "setup.py": f"from setuptools import setup\n{call}\n"}
    files |= {f"toy/{name}.py": text for name, text in modules.items()}
    for name, text in files.items():
        (folder / name).write_text(text + (f"# {remark}\n" if remark else ""))
    return folder
