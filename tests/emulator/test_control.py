"""The emulator's own calls: journal, faults, snapshots, and the same from the command line."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.support.platform.lake import XED_ID, Lake, lines
from tests.support.platform.server import Platform
from tests.support.polling import until
from tests.support.repository import ROOT

JOURNAL, FAULTS = "/_emulator/journal", "/_emulator/faults"
DATASETS = "/data/foundation/catalog/dataSets"
DEFINITIONS = "/data/core/ups/segment/definitions"
PLAIN = {
    "name": "anybody",
    "schema": {"name": "_xdm.context.profile"},
    "expression": {"type": "PQL", "format": "pql/text", "value": "a = 1"},
}


@pytest.fixture
def quiet(platform: Platform) -> Any:
    """Without faults before and after."""
    platform.delete(FAULTS)
    yield platform
    platform.delete(FAULTS)


def calls(platform: Platform, since: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = platform.get(f"{JOURNAL}?since={since}").json()["calls"]
    return found


def last(platform: Platform) -> int:
    return int(platform.get(JOURNAL).json()["last"])


def names(platform: Platform, sandbox: str) -> list[str]:
    return [each["name"] for each in platform.get(DEFINITIONS, sandbox=sandbox).json()["segments"]]


def test_calls_are_noted(quiet: Platform, sandbox: str) -> None:
    """What was asked, what came of it, and whether anything changed; not the emulator's own calls."""
    start = last(quiet)
    quiet.get(f"{DATASETS}?limit=3", sandbox=sandbox)
    quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN)
    quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN)
    quiet.post(f"{DEFINITIONS}/bulk-get", sandbox=sandbox, json={"ids": []})
    quiet.get("/_emulator/health")
    noted = calls(quiet, start)
    assert [(each["method"], each["path"], each["query"], each["status"], each["effect"]) for each in noted] == [
        ("GET", DATASETS, "limit=3", 200, False),
        ("POST", DEFINITIONS, "", 200, True),
        ("POST", DEFINITIONS, "", 422, False),
        ("POST", f"{DEFINITIONS}/bulk-get", "", 207, False),
    ]
    assert [each["seq"] for each in noted] == list(range(start + 1, start + 5))
    assert {each["sandbox"] for each in noted} == {sandbox}
    assert {each["fault"] for each in noted} == {""}
    assert calls(quiet, start + 3) == noted[3:]


def test_a_cleared_journal_counts_on(quiet: Platform) -> None:
    """So that `since` keeps its meaning."""
    quiet.get(DATASETS)
    before = last(quiet)
    assert quiet.delete(JOURNAL).status_code == 204
    assert quiet.get(JOURNAL).json() == {"last": before, "calls": []}
    quiet.get(DATASETS)
    assert [each["seq"] for each in calls(quiet, 0)] == [before + 1]
    assert quiet.get(f"{JOURNAL}?since=yesterday").status_code == 400


def test_the_nth_call_fails(quiet: Platform) -> None:
    """Only that one, and with what was ordered."""
    rule = {"match": {"method": "get", "path": "dataSets$"}, "nth": 2, "then": {"status": 429, "retryAfter": 7}}
    assert quiet.post(FAULTS, json=rule).status_code == 200
    answers = [quiet.get(DATASETS) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 429, 200]
    assert answers[1].headers["Retry-After"] == "7"
    assert answers[1].json() == {"error_code": "429050", "message": "Too many requests"}
    (shown,) = quiet.get(FAULTS).json()["rules"]
    assert (shown["matched"], shown["fired"]) == (3, 1)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_refusal_on_order(quiet: Platform, sandbox: str, status: int) -> None:
    """Nothing is done; without `retryAfter` no header says when to come again."""
    quiet.post(FAULTS, json={"match": {"sandbox": sandbox}, "times": 1, "then": {"status": status}})
    answer = quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN)
    assert (answer.status_code, "Retry-After" in answer.headers) == (status, False)
    assert set(answer.json()) == {"error_code", "message"}
    assert names(quiet, sandbox) == []


def test_every_so_manieth_and_so_many_times(quiet: Platform, sandbox: str) -> None:
    """Rules count by themselves; of two that fire the earlier one has it."""
    rules = [
        {"match": {"sandbox": sandbox}, "every": 2, "then": {"status": 503}},
        {"match": {"sandbox": sandbox}, "times": 3, "then": {"status": 500}},
    ]
    quiet.post(FAULTS, json={"rules": rules})
    assert [quiet.get(DATASETS, sandbox=sandbox).status_code for _ in range(5)] == [500, 503, 500, 503, 200]
    assert quiet.get(DATASETS).status_code == 200


