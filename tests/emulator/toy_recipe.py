"""Recipes of a few lines, packed as Adobe's build packs them, and pushed with a client that was not written here."""

import functools
import io
import json
import tarfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import oras.container
import oras.oci
import oras.provider
import requests

ENTRY_POINTS = """
[Training]
training_dataloader = toy.loader
training_pipeline = toy.pipeline
[Scoring]
scoring_dataloader = toy.loader
scoring_pipeline = toy.pipeline
scoring_datasaver = toy.saver
[Evaluation]
evaluator = toy.evaluator:Evaluator
"""
LOADER = """
import json
def load(config):
    print(json.dumps(config))
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
MODULES = {"loader": LOADER, "pipeline": PIPELINE, "saver": SAVER, "evaluator": EVALUATOR}


class Here:
    """The Platform as seen from one sandbox."""

    def __init__(self, platform: Any, sandbox: str) -> None:
        self.platform, self.sandbox = platform, sandbox

    def __getattr__(self, name: str) -> Any:
        return functools.partial(getattr(self.platform, name), sandbox=self.sandbox)


def metadata(*, entry_points: str = ENTRY_POINTS, requires: str = "") -> dict[str, str]:
    return {
        "EGG-INFO/PKG-INFO": "Metadata-Version: 1.0\nName: toy\nVersion: 1.0\n",
        "EGG-INFO/entry_points.txt": entry_points,
        "EGG-INFO/requires.txt": requires,
    }


def files(modules: Mapping[str, str], **more: str) -> dict[str, str]:
    """An egg's files; `modules` stand in for those of the same name in the usual toy."""
    code = {f"toy/{name}.py": text for name, text in (MODULES | dict(modules)).items()}
    return {"toy/__init__.py": "", **code, **metadata(**more)}


def packed(contents: Mapping[str, str]) -> bytes:
    archived = io.BytesIO()
    with zipfile.ZipFile(archived, "w") as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return archived.getvalue()


def egg(modules: Mapping[str, str] | None = None, **more: str) -> bytes:
    return packed(files(modules or {}, **more))


def layer(contents: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def login(platform: Any) -> dict[str, str]:
    found: dict[str, str] = platform.get("/data/sensei/engines/dockerRegistry").json()
    return found


def registry(platform: Any) -> Any:
    given = login(platform)
    client = oras.provider.Registry(insecure=True, hostname=given["host"])
    client.auth.set_basic_auth(given["username"], given["password"])
    return client


def push(platform: Any, folder: Path, name: str, *layers: bytes, python_path: str = "/application.egg") -> str:
    """The location of the image pushed."""
    client = registry(platform)
    location = f"{client.hostname}/{name}:1"
    target = oras.container.Container(location)
    config = folder / "config.json"
    config.write_text(json.dumps({"os": "linux", "config": {"Env": [f"PYTHONPATH={python_path}"]}}))
    manifest = oras.oci.NewManifest()
    manifest["mediaType"] = "application/vnd.oci.image.manifest.v1+json"
    manifest["config"] = oras.oci.NewLayer(str(config), media_type="application/vnd.oci.image.config.v1+json")
    client.upload_blob(str(config), target, manifest["config"])
    for number, content in enumerate(layers):
        file = folder / f"layer{number}.tar.gz"
        file.write_bytes(content)
        described = oras.oci.NewLayer(str(file), media_type="application/vnd.oci.image.layer.v1.tar+gzip")
        client.upload_blob(str(file), target, described)
        manifest["layers"].append(described)
    answer = client.upload_manifest(manifest, target)
    assert answer.status_code == 201
    return location


def engine(platform: Any, location: str, **more: Any) -> str:
    """The id of a new engine of that image."""
    image = {"location": location, "name": "toy"}
    document = {"name": "Toy", "description": "", "type": "Python", "artifacts": {"default": {"image": image}}}
    answer = platform.post("/data/sensei/engines", files={"engine": (None, json.dumps(document | more))})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def experiment(platform: Any, engine_id: str, tasks: list[dict[str, Any]] | None = None) -> str:
    """The id of a new experiment of a new MLInstance."""
    given = {"name": "Toy", "engineId": engine_id, "tasks": tasks or []}
    instance = platform.post("/data/sensei/mlInstances", json=given).json()["id"]
    made = platform.post("/data/sensei/experiments", json={"name": "Toy", "mlInstanceId": instance})
    return str(made.json()["id"])


def toy_experiment(platform: Any, folder: Path, modules: Mapping[str, str] | None = None, **more: str) -> str:
    """Pack, push, engine, instance, experiment in one."""
    location = push(platform, folder, "toy", layer({"application.egg": egg(modules, **more)}))
    return experiment(platform, engine(platform, location))


def run(platform: Any, experiment_id: str, mode: str = "train", **more: Any) -> str:
    answer = platform.post(f"/data/sensei/experiments/{experiment_id}/runs", json={"mode": mode, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def task_of(platform: Any, experiment_id: str, run_id: str) -> dict[str, Any]:
    answer = platform.get(f"/data/sensei/experiments/{experiment_id}/runs/{run_id}/status")
    found: dict[str, Any] = answer.json()["status"]["tasks"][0]
    return found


def until(look: Callable[[], Any], *, seconds: float = 30) -> Any:
    """What it gives, once that is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")


def ended(platform: Any, experiment_id: str, run_id: str, *, seconds: float = 60) -> dict[str, Any]:
    """The task of a run's status once it has ended."""

    def task() -> dict[str, Any] | None:
        found = task_of(platform, experiment_id, run_id)
        return found if found["state"] in ("DONE", "FAILED", "ABORTED") else None

    done: dict[str, Any] = until(task, seconds=seconds)
    return done


def log(task: Mapping[str, Any], name: str) -> str:
    """A log, asked for without the Platform's headers."""
    return requests.get(next(one["url"] for one in task["tasklogs"] if one["name"] == name), timeout=10).text
