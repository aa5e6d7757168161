"""MLServices: what making one starts, and what its schedules start as the Platform's clock goes on."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.platform import sensei
from tests.support.platform.server import Platform
from tests.support.polling import until

SERVICES, EXPERIMENTS = "/data/sensei/mlServices", "/data/sensei/experiments"
NIGHTLY = {"cron": "0 2 * * *", "startTime": "2020-01-01", "endTime": "2099-01-01"}


@pytest.fixture
def trained(own_platform: Platform, tmp_path: Path) -> dict[str, str]:
    """Instance, experiment and run of a finished training, on a server whose clock may be moved."""
    experiment = sensei.toy_experiment(own_platform, tmp_path)
    run = sensei.run(own_platform, experiment)
    assert sensei.ended(own_platform, experiment, run)["state"] == "DONE"
    instance = own_platform.get(f"{EXPERIMENTS}/{experiment}").json()["mlInstanceId"]
    return {"mlInstanceId": instance, "trainingExperimentId": experiment, "trainingExperimentRunId": run}


def make(platform: Platform, body: dict[str, Any]) -> dict[str, Any]:
    answer = platform.post(SERVICES, json={"name": "Service"} | body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def move(platform: Platform, **by: float) -> None:
    seconds = by.get("hours", 0) * 3600 + by.get("days", 0) * 86400
    assert platform.post("/_emulator/clock", json={"advance": seconds}).status_code == 200
    platform.reconnect()  # tokens live for a day


def runs(platform: Platform, experiment: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = platform.get(f"{EXPERIMENTS}/{experiment}/runs?limit=100").json()["children"]
    return found


def states(platform: Platform, experiment: str) -> list[str]:
    """Of all runs, once they have ended."""
    return [sensei.ended(platform, experiment, run["id"])["state"] for run in runs(platform, experiment)]


def test_publishing_a_run_starts_nothing(own_platform: Platform, trained: dict[str, str]) -> None:
    """The service says what it was given; numbers sent as strings come back as numbers."""
    given = trained | {"scoringDataSetId": "d1", "scoringTimeframe": "20000", "tags": {"a": "b"}}
    made = make(own_platform, given)
    assert {name: made[name] for name in given} == given | {"scoringTimeframe": 20000}
    assert "scoringExperimentId" not in made
    assert own_platform.get(EXPERIMENTS).json()["_page"]["totalCount"] == 1
    move(own_platform, days=3)
    assert len(runs(own_platform, trained["trainingExperimentId"])) == 1


def test_a_service_without_run_trains_then_scores(own_platform: Platform, trained: dict[str, str]) -> None:
    """It makes its own experiments and says so in them."""
    instance = {"mlInstanceId": trained["mlInstanceId"], "trainingDataSetId": "d1", "scoringDataSetId": "d2"}
    made = make(own_platform, instance)
    training = own_platform.get(f"{EXPERIMENTS}/{made['trainingExperimentId']}").json()
    assert training["createdByService"] is True
    assert states(own_platform, made["trainingExperimentId"]) == ["DONE"]
    until(lambda: runs(own_platform, made["scoringExperimentId"]), seconds=30)
    assert states(own_platform, made["scoringExperimentId"]) == ["DONE"]
    run = runs(own_platform, made["scoringExperimentId"])[0]
    found = own_platform.get(f"{EXPERIMENTS}/{made['scoringExperimentId']}/runs/{run['id']}").json()
    assert found["tasks"][0]["parameters"] == [{"key": "scoringDataSetId", "value": "d2"}]
    assert found["createdBySchedule"] is False


def test_scores_come_by_schedule(own_platform: Platform, trained: dict[str, str]) -> None:
    """One run for each night that passes, with the published run's model, until the service is deleted."""
    made = make(own_platform, trained | {"scoringDataSetId": "d1", "scoringSchedule": NIGHTLY})
    scoring = made["scoringExperimentId"]
    assert own_platform.get(f"{EXPERIMENTS}/{scoring}").json()["template"]["schedule"] == NIGHTLY
    assert runs(own_platform, scoring) == []
    move(own_platform, days=3)
    assert states(own_platform, scoring) == ["DONE", "DONE", "DONE"]
    assert {run["createdBySchedule"] for run in runs(own_platform, scoring)} == {True}
    model = own_platform.get("/data/sensei/models").json()["children"][0]["id"]
    task = sensei.task_of(own_platform, scoring, runs(own_platform, scoring)[0]["id"])
    assert f"by {model}" in sensei.log(task, "stdout")
    assert own_platform.delete(f"{SERVICES}/{made['id']}").json()["detail"] == "MLService deletion was successful"
    move(own_platform, days=3)
    assert len(runs(own_platform, scoring)) == 3
    assert "schedule" not in own_platform.get(f"{EXPERIMENTS}/{scoring}").json()["template"]


