"""Recipe, model, training and scoring."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from ..timed import Failed
from . import storage
from .client import Client
from .image import push

Notes = dict[str, Any]
_ROOT = "/data/sensei"


def media(profile: str) -> dict[str, str]:
    return {"Content-Type": f"application/vnd.adobe.platform.sensei+json;profile={profile}.v1.json"}


def recipe(client: Client, notes: Notes, source: Path) -> None:
    image = {"location": push(client, source), "name": "luma-propensity", "executionType": "Python"}
    body = {
        "name": "Luma propensity",
        "type": "Python",
        "algorithm": "Classification",
        "artifacts": {"default": {"image": {**image, "packagingType": "docker"}}},
    }
    made = client.call("POST", f"{_ROOT}/engines", files={"engine": (None, json.dumps(body), "text/plain")})
    notes["recipe"] = made.json()["id"]


def model(client: Client, notes: Notes, hyperparameters: dict[str, Any]) -> None:
    train = {"trainingDataSetId": notes["web"], "tenantId": client.tenant, **hyperparameters}
    score = {
        "scoringDataSetId": notes["web"],
        "scoringResultsDataSetId": notes["scores"],
        "tenantId": client.tenant,
    }
    body = {
        "name": "Luma propensity",
        "engineId": notes["recipe"],
        "tasks": [{"name": "train", "parameters": _pairs(train)}, {"name": "score", "parameters": _pairs(score)}],
    }
    notes["model"] = client.post(f"{_ROOT}/mlInstances", body, headers=media("mlInstance"))["id"]


def _pairs(values: dict[str, Any]) -> list[dict[str, str]]:
    return [{"key": key, "value": str(value)} for key, value in values.items()]


def train(client: Client, notes: Notes) -> float:
    """How long the Platform says that the run took."""
    body = {"name": "Luma propensity", "mlInstanceId": notes["model"]}
    notes["experiment"] = client.post(f"{_ROOT}/experiments", body, headers=media("experiment"))["id"]
    notes["run"], seconds = _run(client, notes["experiment"], "train")
    trained = client.get(f"{_ROOT}/models?property=experimentRunId=={notes['run']}")
    notes["trained model"] = trained["children"][-1]["id"]
    client.get(f"{_ROOT}/insights?property=context.experimentRunId=={notes['run']}")  # its metrics
    notes["training seconds"] = seconds
    return seconds


def score(client: Client, notes: Notes) -> float:
    notes["scoring"], seconds = _run(client, notes["experiment"], "score")
    notes["scored"] = storage.scored(client, notes["scores"])
    notes["scoring seconds"] = seconds
    return seconds


def _run(client: Client, experiment: str, mode: str) -> tuple[str, float]:
    runs = f"{_ROOT}/experiments/{experiment}/runs"
    body = {"mode": mode, "tasks": [{"name": mode, "parameters": []}]}
    id = str(client.post(runs, body, headers=media("experimentRun"))["id"])
    return id, client.until(f"{runs}/{id}/status", _seconds)


def _seconds(found: dict[str, Any]) -> float | None:
    task = found["status"]["tasks"][0]
    if task["state"] == "FAILED":
        raise Failed(f"the run failed: {task}")
    if task["state"] != "DONE":
        return None
    started, ended = (datetime.fromisoformat(task[name]) for name in ("started", "ended"))
    return (ended - started).total_seconds()


def places(notes: Notes) -> list[str]:
    return [
        f"{_ROOT}/engines/{notes['recipe']}",
        f"{_ROOT}/mlInstances/{notes['model']}",
        f"{_ROOT}/experiments/{notes['experiment']}",
        f"{_ROOT}/experiments/{notes['experiment']}/runs/{notes['scoring']}",
        f"{_ROOT}/mlServices/{notes['service']}",
    ]


def ends(notes: Notes) -> list[list[str]]:
    """What to delete, in steps: what stands in one can go at once."""
    return [
        [f"{_ROOT}/mlServices/{notes['service']}", f"{_ROOT}/models/{notes['trained model']}"],
        [f"{_ROOT}/experiments/{notes['experiment']}"],
        [f"{_ROOT}/mlInstances/{notes['model']}"],
        [f"{_ROOT}/engines/{notes['recipe']}"],
    ]
