"""A server killed at any moment: what it acknowledged is there when it is back, and nothing is torn."""

import contextlib
import functools
import hashlib
import itertools
import json
import random
import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import requests

from tests.support.platform.server import Platform
from tests.support.platform.shop import CATALOG, IMPORT, PROFILE, UPS, dataset, person, schema, tenant
from tests.support.polling import until

DEFINITIONS = f"{UPS}/segment/definitions"


class Client:
    """Writes in several threads until nobody answers, and knows what was acknowledged."""

    def __init__(self, platform: Platform, people: str) -> None:
        self.platform = platform
        self.people = people
        self.known: dict[str, list[Any]] = defaultdict(list)
        self._numbers = itertools.count(1)
        self._session = threading.local()

    def call(self, method: str, path: str, **rest: Any) -> Any:
        """With a mark by which the journal is asked for it."""
        session = getattr(self._session, "own", None) or requests.Session()
        session.trust_env = False
        self._session.own = session
        mark = f"mark={next(self._numbers)}"
        path += ("&" if "?" in path else "?") + mark
        headers = self.platform.headers() | rest.pop("headers", {})
        answer = session.request(method, self.platform.url + path, headers=headers, timeout=20, **rest)
        assert answer.ok, answer.text
        if not path.startswith("/_emulator"):
            self.known["calls"].append(mark)
        return answer.json() if answer.content else None

    def segments(self) -> None:
        name = f"segment {next(self._numbers)}"
        rule = {"type": "PQL", "format": "pql/text", "value": f"{tenant(self.platform)}.score > 1"}
        self.call("POST", DEFINITIONS, json={"name": name, "schema": {"name": PROFILE}, "expression": rule})
        self.known["segments"].append(name)

    def batches(self) -> None:
        who = f"person-{next(self._numbers)}"
        body = {"datasetId": self.people, "inputFormat": {"format": "json"}}
        batch = self.call("POST", f"{IMPORT}/batches", json=body)["id"]
        place = f"{IMPORT}/batches/{batch}/datasets/{self.people}/files/rows.json"
        row = json.dumps(person(self.platform, who)).encode()
        self.call("PUT", place, data=row, headers={"Content-Type": "application/octet-stream"})
        self.call("POST", f"{IMPORT}/batches/{batch}?action=COMPLETE")
        self.known["batches"].append((batch, who))

    def orders(self) -> None:
        path = f"/never/{next(self._numbers)}"
        self.call("POST", "/_emulator/faults", json={"match": {"path": path}, "then": {"status": 503}})
        self.known["faults"].append(path)
        self.known["times"].append(self.call("POST", "/_emulator/clock", json={"advance": 1})["now"])

    def blobs(self) -> None:
        content = random.randbytes(200_000)
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        credential = self.platform.get("/data/sensei/engines/dockerRegistry").json()
        login = (credential["username"], credential["password"])
        url = f"{self.platform.url}/v2/kept/blobs/uploads/?digest={digest}"
        assert requests.post(url, data=content, auth=login, timeout=20).status_code == 201
        self.known["blobs"].append((digest, login))

    def write_until_killed(self, seconds: float) -> None:
        def go(write: Callable[[], None]) -> None:
            while True:
                try:
                    write()
                except requests.RequestException:  # nobody answers any more
                    return

        threads = [
            threading.Thread(target=go, args=(write,))
            for write in (self.segments, self.segments, self.batches, self.batches, self.orders, self.blobs)
        ]
        for each in threads:
            each.start()
        threads[0].join(seconds)
        self.platform.server.kill()
        for each in threads:
            each.join(20)
            assert not each.is_alive()


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_acknowledged_is_there(own_platform: Platform, seed: int) -> None:
    """After each of several kills at moments of chance, on one folder."""
    people = dataset(own_platform, "prod", "People", schema(own_platform, "prod", "People"))
    client, moments = Client(own_platform, people), random.Random(seed)
    for _ in range(3):
        client.write_until_killed(moments.uniform(0.1, 0.9))
        own_platform.server.start()
        own_platform.reconnect()
        check(own_platform, client.known)
    assert all(client.known[kind] for kind in ("segments", "batches", "faults", "blobs"))


def test_what_was_ordered_stands(own_platform: Platform) -> None:
    """Clock, delays, faults with what they counted, the journal."""
    rule = {"match": {"path": "dataSets"}, "nth": 3, "then": {"status": 503}}
    own_platform.post("/_emulator/faults", json={"latency": 0.01, "rules": [rule]})
    assert own_platform.get(f"{CATALOG}/dataSets").status_code == 200
    own_platform.post("/_emulator/delays", json={"segmentation": 1.5})
    frozen = own_platform.post("/_emulator/clock", json={"advance": 3600, "freeze": True}).json()
    last = own_platform.get("/_emulator/journal").json()
    own_platform.server.kill()
    own_platform.server.start()
    assert requests.get(f"{own_platform.server.ready['url']}/_emulator/journal", timeout=20).json() == last
    own_platform.reconnect()
    assert own_platform.get("/_emulator/clock").json() == frozen
    assert own_platform.get("/_emulator/delays").json()["segmentation"] == 1.5
    assert own_platform.get("/_emulator/faults").json() == {
        "latency": 0.01,
        "rules": [rule | {"matched": 1, "fired": 0}],
    }
    answers = [own_platform.get(f"{CATALOG}/dataSets").status_code for _ in range(3)]
    assert answers == [200, 503, 200]


