"""An emulator in a process of its own."""

import json
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from .calls import Calls, counted
from .place import beside_python
from .timed import Failed

_START_S = 60.0


class Emulator:
    """Serves the data folder from `with` to its end.

    `started` is how long it took until its ready file was there, `answered` until it had answered a call.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.ready_file = data.parent / f"{data.name}.ready.json"
        self.ready: dict[str, Any] = {}
        self.started = self.answered = 0.0
        self._session = requests.Session()
        self._session.trust_env = False

    def __enter__(self) -> Self:
        self.data.mkdir(parents=True, exist_ok=True)
        self._log = (self.data.parent / f"{self.data.name}.log").open("ab")
        words = ["serve", "--data", str(self.data), "--port", "0", "--ready-file", str(self.ready_file)]
        self.ready_file.unlink(missing_ok=True)
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [beside_python("aep-emulator"), *words], stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
        )
        while not self.ready_file.exists():
            if self.process.poll() is not None or time.perf_counter() - began > _START_S:
                self._end()
                raise Failed("the emulator did not start")
            time.sleep(0.002)
        self.started = time.perf_counter() - began
        self.ready = json.loads(self.ready_file.read_text())
        self._own("GET", "health")
        self.answered = time.perf_counter() - began
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def _end(self) -> None:
        """By its own process id."""
        self._session.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def _own(self, method: str, path: str, **more: Any) -> Any:
        answer = self._session.request(method, f"{self.ready['url']}/_emulator/{path}", timeout=60, **more)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def latency(self, seconds: float) -> None:
        """Every call takes that much longer from now on."""
        self._own("POST", "faults", json={"latency": seconds})

    def writes(self) -> int:
        """How many calls since then were no reads and no tokens; the count of calls begins anew."""
        found = self._own("GET", "journal")["calls"]
        self._own("DELETE", "journal")
        return sum(1 for call in found if call["method"] != "GET" and not call["path"].startswith("/ims"))

    def calls(self) -> Calls:
        """What was called since the last time this was asked."""
        found = self._own("GET", "journal")["calls"]
        self._own("DELETE", "journal")
        return counted((call["method"], call["path"]) for call in found)