def test_scheduled_scoring_takes_the_newest_scheduled_model(own_platform: Platform, trained: dict[str, str]) -> None:
    """The scheduled training has an experiment of its own; the experiment that was brought along is left alone."""
    early = NIGHTLY | {"cron": "0 1 * * *"}
    given = {"trainingDataSetId": "d1", "scoringDataSetId": "d1", "trainingSchedule": early, "scoringSchedule": NIGHTLY}
    made = make(own_platform, trained | given)
    move(own_platform, days=1)
    assert states(own_platform, made["scoringExperimentId"]) == ["DONE"]
    assert len(runs(own_platform, trained["trainingExperimentId"])) == 1
    newest = own_platform.get("/data/sensei/models").json()["children"][-1]
    assert newest["experimentId"] not in (trained["trainingExperimentId"], made["scoringExperimentId"])
    task = sensei.task_of(
        own_platform, made["scoringExperimentId"], runs(own_platform, made["scoringExperimentId"])[0]["id"]
    )
    assert f"by {newest['id']}" in sensei.log(task, "stdout")


def test_a_put_sets_changes_and_takes_off_schedules(own_platform: Platform, trained: dict[str, str]) -> None:
    """`cron` and `endTime` may change, `startTime` may not; what is left out is taken off."""
    made = make(own_platform, trained | {"scoringDataSetId": "d1"})
    address = f"{SERVICES}/{made['id']}"
    base = {"name": "Service", "scoringDataSetId": "d1"}
    on = own_platform.put(address, json=base | {"scoringSchedule": NIGHTLY}).json()
    assert on["trainingExperimentRunId"] == trained["trainingExperimentRunId"]
    move(own_platform, days=1)
    assert len(runs(own_platform, on["scoringExperimentId"])) == 1
    later = base | {"scoringSchedule": NIGHTLY | {"startTime": "2020-02-01"}}
    assert own_platform.put(address, json=later).status_code == 422
    twice = base | {"scoringSchedule": NIGHTLY | {"cron": "0 2,14 * * *", "startTime": "2020-01-01T00:00"}}
    assert own_platform.put(address, json=twice).status_code == 200
    move(own_platform, days=1)
    assert len(runs(own_platform, on["scoringExperimentId"])) == 3
    off = own_platform.put(address, json=base).json()
    assert "scoringSchedule" not in off
    assert off["scoringExperimentId"] == on["scoringExperimentId"]
    move(own_platform, days=1)
    assert len(runs(own_platform, on["scoringExperimentId"])) == 3


def test_schedules_keep_to_their_window(own_platform: Platform, trained: dict[str, str]) -> None:
    """A scheduled experiment runs the mode of its template; a move of the clock makes at most a hundred runs."""
    ended = {"cron": "* * * * *", "startTime": "2001-01-01", "endTime": "2001-01-02"}
    never = {"cron": "0 0 30 2 *"}
    template = {"tasks": [{"name": "train", "parameters": [{"key": "rate", "value": "9"}]}]}
    ids = []
    for schedule in (ended, never, NIGHTLY):
        given = {"name": "E", "mlInstanceId": trained["mlInstanceId"], "template": template | {"schedule": schedule}}
        ids.append(own_platform.post(EXPERIMENTS, json=given).json()["id"])
    move(own_platform, days=2)
    assert [len(runs(own_platform, one)) for one in ids] == [0, 0, 2]
    own_platform.delete(f"{EXPERIMENTS}/{ids[2]}")
    move(own_platform, days=400)
    assert own_platform.get(f"{EXPERIMENTS}/{ids[2]}").status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": ""}, 400),
        ({"mlInstanceId": "nobody"}, 422),
        ({"trainingExperimentId": "nobody"}, 422),
        ({"trainingExperimentRunId": "nobody"}, 422),
        ({"scoringTimeframe": "soon"}, 400),
        ({"scoringSchedule": {"cron": "nightly"}, "scoringDataSetId": "d1"}, 422),
        ({"scoringSchedule": NIGHTLY}, 400),
        ({"trainingSchedule": NIGHTLY}, 400),
    ],
)
def test_services_that_cannot_be_are_refused(
    platform: Platform, unscheduled: dict[str, str], change: dict[str, Any], status: int
) -> None:
    """A schedule needs a data set, from the service or its instance."""
    assert platform.post(SERVICES, json={"name": "S"} | unscheduled | change).status_code == status


@pytest.fixture(scope="module")
def unscheduled(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    experiment = sensei.toy_experiment(platform, tmp_path_factory.mktemp("toy"))
    run = sensei.run(platform, experiment)
    sensei.ended(platform, experiment, run)
    instance = platform.get(f"{EXPERIMENTS}/{experiment}").json()["mlInstanceId"]
    return {"mlInstanceId": instance, "trainingExperimentId": experiment, "trainingExperimentRunId": run}


def test_ids_of_a_service_stay(platform: Platform, unscheduled: dict[str, str]) -> None:
    """Changing one is refused; all services of an instance go at once."""
    made = make(platform, unscheduled)
    answer = platform.put(f"{SERVICES}/{made['id']}", json={"name": "S", "mlInstanceId": "other"})
    assert answer.status_code == 422
    listed = platform.get(f"{SERVICES}?property=mlInstanceId=={unscheduled['mlInstanceId']}").json()["children"]
    assert [one["id"] for one in listed] == [made["id"]]
    address = f"{SERVICES}?mlInstanceId={unscheduled['mlInstanceId']}"
    assert platform.delete(address).json()["detail"] == "MLServices deletion was successful"
    assert platform.delete(address).status_code == 404
