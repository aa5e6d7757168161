"""The Luma program without Pulumi: the same assets, made in the fewest calls, in the order that they need."""

from pathlib import Path
from typing import Any

from luma import schemas

from ..place import ROOT, hyperparameters
from . import storage, training
from .client import Client

Notes = dict[str, Any]
SANDBOXES = "/data/foundation/sandbox-management/sandboxes"
SEGMENTS = "/data/core/ups/segment/definitions"
SEGMENT_SCHEDULES = "/data/core/ups/config/schedules"
_LIFE = {"startTime": "2026-01-01T00:00:00Z", "endTime": "2036-01-01T00:00:00Z"}


def prepare(client: Client, notes: Notes, data: Path) -> None:
    """Everything that a training needs: data, recipe, model."""
    client.post(SANDBOXES, {"name": client.sandbox, "title": client.sandbox, "type": "development"})
    client.until(f"{SANDBOXES}/{client.sandbox}", lambda doc: doc["state"] == "active" or None)
    web = client.threads.submit(storage.web, client, notes, schemas.WEB_FIELD_GROUPS, data)
    scores = client.threads.submit(storage.scores, client, notes, schemas.SCORE_FIELDS)
    recipe = client.threads.submit(training.recipe, client, notes, ROOT / "luma" / "recipe")
    for part in (web, scores, recipe):
        part.result()
    training.model(client, notes, hyperparameters())


def up(client: Client, notes: Notes, data: Path) -> None:
    prepare(client, notes, data)
    training.train(client, notes)
    scored = client.threads.submit(training.score, client, notes)
    served = client.threads.submit(_serve, client, notes)
    audience = client.threads.submit(_audience, client, notes)
    for part in (scored, served, audience):
        part.result()


def _serve(client: Client, notes: Notes) -> None:
    """With both schedules in the same call."""
    body = {
        "name": "Luma propensity",
        "mlInstanceId": notes["model"],
        "trainingExperimentId": notes["experiment"],
        "trainingExperimentRunId": notes["run"],
        "trainingSchedule": {**_LIFE, "cron": "0 2 * * 0"},
        "scoringSchedule": {**_LIFE, "cron": "0 4 * * *"},
    }
    notes["service"] = client.post("/data/sensei/mlServices", body, headers=training.media("mlService"))["id"]


def _audience(client: Client, notes: Notes) -> None:
    body = {
        "name": "Luma likely buyers",
        "expression": {"type": "PQL", "format": "pql/text", "value": f"{client.tenant}.propensity.score >= 0.7"},
        "schema": {"name": "_xdm.context.profile"},
        "ttlInDays": 30,
    }
    notes["segment"] = client.post(SEGMENTS, body)["id"]
    nightly = {"name": "Nightly", "type": "batch_segmentation", "properties": {"segments": ["*"]}}
    notes["nightly"] = client.post(SEGMENT_SCHEDULES, {**nightly, "schedule": "0 0 6 * * ?", "state": "active"})["id"]


def refresh(client: Client, notes: Notes) -> None:
    """A call for each asset, but one for both datasets and one for all descriptors."""
    paths = [
        f"{SANDBOXES}/{client.sandbox}",
        *storage.places(notes),
        *training.places(notes),
        f"{SEGMENTS}/{notes['segment']}",
        f"{SEGMENT_SCHEDULES}/{notes['nightly']}",
    ]
    client.at_once(lambda path: client.get(path, headers=storage.accepted(path)), paths)


def destroy(client: Client, notes: Notes) -> None:
    """One delete for each asset, those that others need last."""
    audience = [f"{SEGMENT_SCHEDULES}/{notes['nightly']}", f"{SEGMENTS}/{notes['segment']}"]
    for step in (audience, *training.ends(notes)):
        client.at_once(client.delete, step)
    storage.destroy(client, notes)
    client.delete(f"{SANDBOXES}/{client.sandbox}")
