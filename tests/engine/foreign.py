"""A sandbox that somebody filled over the API, without a thought of this project."""

import sys
from pathlib import Path
from typing import Any

import requests
from stack import ROOT, Platform

sys.path.append(str(ROOT / "tests" / "emulator"))

import toy_recipe

REGISTRY = "/data/foundation/schemaregistry/tenant"
CATALOG = "/data/foundation/catalog"
UPS = "/data/core/ups"
XED = {"Accept": "application/vnd.adobe.xed+json"}


class Client:
    """Calls that must succeed, in one sandbox."""

    def __init__(self, platform: Platform, sandbox: str = "dev") -> None:
        self.platform, self.sandbox = platform, sandbox
        self.tenant = self.get(
            "/data/foundation/schemaregistry/stats", headers={"Accept": "application/vnd.adobe.xed-id+json"}
        ).json()["tenantId"]

    def _call(self, method: str, path: str, **more: Any) -> requests.Response:
        answer = self.platform.call(method, path, sandbox=self.sandbox, **more)
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        return answer

    def get(self, path: str, **more: Any) -> requests.Response:
        return self._call("GET", path, **more)

    def post(self, path: str, **more: Any) -> requests.Response:
        return self._call("POST", path, **more)

    def put(self, path: str, **more: Any) -> requests.Response:
        return self._call("PUT", path, **more)

    # -- data -------------------------------------------------------------------------------------------------------
    def group(self, title: str, fields: dict[str, Any], **more: Any) -> str:
        inner = {f"_{self.tenant}": {"type": "object", "properties": fields}}
        body = {
            "title": title,
            "type": "object",
            "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
            "definitions": {"theirs": {"properties": inner}},
            "allOf": [{"$ref": "#/definitions/theirs"}],
            **more,
        }
        return str(self.post(f"{REGISTRY}/fieldgroups", json=body).json()["$id"])

    def schema(self, title: str, *refs: str, behavior: str = "profile", union: bool = False, **more: Any) -> str:
        uri = f"https://ns.adobe.com/xdm/context/{behavior}"
        body = {"title": title, "type": "object", "allOf": [{"$ref": ref} for ref in (uri, *refs)], **more}
        return str(self.post(f"{REGISTRY}/schemas", json=body).json()["$id"])

    def identity(self, schema: str, path: str, namespace: str, *, primary: bool = True) -> None:
        body = {
            "@type": "xdm:descriptorIdentity",
            "xdm:sourceSchema": schema,
            "xdm:sourceVersion": 1,
            "xdm:sourceProperty": path,
            "xdm:namespace": namespace,
            "xdm:property": "xdm:code",
            "xdm:isPrimary": primary,
        }
        self.post(f"{REGISTRY}/descriptors", json=body)

    def into_union(self, schema: str) -> None:
        patch = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]
        self._call("PATCH", f"{REGISTRY}/schemas/{requests.utils.quote(schema, safe='')}", json=patch)

    def dataset(self, name: str, schema: str, **more: Any) -> str:
        ref = {"id": schema, "contentType": "application/vnd.adobe.xed+json;version=1"}
        made = self.post(f"{CATALOG}/dataSets", json={"name": name, "schemaRef": ref, **more}).json()
        return str(made[0]).rpartition("/")[2]

    # -- models -----------------------------------------------------------------------------------------------------
    def recipe(self, name: str, location: str, **more: Any) -> str:
        return toy_recipe.engine(self, location, name=name, **more)

    def model(self, name: str, recipe: str, train: dict[str, str], score: dict[str, str], **more: Any) -> str:
        tasks = [
            {"name": task, "parameters": [{"key": key, "value": value} for key, value in values.items()]}
            for task, values in (("train", train), ("score", score))
        ]
        body = {"name": name, "engineId": recipe, "tasks": tasks, **more}
        return str(self.post("/data/sensei/mlInstances", json=body).json()["id"])

    def experiment(self, name: str, model: str, **more: Any) -> str:
        body = {"name": name, "mlInstanceId": model, **more}
        return str(self.post("/data/sensei/experiments", json=body).json()["id"])

    def trained(self, name: str, model: str, **more: Any) -> tuple[str, str]:
        """(experiment, run), done."""
        experiment = self.experiment(name, model, **more)
        run = toy_recipe.run(self, experiment)
        assert toy_recipe.ended(self, experiment, run)["state"] == "DONE"
        return experiment, run

    def service(self, name: str, **more: Any) -> str:
        return str(self.post("/data/sensei/mlServices", json={"name": name, **more}).json()["id"])

    def segment(self, name: str, expression: str, **more: Any) -> str:
        body = {
            "name": name,
            "expression": {"type": "PQL", "format": "pql/text", "value": expression},
            "schema": {"name": "_xdm.context.profile"},
            **more,
        }
        return str(self.post(f"{UPS}/segment/definitions", json=body).json()["id"])


