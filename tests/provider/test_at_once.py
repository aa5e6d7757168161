"""As many calls to the Platform at once as the engine asks for: Pulumi's server alone serves four."""

import http.server
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import pytest
import requests

from tests.support.engine.provider_process import ProviderProcess, environment

NUMBER = 16


class Gate(http.server.BaseHTTPRequestHandler):
    """Hands requests on to the emulator, field groups to be made only once `NUMBER` of them are there together."""

    protocol_version = "HTTP/1.1"
    target: ClassVar[str]
    together: ClassVar[threading.Barrier]

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.command == "POST" and self.path.endswith("/fieldgroups"):
            try:
                self.together.wait()
            except threading.BrokenBarrierError:
                self.send_error(418, "not together")
                return
        own = {"host", "content-length", "connection", "accept-encoding"}
        headers = {key: value for key, value in self.headers.items() if key.lower() not in own}
        answer = requests.request(self.command, self.target + self.path, data=body, headers=headers, timeout=60)
        self.send_response_only(answer.status_code)
        for key in {"Content-Type", "Location", "ETag"} & set(answer.headers):
            self.send_header(key, answer.headers[key])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = _hand_on  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing: the names and sizes are the test's own."""


def group(number: int) -> dict[str, Any]:
    fields = {"a": {"type": "string"}}
    return {
        "title": f"Together {number}",
        "extends": ["profile"],
        "fields": fields,
        "__stamp": f"luma/dev/together-{number}",
    }


@pytest.fixture
def ready(provider: ProviderProcess, folder: Path) -> dict[str, str]:
    """The embedded emulator, started by a first call."""
    provider.create(provider.check("FieldGroup", group(NUMBER))[0])
    found: dict[str, str] = json.loads((folder / ".aep" / "emulator" / "emulator.json").read_text())
    return found


@pytest.fixture
def gate(ready: dict[str, str]) -> Iterator[str]:
    Gate.target, Gate.together = ready["url"], threading.Barrier(NUMBER, timeout=30)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gate) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def through_gate(gate: str, ready: dict[str, str], folder: Path) -> Iterator[ProviderProcess]:
    names = {"AEP_ENDPOINT": gate, "AEP_IMS_ENDPOINT": gate, "AEP_ORG_ID": ready["org"]}
    names |= {"AEP_CLIENT_ID": ready["client_id"], "AEP_CLIENT_SECRET": ready["client_secret"]}
    process = ProviderProcess(folder=folder, environment=environment(folder, **names))
    yield process
    process.stop()


def test_creates_are_at_the_platform_together(through_gate: ProviderProcess) -> None:
    def create(number: int) -> str:
        inputs, problems = through_gate.check("FieldGroup", group(number))
        assert problems == []
        return through_gate.create(inputs)[0]

    with ThreadPoolExecutor(NUMBER) as pool:
        made = list(pool.map(create, range(NUMBER)))
    assert len(set(made)) == NUMBER
