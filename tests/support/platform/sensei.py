"""Recipes, models and runs made through the Sensei API, in the sandbox of the client that is given."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from tests.support.platform.client import SENSEI, Client
from tests.support.polling import until
from tests.support.recipes import image


def engine(client: Client, location: str, **more: Any) -> str:
    """The id of a new engine of that image."""
    default = {"image": {"location": location, "name": "toy"}}
    document = {"name": "Toy", "description": "", "type": "Python", "artifacts": {"default": default}}
    answer = client.post(f"{SENSEI}/engines", files={"engine": (None, json.dumps(document | more))})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def experiment(client: Client, engine_id: str, tasks: list[dict[str, Any]] | None = None) -> str:
    """The id of a new experiment of a new MLInstance."""
    given = {"name": "Toy", "engineId": engine_id, "tasks": tasks or []}
    instance = client.post(f"{SENSEI}/mlInstances", json=given).json()["id"]
    made = client.post(f"{SENSEI}/experiments", json={"name": "Toy", "mlInstanceId": instance})
    return str(made.json()["id"])


def toy_experiment(client: Client, folder: Path, modules: Mapping[str, str] | None = None, **more: str) -> str:
    """Image, engine, MLInstance and experiment in one."""
    location = image.push(client, folder, "toy", image.layer({"application.egg": image.egg(modules, **more)}))
    return experiment(client, engine(client, location))


def run(client: Client, experiment_id: str, mode: str = "train", **more: Any) -> str:
    answer = client.post(f"{SENSEI}/experiments/{experiment_id}/runs", json={"mode": mode, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def task_of(client: Client, experiment_id: str, run_id: str) -> dict[str, Any]:
    answer = client.get(f"{SENSEI}/experiments/{experiment_id}/runs/{run_id}/status")
    found: dict[str, Any] = answer.json()["status"]["tasks"][0]
    return found


def ended(client: Client, experiment_id: str, run_id: str, *, seconds: float = 60) -> dict[str, Any]:
    """The task in a run's status, once it has ended."""

    def task() -> dict[str, Any] | None:
        found = task_of(client, experiment_id, run_id)
        return found if found["state"] in ("DONE", "FAILED", "ABORTED") else None

    return until(task, seconds=seconds)


def log(task: Mapping[str, Any], name: str) -> str:
    """A log; its address works without the Platform's headers."""
    return requests.get(next(one["url"] for one in task["tasklogs"] if one["name"] == name), timeout=10).text
