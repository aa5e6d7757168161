"""Sensei ML's objects: creating, listing, whole-object PUT, deletion and what it takes along."""

import json
from typing import Any

import pytest

from tests.support.platform.client import Client
from tests.support.platform.server import Platform

ENGINES, INSTANCES, EXPERIMENTS = "/data/sensei/engines", "/data/sensei/mlInstances", "/data/sensei/experiments"
IMAGE = {"location": "hub.example/toy:1", "name": "toy"}
ENGINE = {"name": "Toy", "description": "", "type": "Python", "artifacts": {"default": {"image": IMAGE}}}
TASKS = [{"name": "train", "parameters": [{"key": "rate", "value": "0.1"}, {"key": "flag", "value": False}]}]
SENSEI = "application/vnd.adobe.platform.sensei+json"


@pytest.fixture
def here(platform: Platform, sandbox: str) -> Client:
    return platform.within(sandbox)


@pytest.fixture(scope="module")
def shared(platform: Platform) -> Client:
    """A sandbox for the tests that do not mind what others left there."""
    return platform.within(platform.fresh_sandbox())


def form(document: dict[str, Any]) -> dict[str, Any]:
    return {"engine": (None, json.dumps(document))}


def make_engine(here: Client, **more: Any) -> dict[str, Any]:
    answer = here.post(ENGINES, files=form(ENGINE | more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def make_instance(here: Client, **more: Any) -> dict[str, Any]:
    given = {"name": "Model", "tasks": TASKS} | more
    if "engineId" not in given:
        given["engineId"] = make_engine(here)["id"]
    found: dict[str, Any] = here.post(INSTANCES, json=given).json()
    return found


def problem(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"].startswith("http")
    assert body["title"]
    return answer.status_code, body["detail"]


def test_an_engine_comes_by_form_and_goes_by_json(shared: Client) -> None:
    """POST is multipart with a part `engine`; the answer has the engine's media type, a Location and an ETag."""
    answer = shared.post(ENGINES, files=form(ENGINE))
    made = answer.json()
    assert answer.headers["Content-Type"] == f"{SENSEI};profile=engine.v1.json"
    assert answer.headers["Location"].endswith(f"/data/sensei/engines/{made['id']}")
    assert made["artifacts"]["default"]["image"] == IMAGE | {"executionType": "Python", "packagingType": "docker"}
    again = shared.get(f"{ENGINES}/{made['id']}")
    assert (again.json(), again.headers["ETag"]) == (made, answer.headers["ETag"])


@pytest.mark.parametrize(
    ("change", "status", "detail"),
    [
        ({"name": None}, 400, "name must not be empty"),
        ({"name": 7}, 400, "name must be a string"),
        ({"type": "Cobol"}, 422, "type must be one of Python, R, Tensorflow, PySpark, Spark, not 'Cobol'"),
        ({"tags": {"a": 1}}, 400, "tags.a must be a string"),
        (
            {"artifacts": {}},
            400,
            "artifacts.default.image.location must not be empty unless a defaultArtifact is uploaded",
        ),
    ],
)
def test_engines_that_cannot_be_are_refused(shared: Client, change: dict[str, Any], status: int, detail: str) -> None:
    """400 for what is missing or of the wrong type, 422 for impossible values."""
    assert problem(shared.post(ENGINES, files=form(ENGINE | change))) == (status, detail)
    assert shared.get(f"{ENGINES}?property=type==Cobol").json()["children"] == []


def test_media_types_are_checked(shared: Client) -> None:
    """415 for what cannot be read, 406 for what cannot be given; any profile will do."""
    assert shared.post(ENGINES, json=ENGINE).status_code == 415
    assert shared.post(INSTANCES, data="{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert problem(shared.post(INSTANCES, data="{", headers={"Content-Type": "application/json"}))[0] == 400
    assert shared.post(ENGINES, files={"motor": (None, "{}")}).status_code == 400
    for accept, status in [("text/html", 406), ("*/*", 200), (f"{SENSEI};profile=mlInstanceListing.v1.json", 200)]:
        assert shared.get(ENGINES, headers={"Accept": accept}).status_code == status
    odd = {"Content-Type": f"{SENSEI}; profile=experiments.v1.json"}
    given = json.dumps({"name": "Odd", "engineId": make_engine(shared)["id"]})
    assert shared.post(INSTANCES, data=given, headers=odd).status_code == 201
    assert shared.patch(INSTANCES, json={}).status_code == 405


def test_put_overwrites_the_whole_object(shared: Client) -> None:
    """What is left out is lost; what the server keeps may be echoed; time goes on."""
    made = make_instance(shared, description="old", tags={"a": "b"})
    echo = {"id": "other", "created": "1970", "updated": "1970", "_links": {}, "engineId": made["engineId"]}
    answer = shared.put(f"{INSTANCES}/{made['id']}", json={"name": "New", **echo})
    assert answer.status_code == 200
    found = shared.get(f"{INSTANCES}/{made['id']}").json()
    assert found == answer.json()
    assert set(made) - set(found) == {"description", "tags", "tasks"}
    assert (found["name"], found["id"], found["created"]) == ("New", made["id"], made["created"])
    assert found["updated"] >= made["updated"]


def test_if_match_guards_a_put(shared: Client) -> None:
    """412 once somebody else has changed the object."""
    address = f"{INSTANCES}/{make_instance(shared)['id']}"
    first = shared.get(address).headers["ETag"]
    assert shared.put(address, json={"name": "One"}, headers={"If-Match": first}).status_code == 200
    late = shared.put(address, json={"name": "Two"}, headers={"If-Match": first})
    assert problem(late)[0] == 412
    assert shared.put(address, json={"name": "Two"}, headers={"If-Match": "*"}).status_code == 200
    assert shared.get(address).json()["name"] == "Two"


def test_lists_are_pages_of_summaries(here: Client) -> None:
    """Oldest first, `totalCount` of all, no tasks and tags; the next page by `start`."""
    ids = [make_instance(here, name=f"m{number}", tags={"a": "b"})["id"] for number in range(5)]
    page = here.get(f"{INSTANCES}?limit=2&start=2").json()
    assert [one["id"] for one in page["children"]] == ids[2:4]
    assert page["_page"] == {
        "property": "deleted==false",
        "totalCount": 5,
        "count": 2,
        "start": "2",
        "orderby": "created",
        "next": "4",
    }
    assert not {"tasks", "tags"} & set(page["children"][0])
    last = here.get(page["_links"]["next"]["href"]).json()
    assert [one["id"] for one in last["children"]] == ids[4:]
    assert "next" not in last["_links"]
    backwards = here.get(f"{INSTANCES}?orderby=-name").json()["children"]
    assert [one["name"] for one in backwards] == ["m4", "m3", "m2", "m1", "m0"]
    for bad in ("limit=101", "limit=x", "start=-1", "property=name"):
        assert problem(here.get(f"{INSTANCES}?{bad}"))[0] == 400


@pytest.fixture(scope="module")
def five(platform: Platform) -> Client:
    """A sandbox with instances m0 to m3, and one that is deleted."""
    here = platform.within(platform.fresh_sandbox())
    engine = make_engine(here)["id"]
    for name in ("m0", "m1", "m2", "m3", "gone"):
        made = make_instance(here, name=name, engineId=engine)
    assert here.delete(f"{INSTANCES}/{made['id']}").json()["detail"] == "MLInstance deletion was successful"
    return here


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("property=name==m1", ["m1"]),
        ("property=name==m1&property=name==m2", []),
        ("property=name!=m1,name<m3", ["m0", "m2"]),
        ("property=name~^m[12]$", ["m1", "m2"]),
        ("property=Name==m1", []),
        ("property=deleted==true", ["gone"]),
        ("limit=0", []),
    ],
)
def test_lists_are_filtered(five: Client, query: str, names: list[str]) -> None:
    """All conditions hold, names are case-sensitive, deleted ones show only when asked for."""
    assert [one["name"] for one in five.get(f"{INSTANCES}?{query}").json()["children"]] == names


def test_deleting_an_engine_takes_all_below_it(shared: Client) -> None:
    """Its instances and experiments are gone with it; a second deletion finds nothing."""
    instance = make_instance(shared)
    experiment = shared.post(EXPERIMENTS, json={"name": "E", "mlInstanceId": instance["id"]}).json()["id"]
    answer = shared.delete(f"{ENGINES}/{instance['engineId']}")
    assert answer.json() == {"title": "Success", "status": 200, "detail": "Engine deletion was successful"}
    for address in (
        f"{ENGINES}/{instance['engineId']}",
        f"{INSTANCES}/{instance['id']}",
        f"{EXPERIMENTS}/{experiment}",
        f"{EXPERIMENTS}/{experiment}/runs",
    ):
        assert problem(shared.get(address))[0] == 404
    assert shared.delete(f"{ENGINES}/{instance['engineId']}").status_code == 404


def test_bulk_deletes(shared: Client) -> None:
    """All instances of an engine, all experiments of an instance; 404 when there are none, 400 without the id."""
    instance = make_instance(shared)
    shared.post(EXPERIMENTS, json={"name": "E", "mlInstanceId": instance["id"]})
    address = f"{EXPERIMENTS}?mlInstanceId={instance['id']}"
    assert shared.delete(address).json()["detail"] == "Experiments successfully deleted"
    assert shared.delete(address).status_code == 404
    address = f"{INSTANCES}?engineId={instance['engineId']}"
    assert shared.delete(address).json()["detail"] == "MLInstances successfully deleted"
    assert shared.delete(address).status_code == 404
    assert shared.delete(INSTANCES).status_code == 400


def test_sandboxes_are_apart(shared: Client, platform: Platform) -> None:
    """What one sandbox has, another does not see."""
    made = make_engine(shared)
    assert platform.get(f"{ENGINES}/{made['id']}").status_code == 404


def test_an_instance_inherits_the_default_tasks(shared: Client) -> None:
    """Without tasks of its own; parameters come back exactly as sent."""
    default = {"image": IMAGE, "defaultMLInstanceConfigs": TASKS}
    engine = make_engine(shared, artifacts={"default": default})
    made = shared.post(INSTANCES, json={"name": "M", "engineId": engine["id"]}).json()
    assert made["tasks"] == TASKS


@pytest.mark.parametrize(
    ("change", "status", "detail"),
    [
        ({"engineId": None}, 400, "engineId must not be empty"),
        ({"engineId": "nobody"}, 422, "Engine nobody does not exist"),
        ({"tasks": [{"parameters": []}]}, 400, "name must not be empty"),
        ({"tasks": [{"name": "train", "parameters": [{"value": "1"}]}]}, 400, "must be an object with a key"),
        (
            {"tasks": [{"name": "train", "specification": {"type": "ContainerTaskSpec", "cpus": "2"}}]},
            422,
            """tasks[0].specification.cpus must be "1", not '2'""",
        ),
    ],
)
def test_instances_that_cannot_be_are_refused(shared: Client, change: dict[str, Any], status: int, detail: str) -> None:
    """The number of machines is always one."""
    given = {"name": "M", "engineId": make_engine(shared)["id"]} | change
    found = problem(shared.post(INSTANCES, json=given))
    assert found[0] == status
    assert found[1].endswith(detail)


@pytest.mark.parametrize(
    ("schedule", "status"),
    [
        ({"cron": "*/20 * * * *", "startTime": "2018-11-11", "endTime": "2019-01-01T00:00"}, 201),
        ({"startTime": "2018-11-11"}, 400),
        ({"cron": "every day"}, 422),
        ({"cron": "0 0 12 * * ?"}, 422),
        ({"cron": "0 0 * * *", "startTime": "soon"}, 422),
        ({"cron": "0 0 * * *", "startTime": "2019-01-02", "endTime": "2019-01-01"}, 422),
    ],
)
def test_schedules_are_checked(shared: Client, schedule: dict[str, str], status: int) -> None:
    """Five fields, real times, the end after the start."""
    given = {"name": "E", "mlInstanceId": make_instance(shared)["id"], "template": {"schedule": schedule}}
    assert shared.post(EXPERIMENTS, json=given).status_code == status


def test_a_schedule_runs_a_known_mode(shared: Client) -> None:
    """The first task of the template names it."""
    template = {"schedule": {"cron": "0 0 * * *"}, "tasks": [{"name": "rehearse"}]}
    given = {"name": "E", "mlInstanceId": make_instance(shared)["id"], "template": template}
    assert problem(shared.post(EXPERIMENTS, json=given))[0] == 422


def test_an_experiment_keeps_instance_and_start(shared: Client) -> None:
    """The rest of it is a PUT's to change."""
    schedule = {"cron": "0 0 1 1 *", "startTime": "2019-01-01"}
    given = {"name": "E", "mlInstanceId": make_instance(shared)["id"], "template": {"schedule": schedule}}
    made = shared.post(EXPERIMENTS, json=given).json()
    assert made["workflowId"]
    assert made["createdByService"] is False
    address = f"{EXPERIMENTS}/{made['id']}"
    moved = {"schedule": schedule | {"startTime": "2019-02-01"}}
    assert shared.put(address, json=given | {"template": moved}).status_code == 422
    assert shared.put(address, json=given | {"mlInstanceId": make_instance(shared)["id"]}).status_code == 422
    faster = {"schedule": schedule | {"cron": "0 1 1 1 *", "startTime": "2019-01-01T00:00"}}
    assert shared.put(address, json=given | {"template": faster}).json()["template"] == faster


def test_a_model_trained_elsewhere(shared: Client) -> None:
    """Registered with its file, read back, changed, transcoded as a record, deleted."""
    parts = {"model": (None, json.dumps({"name": "Offline", "originType": "offline"})), "modelArtifact": b"weights"}
    made = shared.post("/data/sensei/models", files=parts).json()
    address = f"/data/sensei/models/{made['id']}"
    assert made["modelArtifactUri"].endswith(made["id"])
    assert shared.get(f"{address}/artifact", headers={"Accept": "application/octet-stream"}).content == b"weights"
    changed = shared.put(address, json={"name": "Better", "state": ["published"], "experimentRunId": "x"}).json()
    assert (changed["name"], changed["state"], changed["originType"]) == ("Better", ["published"], "offline")
    assert "experimentRunId" not in changed
    coded = shared.post(f"{address}/transcodings", json={"targetFormat": "TF"})
    assert shared.get(f"{address}/transcodings/{coded.json()['id']}").json()["modelId"] == made["id"]
    assert shared.post(f"{address}/transcodings", json={"targetFormat": "Zip"}).status_code == 422
    assert shared.delete(address).json()["detail"] == "Model deletion was successful"
    assert shared.get(f"{address}/artifact").status_code == 404


def test_insights_are_written_once(shared: Client) -> None:
    """Found by what they are about; there is neither PUT nor DELETE."""
    metrics = [{"name": "MAPE", "value": "0.1", "valueType": "double"}]
    given = {"context": {"modelId": "m1", "experimentRunId": "r1"}, "metrics": metrics}
    made = shared.post("/data/sensei/insights", json=given).json()
    shared.post("/data/sensei/insights", json=given | {"context": {"modelId": "m2"}})
    found = shared.get("/data/sensei/insights?property=context.experimentRunId==r1").json()["children"]
    assert found == [made]
    assert found[0]["metrics"] == metrics
    assert shared.put(f"/data/sensei/insights/{made['id']}", json=given).status_code == 405


def test_default_metrics(shared: Client) -> None:
    """By algorithm; classification's as the Platform's pages list them."""
    found = shared.get("/data/sensei/insights/metrics?algorithm=Classification").json()
    metrics = ["f-score", "auroc", "roc", "precision", "recall", "accuracy", "confusion matrix"]
    assert found == {"children": [{"algorithm": "Classification", "defaultMetrics": metrics}]}
