"""A real emulator in a process of its own, and a client that speaks to it as any program would."""

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

REPO = Path(__file__).resolve().parents[2]
LUMA = REPO.parent / "shared" / "platform" / "data" / "luma" / "luma_post.reduced.snappy.parquet"
_COMMAND = "from aep_emulator.cli import main; main()"
_NUMBERS = itertools.count(1)


def until(look: Callable[[], Any], *, seconds: float = 20.0) -> Any:
    """Look again and again until it is something; fails after that many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")


class Server:
    """The server process of one data folder: start, kill, stop. `options` are those of `serve`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.options = options
        self.ready: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        path = os.pathsep.join(filter(None, [str(REPO / "emulator"), os.environ.get("PYTHONPATH")]))
        arguments = ["serve", "--data", str(self.folder / "data"), "--ready-file", str(self.folder / "ready.json")]
        (self.folder / "ready.json").unlink(missing_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _COMMAND, *arguments, *self.options],
                env=os.environ | {"PYTHONPATH": path},
                stdout=log,
                stderr=log,
            )
        self.ready = until(self._ready)

    def _ready(self) -> dict[str, Any] | None:
        assert self._process
        if self._process.poll() is not None:
            raise AssertionError((self.folder / "server.log").read_text())
        file = self.folder / "ready.json"
        if not file.exists():
            return None
        found: dict[str, Any] = json.loads(file.read_text())
        return found

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(20)

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process
        self._process.kill()
        self._process.wait(20)


class Platform:
    """A client with a token: `platform.get("/data/foundation/catalog/dataSets")` and so on."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._session = requests.Session()
        self._session.trust_env = False
        self.connect()

    def connect(self) -> None:
        """Ask the server where it is now, and for a token."""
        self.url = self.server.ready["url"]
        self.org = self.server.ready["org"]
        self.tenant = self.server.ready["tenant"]
        self.client_id = self.server.ready["client_id"]
        fields = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.server.ready["client_secret"],
            "scope": "openid,AdobeID",
        }
        answer = self._session.post(f"{self.url}/ims/token/v3", data=fields)
        answer.raise_for_status()
        self.token: str = answer.json()["access_token"]

    def headers(self, sandbox: str | None = "prod") -> dict[str, str]:
        found = {
            "Authorization": f"Bearer {self.token}",
            "x-api-key": self.client_id,
            "x-gw-ims-org-id": self.org,
        }
        return found | ({"x-sandbox-name": sandbox} if sandbox else {})

    def call(
        self,
        method: str,
        path: str,
        *,
        sandbox: str | None = "prod",
        headers: dict[str, str] | None = None,
        **rest: Any,
    ) -> requests.Response:
        url = path if path.startswith("http") else self.url + path
        return self._session.request(method, url, headers=self.headers(sandbox) | (headers or {}), **rest)

    def get(self, path: str, **rest: Any) -> requests.Response:
        return self.call("GET", path, **rest)

    def head(self, path: str, **rest: Any) -> requests.Response:
        return self.call("HEAD", path, **rest)

    def post(self, path: str, **rest: Any) -> requests.Response:
        return self.call("POST", path, **rest)

    def put(self, path: str, **rest: Any) -> requests.Response:
        return self.call("PUT", path, **rest)

    def patch(self, path: str, **rest: Any) -> requests.Response:
        return self.call("PATCH", path, **rest)

    def delete(self, path: str, **rest: Any) -> requests.Response:
        return self.call("DELETE", path, **rest)

    def fresh_sandbox(self) -> str:
        """The name of a new development sandbox that is active."""
        name = f"dev-{next(_NUMBERS)}-{os.getpid()}"
        base = "/data/foundation/sandbox-management/sandboxes"
        made = self.post(base, sandbox=None, json={"name": name, "title": name, "type": "development"})
        assert made.status_code == 202, made.text
        until(lambda: self.get(f"{base}/{name}", sandbox=None).json()["state"] == "active")
        return name
