"""Law 5: a delete names what the Platform would take along, and stops at what is not this stack's."""

import json
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.support.engine.project import Project
from tests.support.platform.client import Client
from tests.support.recipes import toy

PROGRAM = """
import pulumi
import pulumi_aep as aep

kept = pulumi.ResourceOptions(retain_on_delete=KEPT)
aep.Sandbox("dev")
schema = aep.Schema("s", title="S", behavior="profile")
data = aep.Dataset("d", name="D", schema=schema)
recipe = aep.Recipe("r", name="Tiny", source="tiny")
model = aep.Model(
    "m", name="M", recipe=recipe, training_dataset=data, scoring_dataset=data, results_dataset=data, opts=kept
)
trained = aep.TrainingRun("t", name="T", model=model, gate={"accuracy": ">= 0.5"}, opts=kept)
aep.ScoringRun("scores", run=trained, dataset=data, results=data)
"""
SENSEI = "/data/sensei"
ENGINE = {
    "name": "Lonely",
    "description": "",
    "type": "Python",
    "artifacts": {"default": {"image": {"location": "registry.example/x:1", "name": "x"}}},
}


@pytest.fixture
def applied(project: Callable[..., Project]) -> Callable[[bool], Project]:
    def make(kept: bool) -> Project:
        found = project(PROGRAM.replace("KEPT", str(kept)))
        toy.write(found.folder / "tiny", toy.TABLE)
        done = found.up()
        assert done.ok, done.text
        return found

    return make


def post(platform: Client, path: str, **body: Any) -> dict[str, Any]:
    answer = platform.call("POST", path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def their_batch(platform: Client, dataset: str) -> str:
    """Data that another stack put into our dataset."""
    root = "/data/foundation/import/batches"
    tags = {"pulumi-aep": ["other/prod/events"]}
    batch = post(platform, root, datasetId=dataset, inputFormat={"format": "json"}, tags=tags)["id"]
    octets = {"Content-Type": "application/octet-stream"}
    file = f"{root}/{batch}/datasets/{dataset}/files/rows.json"
    assert platform.call("PUT", file, data=json.dumps({"_id": "theirs"}), headers=octets).ok
    assert platform.call("POST", f"{root}/{batch}?action=COMPLETE").ok
    return str(batch)


def refused(found: Project) -> str:
    done = found.destroy()
    assert not done.ok
    return done.text


def report(found: Project, *, code: int = 0) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What `aep destroy-report` says, and the calls it made for that."""
    platform = found.platform()
    platform.call("DELETE", "/_emulator/journal")
    done = found.aep("destroy-report", "--json")
    assert done.code == code, done.errors
    calls = [item for item in platform.journal() if item["path"].startswith("/data/")]
    return json.loads(done.text), calls


def test_what_others_own_stops_a_destroy_wherever_it_hangs(applied: Callable[[bool], Project]) -> None:
    """A service of our training, a training of our model, a batch in our dataset, a recipe in our sandbox."""
    found = applied(False)
    platform = found.platform()
    model, trained = found.resources()["Model/m"], found.resources()["TrainingRun/t"]
    dataset, scores = found.resources()["Dataset/d"]["id"], found.resources()["ScoringRun/scores"]["outputs"]["batch"]
    theirs = post(
        platform,
        f"{SENSEI}/mlServices",
        name="Theirs",
        mlInstanceId=model["id"],
        trainingExperimentId=trained["id"],
        trainingExperimentRunId=trained["outputs"]["run_id"],
    )["id"]
    by_hand = post(platform, f"{SENSEI}/experiments", name="By hand", mlInstanceId=model["id"])["id"]
    batch = their_batch(platform, dataset)

    lonely = platform.call("POST", f"{SENSEI}/engines", files={"engine": (None, json.dumps(ENGINE))}).json()["id"]

    service, training = f'service "Theirs" ({theirs})', f'training "By hand" ({by_hand})'
    data, recipe = f'batch "1 row" ({batch}, of other/prod/events)', f'recipe "Lonely" ({lonely})'
    would = "the Platform would"
    stops = [
        f'TrainingRun "t": {would} leave broken {service}, which is not this stack\'s',
        f'Model "m": {would} delete with it {training} and leave broken {service}, which are not this stack\'s',
        f'Dataset "d": {would} delete with it {data}, which is not this stack\'s',
        f'Sandbox "dev": {would} delete with it {recipe}, {training}, {service}, which are not this stack\'s',
    ]
    told, calls = report(found, code=1)
    assert sorted(sentence.split("; delete or move")[0] for sentence in told["stops"]) == sorted(stops)
    assert {call["method"] for call in calls} == {"GET"}
    assert len(calls) < 25
    ours = next(item for item in told["resources"] if item["kind"] == "Dataset")
    assert (ours["batches"], ours["rows"]) == (2, 5)

    undo: dict[str, Callable[[], requests.Response]] = {
        stops[0]: lambda: platform.call("DELETE", f"{SENSEI}/mlServices/{theirs}"),
        f'Model "m": {would} delete with it {training}, which': lambda: platform.call(
            "DELETE", f"{SENSEI}/experiments/{by_hand}"
        ),
        stops[2]: lambda: platform.call("POST", f"/data/foundation/import/batches/{batch}?action=REVERT"),
        f'Sandbox "dev": {would} delete with it {recipe}, which': lambda: platform.call(
            "DELETE", f"{SENSEI}/engines/{lonely}"
        ),
    }
    for sentence, out_of_the_way in undo.items():
        said = refused(found)
        assert sentence in said
        assert out_of_the_way().ok
    assert f'takes batch "4 rows" ({scores}) with it' in said
    assert report(found)[0]["ok"]
    done = found.destroy()
    assert done.ok, done.text


def test_what_is_this_stacks_is_named_and_goes(applied: Callable[[bool], Project]) -> None:
    """Model and training were retained; with their recipe they go after all, and its row says so."""
    found = applied(True)
    ids = {name: item["id"] for name, item in found.resources().items()}
    told, _ = report(found)
    assert told["stays"] == ['Model "m": retain_on_delete', 'TrainingRun "t": retain_on_delete']
    recipe = next(item for item in told["resources"] if item["kind"] == "Recipe")
    owners = [re.sub("@[0-9a-f]{12}", "", item["owner"]) for item in recipe["takes"][:2]]
    assert owners == ["luma/dev/m", "luma/dev/t"]
    urn = found.resources()["Schema/s"]["urn"]
    assert found.run("state", "protect", urn, "--yes").ok
    told, _ = report(found, code=1)
    assert told["stops"] == ['Schema "s": it is protected; to let it go: pulumi state unprotect']
    assert found.run("state", "unprotect", urn, "--yes").ok
    done = found.destroy()
    assert done.ok, done.text
    named = f'takes model "M" ({ids["Model/m"]}, of luma/dev/m), training "T" ({ids["TrainingRun/t"]}, of luma/dev/t)'
    assert named in done.text
    assert found.platform().json("/_emulator/stats").get("documents", {}).get("dev", {}) == {}


def test_a_checkpoint_that_is_being_written_is_read_once_it_is_whole(project: Callable[..., Project]) -> None:
    """An engine at work writes it in place; what is read in between is half of it."""
    found = project("")
    file = next((found.folder / ".aep" / "state").glob(".pulumi/stacks/*/dev.json"))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    engine = threading.Timer(0.7, file.write_bytes, [whole])
    engine.start()
    shown = found.aep("destroy-report")
    engine.join()
    assert "nothing is recorded in luma/dev" in shown.text, shown.text