def sandbox(platform: Platform, name: str = "dev") -> Client:
    """A new one, once it can be used."""
    body = {"name": name, "title": name, "type": "development"}
    root = "/data/foundation/sandbox-management/sandboxes"
    assert platform.call("POST", root, sandbox="prod", json=body).status_code < 300
    toy_recipe.until(lambda: platform.get(f"{root}/{name}", sandbox="prod")["state"] == "active")
    return Client(platform, name)


def fill(client: Client, folder: Path) -> None:
    """Two pipelines, odd names, all that is optional somewhere."""
    tenant = client.tenant
    visits = client.group(
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
    people = client.schema("People", visits, description="Who they are")
    client.identity(people, f"/_{tenant}/person", "ECID")
    client.into_union(people)
    plain = client.schema("Události – 例", visits)
    web = client.dataset("Web data", people, tags={"team": ["growth"], "sources": ["a", "b"]}, description="Raw")
    scores = client.dataset(
        "Scores",
        people,
        tags={"unifiedProfile": ["enabled:true", "isUpsert:true"], "unifiedIdentity": ["enabled:true"]},
        enableErrorDiagnostics=True,
    )
    first = client.dataset("Copy", plain, fileDescription={"format": "json"})
    client.dataset("Copy", plain)
    location = toy_recipe.push(client, folder, "toy", toy_recipe.layer({"application.egg": toy_recipe.egg()}))
    churn = client.recipe("Churn", location, algorithm="Regression", gitRepo="https://git.example/churn")
    train = {"trainingDataSetId": web, "rate": "0.5", "rounds": "007", "deep": "true", "tenantId": f"_{tenant}"}
    score = {"scoringDataSetId": web, "scoringResultsDataSetId": scores, "limit": "10"}
    churn_model = client.model("Churn, monthly", churn, train, score, tags={"owner": "ana"}, description="Ours")
    experiment, run = client.trained("Churn 1", churn_model)
    scoring = toy_recipe.run(client, experiment, "score")
    toy_recipe.ended(client, experiment, scoring)
    plan = {"cron": "0 3 * * *", "startTime": "2026-01-01T00:00", "endTime": "2036-01-01T00:00"}
    client.service(
        "Churn", trainingExperimentRunId=run, trainingSchedule=plan, scoringSchedule={**plan, "cron": "30 4 * * 1"}
    )
    other = client.recipe("class", "registry.example/other:7", type="Spark", mlLibrary="databricks-spark")
    gpu = [
        {
            "name": "train",
            "parameters": [{"key": "trainingDataSetId", "value": first}],
            "specification": {"type": "ContainerTaskSpec", "gpus": "1"},
        }
    ]
    client.post("/data/sensei/mlInstances", json={"name": "class", "engineId": other, "tasks": gpu})
    client.post("/data/sensei/mlInstances", json={"name": "no data", "engineId": other, "tasks": []})
    client.experiment("never trained", churn_model)
    client.segment("Likely", f"_{tenant}.chance >= 0.5", ttlInDays=7)
    client.segment(
        'It\'s "new"',
        f"_{tenant}.n > 3",
        description="Ünï",
        evaluationInfo={
            "batch": {"enabled": False},
            "continuous": {"enabled": True},
            "synchronous": {"enabled": False},
        },
    )
    client.post(
        f"{UPS}/config/schedules",
        json={
            "name": "Nightly",
            "type": "batch_segmentation",
            "schedule": "0 0 1 * * ?",
            "state": "inactive",
            "properties": {"segments": ["*"]},
        },
    )