def test_a_connection_cut_before_anything_is_done(quiet: Platform, sandbox: str) -> None:
    """The caller hears nothing, and nothing happened."""
    start = last(quiet)
    quiet.post(FAULTS, json={"match": {"method": "POST", "path": "definitions"}, "times": 1, "then": {"cut": "before"}})
    with pytest.raises(requests.ConnectionError):
        quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN)
    assert names(quiet, sandbox) == []
    first = calls(quiet, start)[0]
    assert (first["status"], first["effect"], first["fault"]) == (None, False, "cut")


def test_a_connection_cut_after_it_is_done(quiet: Platform, sandbox: str) -> None:
    """The caller hears nothing, and all of it happened."""
    start = last(quiet)
    quiet.post(FAULTS, json={"match": {"method": "POST", "path": "definitions"}, "times": 1, "then": {"cut": "after"}})
    with pytest.raises(requests.ConnectionError):
        quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN)
    assert names(quiet, sandbox) == ["anybody"]
    first = calls(quiet, start)[0]
    assert (first["status"], first["effect"], first["fault"]) == (None, True, "cut")


def fired(platform: Platform) -> int:
    return int(platform.get(FAULTS).json()["rules"][0]["fired"])


@pytest.mark.parametrize(("when", "there"), [("before", []), ("after", ["anybody"])])
def test_a_caller_that_hangs_and_is_killed(quiet: Platform, sandbox: str, when: str, there: list[str]) -> None:
    """Exactly before the call has its effect, or exactly after it; other calls go on meanwhile."""
    start = last(quiet)
    quiet.post(FAULTS, json={"match": {"method": "POST", "sandbox": sandbox}, "nth": 1, "then": {"hang": when}})
    words = ["import requests, sys", f"requests.post({quiet.url + DEFINITIONS!r}, headers={quiet.headers(sandbox)!r},"]
    caller = subprocess.Popen([sys.executable, "-c", "\n".join(words) + f"json={PLAIN!r})"], stderr=subprocess.DEVNULL)
    until(lambda: fired(quiet))
    assert names(quiet, sandbox) == there
    assert caller.poll() is None
    caller.kill()
    caller.wait()
    noted = calls(quiet, start)[0]
    assert (noted["status"], noted["effect"], noted["fault"]) == (None, when == "after", "hang")
    assert quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN | {"name": "next"}).status_code == 200
    assert sorted(names(quiet, sandbox)) == [*there, "next"]


def test_who_hangs_is_let_go_when_faults_are_cleared(quiet: Platform, sandbox: str) -> None:
    """With a closed connection; the next call is answered."""
    quiet.post(FAULTS, json={"match": {"sandbox": sandbox}, "then": {"hang": "before"}})
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(quiet.get, DATASETS, sandbox=sandbox) for _ in range(3)]
        until(lambda: fired(quiet) == 3)
        assert not any(each.done() for each in waiting)
        quiet.delete(FAULTS)
        assert {type(each.exception(timeout=10)) for each in waiting} == {requests.ConnectionError}
    assert quiet.get(DATASETS, sandbox=sandbox).status_code == 200


def test_a_server_stops_while_callers_hang(own_platform: Platform) -> None:
    """At once."""
    own_platform.post(FAULTS, json={"match": {"path": "dataSets"}, "then": {"hang": "after"}})
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(own_platform.get, DATASETS)
        until(lambda: fired(own_platform))
        began = time.monotonic()
        own_platform.server.stop()
        assert time.monotonic() - began < 3
        assert isinstance(waiting.exception(timeout=10), requests.ConnectionError)


