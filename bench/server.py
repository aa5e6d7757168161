"""The emulator: its start, its reads and writes, its memory."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]

from .emulator import Emulator
from .figure import Figure, middle
from .plain import storage
from .plain.client import Client

_DATASETS = "/data/foundation/catalog/dataSets"
Send = Callable[[http.client.HTTPConnection], None]


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    times = 2 if quick else 5
    fresh = [_started(folder / f"fresh-{number}") for number in range(times)]
    how = f"command to ready file, median of {times}; aim: less than 1 s"
    yield Figure(name="emulator: start", value=middle([ready for ready, _ in fresh]), unit="s", how=how)
    how = f"command to first answer, median of {times}"
    yield Figure(name="emulator: first answer", value=middle([answer for _, answer in fresh]), unit="s", how=how)
    again = [_started(folder / "fresh-0")[0] for _ in range(times)]
    how = f"command to ready file on data that is there already, median of {times}"
    yield Figure(name="emulator: start again", value=middle(again), unit="s", how=how)
    with Emulator(folder / "served") as emulator:
        process = psutil.Process(emulator.process.pid)
        time.sleep(2)
        yield _memory("emulator: memory, idle", process, "resident, 2 s after its start")
        yield from _load(emulator, 1.0 if quick else 3.0)
        yield _memory("emulator: memory, after", process, "resident, after those reads and writes")


def _started(data: Path) -> tuple[float, float]:
    with Emulator(data) as emulator:
        return emulator.started, emulator.answered


def _memory(name: str, process: psutil.Process, how: str) -> Figure:
    return Figure(name=name, value=process.memory_info().rss / 2**20, unit="MiB", how=how)


def _load(emulator: Emulator, seconds: float) -> Iterator[Figure]:
    client = Client(emulator.ready, "prod")
    schema = storage.schema(client, "Bench", ["https://ns.adobe.com/xdm/context/profile"])
    dataset = storage.dataset(client, "Bench", schema, {})
    body = json.dumps(storage.dataset_body("Bench", schema, {}))
    headers = {**client.headers(), "Content-Type": "application/json"}

    def read(connection: http.client.HTTPConnection) -> None:
        _send(connection, "GET", f"{_DATASETS}/{dataset}", None, headers)

    def write(connection: http.client.HTTPConnection) -> None:
        _send(connection, "POST", _DATASETS, body, headers)

    for name, send, what in (("reads", read, "GET of a dataset by id"), ("writes", write, "POST of a dataset")):
        for connections in (1, 4):
            rate = _rate(emulator.ready["url"], send, connections, seconds)
            kept = "connection" if connections == 1 else "connections"
            how = f"{what}, {connections} {kept} kept open, for {seconds:.0f} s"
            yield Figure(name=f"emulator: {name}, {connections} at once", value=rate, unit="1/s", how=how)


def _send(
    connection: http.client.HTTPConnection, method: str, path: str, body: str | None, headers: dict[str, str]
) -> None:
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status < 300, answer.status


def _rate(url: str, send: Send, connections: int, seconds: float) -> float:
    """Answers per second, all connections together."""

    def work(_: int) -> int:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        send(connection)  # the first one connects
        end, done = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            send(connection)
            done += 1
        connection.close()
        return done

    with ThreadPoolExecutor(connections) as threads:
        return sum(threads.map(work, range(connections))) / seconds
