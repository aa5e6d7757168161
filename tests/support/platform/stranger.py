"""A sandbox that somebody filled over the API, without a thought of this project."""

from pathlib import Path
from typing import Any

from tests.support.platform import sensei
from tests.support.platform.client import SENSEI, Client
from tests.support.platform.lake import Lake
from tests.support.recipes import image

UPS = "/data/core/ups"


class Stranger(Lake):
    """Somebody who makes assets of all sorts in one sandbox."""

    def model(self, name: str, recipe: str, train: dict[str, str], score: dict[str, str], **more: Any) -> str:
        tasks = [
            {"name": task, "parameters": [{"key": key, "value": value} for key, value in values.items()]}
            for task, values in (("train", train), ("score", score))
        ]
        body = {"name": name, "engineId": recipe, "tasks": tasks, **more}
        return str(self.good("POST", f"{SENSEI}/mlInstances", json=body)["id"])

    def experiment(self, name: str, model: str, **more: Any) -> str:
        body = {"name": name, "mlInstanceId": model, **more}
        return str(self.good("POST", f"{SENSEI}/experiments", json=body)["id"])

    def trained(self, name: str, model: str, **more: Any) -> tuple[str, str]:
        """(experiment, run), done."""
        experiment = self.experiment(name, model, **more)
        run = sensei.run(self.client, experiment)
        assert sensei.ended(self.client, experiment, run)["state"] == "DONE"
        return experiment, run

    def service(self, name: str, **more: Any) -> str:
        return str(self.good("POST", f"{SENSEI}/mlServices", json={"name": name, **more})["id"])

    def segment(self, name: str, expression: str, **more: Any) -> str:
        body = {
            "name": name,
            "expression": {"type": "PQL", "format": "pql/text", "value": expression},
            "schema": {"name": "_xdm.context.profile"},
            **more,
        }
        return str(self.good("POST", f"{UPS}/segment/definitions", json=body)["id"])


def in_new_sandbox(client: Client, name: str = "dev") -> Stranger:
    client.new_sandbox(name)
    return Stranger(client, name)


def fill(stranger: Stranger, folder: Path) -> None:
    """Two pipelines, odd names, all that is optional somewhere."""
    tenant = stranger.client.tenant
    visits = stranger.group(
        'Visits "2024"',
        {
            "person": {"type": "string", "title": "Who"},
            "n": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1, "description": "How often."},
            "when": {"type": "string", "format": "date-time"},
            "chance": {"type": "number"},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "orders": {"type": "array", "items": {"type": "object", "properties": {"sum": {"type": "number"}}}},
        },
        description='It\'s "theirs"\nand old.',
    )
    people = stranger.schema("People", visits, description="Who they are")
    stranger.identity(people, f"/_{tenant}/person")
    stranger.into_union(people)
    plain = stranger.schema("Události – 例", visits)
    web = stranger.dataset("Web data", people, tags={"team": ["growth"], "sources": ["a", "b"]}, description="Raw")
    scores = stranger.dataset(
        "Scores",
        people,
        tags={"unifiedProfile": ["enabled:true", "isUpsert:true"], "unifiedIdentity": ["enabled:true"]},
        enableErrorDiagnostics=True,
    )
    first = stranger.dataset("Copy", plain, fileDescription={"format": "json"})
    stranger.dataset("Copy", plain)
    location = image.push(stranger.client, folder, "toy", image.layer({"application.egg": image.egg()}))
    churn = sensei.engine(
        stranger.client, location, name="Churn", algorithm="Regression", gitRepo="https://git.example/churn"
    )
    train = {"trainingDataSetId": web, "rate": "0.5", "rounds": "007", "deep": "true", "tenantId": f"_{tenant}"}
    score = {"scoringDataSetId": web, "scoringResultsDataSetId": scores, "limit": "10"}
    churn_model = stranger.model("Churn, monthly", churn, train, score, tags={"owner": "ana"}, description="Ours")
    experiment, run = stranger.trained("Churn 1", churn_model)
    scoring = sensei.run(stranger.client, experiment, "score")
    sensei.ended(stranger.client, experiment, scoring)
    plan = {"cron": "0 3 * * *", "startTime": "2026-01-01T00:00", "endTime": "2036-01-01T00:00"}
    stranger.service(
        "Churn", trainingExperimentRunId=run, trainingSchedule=plan, scoringSchedule={**plan, "cron": "30 4 * * 1"}
    )
    other = sensei.engine(
        stranger.client, "registry.example/other:7", name="class", type="Spark", mlLibrary="databricks-spark"
    )
    gpu = [
        {
            "name": "train",
            "parameters": [{"key": "trainingDataSetId", "value": first}],
            "specification": {"type": "ContainerTaskSpec", "gpus": "1"},
        }
    ]
    stranger.good("POST", "/data/sensei/mlInstances", json={"name": "class", "engineId": other, "tasks": gpu})
    stranger.good("POST", "/data/sensei/mlInstances", json={"name": "no data", "engineId": other, "tasks": []})
    stranger.experiment("never trained", churn_model)
    stranger.segment("Likely", f"_{tenant}.chance >= 0.5", ttlInDays=7)
    stranger.segment(
        'It\'s "new"',
        f"_{tenant}.n > 3",
        description="Ünï",
        evaluationInfo={
            "batch": {"enabled": False},
            "continuous": {"enabled": True},
            "synchronous": {"enabled": False},
        },
    )
    stranger.good(
        "POST",
        f"{UPS}/config/schedules",
        json={
            "name": "Nightly",
            "type": "batch_segmentation",
            "schedule": "0 0 1 * * ?",
            "state": "inactive",
            "properties": {"segments": ["*"]},
        },
    )