def test_lists_that_lag_behind(quiet: Platform, sandbox: str) -> None:
    """What was made, changed or deleted of late is not to be seen in lists; by its id it is."""
    kept, gone = (
        quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN | {"name": name}).json()["id"] for name in ("kept", "gone")
    )
    time.sleep(0.6)
    quiet.patch(f"{DEFINITIONS}/{kept}", sandbox=sandbox, json=PLAIN | {"name": "renamed"})
    quiet.delete(f"{DEFINITIONS}/{gone}", sandbox=sandbox)
    made = quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN | {"name": "made"}).json()["id"]
    assert sorted(names(quiet, sandbox)) == ["made", "renamed"]
    quiet.post(FAULTS, json={"match": {"sandbox": sandbox}, "then": {"stale": 0.5}})
    assert sorted(names(quiet, sandbox)) == ["gone", "kept"]
    assert quiet.get(f"{DEFINITIONS}/{kept}", sandbox=sandbox).json()["name"] == "renamed"
    assert quiet.get(f"{DEFINITIONS}/{gone}", sandbox=sandbox).status_code == 404
    assert quiet.get(f"{DEFINITIONS}/{made}", sandbox=sandbox).status_code == 200
    assert quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN | {"name": "made"}).status_code == 422
    until(lambda: sorted(names(quiet, sandbox)) == ["made", "renamed"], seconds=2)


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/data/foundation/schemaregistry/tenant/fieldgroups", XED_ID),
        ("/data/foundation/schemaregistry/tenant/schemas", XED_ID),
        (DATASETS, "*/*"),
        ("/data/foundation/catalog/batches", "*/*"),
        ("/data/sensei/engines", "*/*"),
        ("/data/core/ups/config/schedules", "*/*"),
        ("/data/foundation/sandbox-management/sandboxes", "*/*"),
    ],
)
def test_lists_of_every_api_can_lag(quiet: Platform, lagging: Lake, path: str, accept: str) -> None:
    """Each shows what there is, and on order what there was."""
    before = lagging.call("GET", path, headers={"Accept": accept}).text
    quiet.post(FAULTS, json={"then": {"stale": 600}})
    after = lagging.call("GET", path, headers={"Accept": accept})
    assert after.status_code == 200, after.text
    assert len(after.text) < len(before)
    assert lagging.sandbox not in after.text
    assert "Lagging" not in after.text


@pytest.fixture(scope="module")
def lagging(platform: Platform) -> Lake:
    lake = Lake(platform, platform.fresh_sandbox())
    group = lake.group("Lagging people", {"personID": {"type": "string"}})
    lake.ingest(lake.dataset("Lagging", lake.schema("Lagging", group)), lines({}), externalId="Lagging")
    image = {"location": "hub.example/toy:1", "name": "toy"}
    engine = {"name": "Lagging", "type": "Python", "artifacts": {"default": {"image": image}}}
    lake.good("POST", "/data/sensei/engines", files={"engine": (None, json.dumps(engine))})
    schedule = {"name": "Lagging", "type": "batch_segmentation", "properties": {"segments": ["*"]}}
    lake.good("POST", "/data/core/ups/config/schedules", json=schedule)
    return lake


def test_an_answer_that_breaks_off(quiet: Platform, sandbox: str) -> None:
    """It was done; the JSON is only half of it."""
    quiet.post(FAULTS, json={"match": {"method": "POST"}, "nth": 1, "then": {"badJson": True}})
    answer = quiet.post(DEFINITIONS, sandbox=sandbox, json=PLAIN)
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        answer.json()
    assert names(quiet, sandbox) == ["anybody"]


def test_tokens_expire_on_order(own_platform: Platform) -> None:
    """All of them; a new one is good."""
    own_platform.post(FAULTS, json={"match": {"path": "dataSets"}, "nth": 2, "then": {"expireTokens": True}})
    assert [own_platform.get(DATASETS).status_code for _ in range(3)] == [200, 401, 401]
    own_platform.reconnect()
    assert own_platform.get(DATASETS).status_code == 200


def test_calls_take_longer_on_order(quiet: Platform) -> None:
    """All of them, or those of a rule."""
    quiet.post(FAULTS, json={"latency": 0.2})
    began = time.monotonic()
    assert quiet.get(DATASETS).status_code == 200
    assert time.monotonic() - began >= 0.2
    quiet.post(FAULTS, json={"latency": 0, "match": {"path": "definitions"}, "then": {"latency": 0.3}})
    assert quiet.get(FAULTS).json()["latency"] == 0
    began = time.monotonic()
    quiet.get(DEFINITIONS)
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([], "the body must be an object"),
        ({"latency": -1}, "latency must be a number of seconds"),
        ({"rules": 3}, "rules must be an array"),
        ({"nth": 1}, "then must be an object"),
        ({"then": {}}, "then says nothing that should go wrong"),
        ({"then": {"status": 418}}, "then.status cannot be 418"),
        ({"then": {"cut": "through"}}, "then.cut cannot be 'through'; it is before or after"),
        ({"then": {"explode": True}}, "then.explode is not known; there are: status, retryAfter"),
        ({"then": {"status": 500}, "nth": 0}, "rule.nth cannot be 0"),
        ({"then": {"status": 500}, "when": 1}, "rule.when is not known"),
        ({"then": {"status": 500}, "match": {"path": "("}}, "match.path cannot be '('"),
    ],
)
def test_a_rule_that_cannot_be_understood(quiet: Platform, body: Any, words: str) -> None:
    """Refused as a whole: nothing of it is ordered."""
    answer = quiet.post(FAULTS, json=body)
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert quiet.get(FAULTS).json() == {"latency": 0.0, "rules": []}


