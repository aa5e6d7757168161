"""Reads and writes per second, by a client that costs next to nothing."""

import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from .emulator import Emulator
from .figure import Figure
from .plain import storage
from .plain.client import Client
from .plain.luma import SANDBOXES
from .timed import Failed

_DATASETS = "/data/foundation/catalog/dataSets"
_CROWD = 1000


class Target:
    """A new sandbox with one dataset, to be read, and to get more of its kind."""

    def __init__(self, emulator: Emulator, sandbox: str) -> None:
        client = Client(emulator.ready, sandbox)
        client.post(SANDBOXES, {"name": sandbox, "title": sandbox, "type": "development"})
        client.until(f"{SANDBOXES}/{sandbox}", lambda doc: doc["state"] == "active" or None)
        schema = storage.schema(client, "Bench", ["https://ns.adobe.com/xdm/context/profile"])
        self._dataset = storage.dataset(client, "Bench", schema, {})
        self._body = json.dumps(storage.dataset_body("Bench", schema, {}))
        self._headers = {**client.headers(), "Content-Type": "application/json"}
        self._host = urlsplit(client.url).netloc

    def reads(self, number: int, *, connections: int) -> float:
        return self._rate("GET", f"{_DATASETS}/{self._dataset}", None, number, connections)

    def writes(self, number: int, *, connections: int) -> float:
        return self._rate("POST", _DATASETS, self._body, number, connections)

    def _rate(self, method: str, path: str, body: str | None, number: int, connections: int) -> float:
        """Answers per second, all connections together; each is opened once."""

        def work(_: int) -> None:
            connection = http.client.HTTPConnection(self._host, timeout=60)
            for _ in range(number // connections):
                connection.request(method, path, body=body, headers=self._headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status >= 300:
                    raise Failed(f"{method} {path}: {answer.status}")
            connection.close()

        began = time.perf_counter()
        with ThreadPoolExecutor(connections) as threads:
            list(threads.map(work, range(connections)))
        return number / (time.perf_counter() - began)


def figures(emulator: Emulator, number: int) -> Iterator[Figure]:
    for connections in (1, 4):
        target, at_once = Target(emulator, f"load-{connections}"), f"{connections} at once"
        rate, many = target.reads(4 * number, connections=connections), 4 * number
        how = f"{many:,} times GET of a dataset by id, over {connections} kept connection(s)"
        yield Figure(name=f"emulator: reads, {at_once}", value=rate, unit="1/s", how=how)
        rate = target.writes(number, connections=connections)
        how = f"{number} times POST of a dataset into an empty sandbox, over {connections} kept connection(s)"
        yield Figure(name=f"emulator: writes, {at_once}", value=rate, unit="1/s", how=how)
    target.writes(_CROWD - number, connections=4)
    rate = target.writes(100, connections=1)
    how = f"100 times POST of a dataset into a sandbox with {_CROWD:,}, over 1 kept connection(s)"
    yield Figure(name="emulator: writes, crowded", value=rate, unit="1/s", how=how)