def test_a_restore_is_whole(own_platform: Platform) -> None:
    """Killed in the midst of it, the next server ends it: files and documents are of one time."""
    files = own_platform.server.folder / "data" / "lake" / "files"
    files.mkdir(parents=True)
    for number in range(300):
        (files / str(number)).write_text("kept")
    own_platform.post("/_emulator/snapshot", json={"name": "kept"})
    dataset(own_platform, "prod", "Later", schema(own_platform, "prod", "Later"))
    (files / "later").touch()
    asked = threading.Thread(target=restore, args=(own_platform.url,))
    asked.start()
    until(lambda: not (files / "later").exists())
    own_platform.server.kill()
    asked.join()
    own_platform.server.start()
    own_platform.reconnect()
    assert own_platform.get(f"{CATALOG}/dataSets").json() == {}
    assert len(list(files.iterdir())) == 300


def restore(url: str) -> None:
    with contextlib.suppress(requests.ConnectionError):  # it is killed meanwhile
        requests.post(f"{url}/_emulator/restore", json={"name": "kept"}, timeout=20)


def test_a_batch_that_came_in_just_before_reaches_profile(own_platform: Platform) -> None:
    """All of its rows, though the server was killed between taking it in and telling Profile."""
    people = dataset(own_platform, "prod", "People", schema(own_platform, "prod", "People"))
    batch = send(own_platform, people, [person(own_platform, f"person-{number}") for number in range(5_000)])
    until(lambda: status(own_platform, batch) == "success")
    own_platform.server.kill()
    own_platform.server.start()
    own_platform.reconnect()
    until(lambda: entity(own_platform, "person-4999").ok)
    assert entity(own_platform, "person-0").ok


def send(platform: Platform, dataset: str, rows: list[dict[str, Any]]) -> str:
    """A batch, up to COMPLETE."""
    body = {"datasetId": dataset, "inputFormat": {"format": "json"}}
    batch = str(platform.post(f"{IMPORT}/batches", json=body).json()["id"])
    place = f"{IMPORT}/batches/{batch}/datasets/{dataset}/files/rows.json"
    content = "\n".join(json.dumps(row) for row in rows)
    assert platform.put(place, data=content, headers={"Content-Type": "application/octet-stream"}).ok
    assert platform.post(f"{IMPORT}/batches/{batch}?action=COMPLETE").ok
    return batch


def check(platform: Platform, known: dict[str, list[Any]]) -> None:
    now = platform.get("/_emulator/clock").json()["now"]
    assert all(datetime.fromisoformat(now) >= datetime.fromisoformat(at) for at in known["times"])
    rules = [rule["match"]["path"] for rule in platform.get("/_emulator/faults").json()["rules"]]
    assert set(known["faults"]) <= set(rules)
    assert sorted(set(rules)) == sorted(rules)
    noted = {call["query"].rpartition("&")[2] for call in platform.get("/_emulator/journal").json()["calls"]}
    assert set(known["calls"]) <= noted
    segments = pages(platform, DEFINITIONS, "segments")
    assert set(known["segments"]) <= set(segments)
    assert len(set(segments)) == len(segments)
    for digest, login in known["blobs"]:
        content = requests.get(f"{platform.url}/v2/kept/blobs/{digest}", auth=login, timeout=20).content
        assert hashlib.sha256(content).hexdigest() == digest.removeprefix("sha256:")
    for batch, who in known["batches"]:
        until(functools.partial(_taken_in, platform, batch, who))


def _taken_in(platform: Platform, batch: str, who: str) -> bool:
    return status(platform, batch) == "success" and bool(entity(platform, who).ok)


def status(platform: Platform, batch: str) -> str:
    return str(platform.get(f"{CATALOG}/batches/{batch}").json()[batch]["status"])


def entity(platform: Platform, who: str) -> requests.Response:
    return platform.get(f"{UPS}/access/entities?schema.name={PROFILE}&entityId={who}&entityIdNS=CRM")


def pages(platform: Platform, path: str, name: str) -> list[str]:
    found: list[str] = []
    while True:
        page = platform.get(f"{path}?limit=100&start={len(found)}").json()[name]
        found += [each["name"] for each in page]
        if len(page) < 100:
            return found