def test_all_data_kept_put_back_and_forgotten(own_platform: Platform) -> None:
    """Documents and files; the caller's token stays good."""
    own_platform.post(DEFINITIONS, json=PLAIN)
    assert own_platform.get("/_emulator/stats").json()["documents"]["prod"]["segment"] == 1
    assert own_platform.post("/_emulator/snapshot", json={"name": "one"}).status_code == 200
    file = own_platform.server.folder / "data" / "lake" / "later.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("not in the snapshot")
    own_platform.post(DEFINITIONS, json=PLAIN | {"name": "another"})
    assert own_platform.post("/_emulator/restore", json={"name": "one"}).status_code == 200
    assert names(own_platform, "prod") == ["anybody"]
    assert not file.exists()
    assert own_platform.post("/_emulator/reset").json() == {"sandboxes": ["prod"]}
    assert names(own_platform, "prod") == []
    assert own_platform.get("/_emulator/snapshots").json() == {"snapshots": ["one"]}
    own_platform.server.kill()
    own_platform.server.start()
    own_platform.reconnect()
    own_platform.post("/_emulator/restore", json={"name": "one"})
    assert names(own_platform, "prod") == ["anybody"]
    assert own_platform.post("/_emulator/restore", json={"name": "two"}).status_code == 404
    assert own_platform.post("/_emulator/snapshot", json={"name": "../x"}).status_code == 400


def test_delays_are_shown_and_set(own_platform: Platform) -> None:
    """Only those that there are."""
    assert own_platform.get("/_emulator/delays").json()["segmentation"] == 0
    assert own_platform.post("/_emulator/delays", json={"sandbox": 0}).json()["sandbox"] == 0
    refused: list[Any] = [[], {"lunch": 1}, {"sandbox": "long"}, {"sandbox": -1}]
    for wrong in refused:
        assert own_platform.post("/_emulator/delays", json=wrong).status_code == 400


def run(platform: Platform, verb: str, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, [str(ROOT / "emulator"), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-c", "from aep_emulator.cli import main; main()"]
    return subprocess.run(
        [*command, verb, "--data", str(platform.server.folder / "data"), *words],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_same_from_the_command_line(own_platform: Platform) -> None:
    """JSON, but for the journal, which is lines."""
    rule = json.dumps({"match": {"path": "dataSets"}, "then": {"status": 502}})
    assert json.loads(run(own_platform, "faults", "--add", rule, "--latency", "0.01").stdout)["latency"] == 0.01
    assert own_platform.get(DATASETS).status_code == 502
    assert json.loads(run(own_platform, "faults", "--clear").stdout) == {"latency": 0.0, "rules": []}
    own_platform.post(DEFINITIONS, json=PLAIN)
    lines = run(own_platform, "journal", "--since", "1").stdout.splitlines()
    assert [line.split()[2:] for line in lines] == [
        ["502", "GET", DATASETS, "[prod]", "[status]"],
        ["200*", "POST", DEFINITIONS, "[prod]"],
    ]
    assert json.loads(run(own_platform, "stats").stdout)["documents"]["prod"]["segment"] == 1
    before = json.loads(run(own_platform, "clock").stdout)["now"]
    after = json.loads(run(own_platform, "clock", "--advance", "86400").stdout)["now"]
    assert after[:10] > before[:10]
    refused = run(own_platform, "restore", "none")
    assert (refused.returncode, refused.stderr) == (1, "aep-emulator: there is no snapshot none\n")
    own_platform.server.stop()
    stopped = run(own_platform, "stats")
    assert stopped.returncode == 1
    assert "no server runs on" in stopped.stderr
