"""An emulator and a sandbox, as tests use them: where they are, and methods to control them.

The methods make the calls under `/_emulator/` that docs/emulator.md describes.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from ..json_http import request_json

_MATCH, _WHEN = ("method", "path", "sandbox"), ("nth", "every", "times")
_SANDBOXES = "/data/foundation/sandbox-management/sandboxes"


@dataclass(frozen=True, kw_only=True)
class Emulator:
    """A server with its organisation and credential."""

    url: str
    org: str
    client_id: str
    client_secret: str = field(repr=False)
    tenant: str
    pid: int

    def control(self, method: str, call: str, body: Any = None) -> Any:
        """A call under `/_emulator/`."""
        return request_json(method, f"{self.url}/_emulator/{call}", body)

    def journal(self, since: int = 0) -> list[dict[str, Any]]:
        """The calls that were answered, oldest first."""
        calls: list[dict[str, Any]] = self.control("GET", f"journal?since={since}")["calls"]
        return calls

    def fault(self, **rule: Any) -> None:
        """Add a rule: `fault(path="/dataSets", nth=2, status=503)`.

        `method`, `path` and `sandbox` select calls, `nth`, `every` or `times` some of these; the rest is what happens.
        """
        parts: dict[str, Any] = {"match": {}, "then": {}}
        for key, value in rule.items():
            (parts["match"] if key in _MATCH else parts if key in _WHEN else parts["then"])[key] = value
        self.control("POST", "faults", parts)

    def faults(self) -> list[dict[str, Any]]:
        """The rules, each with how often it `matched` and `fired`."""
        rules: list[dict[str, Any]] = self.control("GET", "faults")["rules"]
        return rules

    def clear_faults(self) -> None:
        self.control("DELETE", "faults")

    def clock(self, *, advance: float = 0, freeze: bool | None = None) -> datetime:
        """The Platform's time, after moving it forward by so many seconds; what falls due is run."""
        body = {"advance": advance} | ({} if freeze is None else {"freeze": freeze})
        return datetime.fromisoformat(self.control("POST", "clock", body)["now"])

    def delays(self, **seconds: float) -> dict[str, float]:
        """Set the least time that asynchronous work takes: `sandbox`, `ingestion`, `segmentation`."""
        found: dict[str, float] = self.control("POST", "delays", seconds)
        return found

    def stats(self) -> dict[str, dict[str, int]]:
        """Numbers of documents, by sandbox and kind."""
        found: dict[str, dict[str, int]] = self.control("GET", "stats")["documents"]
        return found

    def snapshot(self, name: str) -> None:
        """Save all data, of every sandbox, under that name."""
        self.control("POST", "snapshot", {"name": name})

    def restore(self, name: str) -> None:
        """Restore that snapshot."""
        self.control("POST", "restore", {"name": name})

    def headers(self) -> dict[str, str]:
        """For calls to the Platform, with a new token, which expires after a day by the Platform's clock."""
        form = {"grant_type": "client_credentials", "client_id": self.client_id, "client_secret": self.client_secret}
        token = request_json("POST", f"{self.url}/ims/token/v3", urlencode({**form, "scope": "openid,AdobeID"}))[
            "access_token"
        ]
        return {"Authorization": f"Bearer {token}", "x-api-key": self.client_id, "x-gw-ims-org-id": self.org}

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the Platform, for example to see what a program has created; returns the response's JSON."""
        return request_json(method, self.url + path, body, self.headers())


@dataclass(frozen=True, kw_only=True)
class Sandbox(Emulator):
    """A sandbox that nothing else uses. Clock, snapshots and delays concern the whole emulator."""

    name: str
    since: int  # the last call in the journal before the test

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables for `pulumi_aep`, and so for the Pulumi command line, to work here and nowhere else."""
        return {
            "AEP_ENDPOINT": self.url,
            "AEP_IMS_ENDPOINT": self.url,
            "AEP_ORG_ID": self.org,
            "AEP_CLIENT_ID": self.client_id,
            "AEP_CLIENT_SECRET": self.client_secret,
            "AEP_ACCESS_TOKEN": "",  # a real token in the environment must not be sent here
            "AEP_SANDBOX": self.name,
        }

    def journal(self, since: int = 0) -> list[dict[str, Any]]:
        """The calls in this sandbox."""
        return [call for call in super().journal(max(since, self.since)) if call["sandbox"] == self.name]

    def fault(self, **rule: Any) -> None:
        """Only for calls in this sandbox, unless another is named."""
        super().fault(**{"sandbox": self.name, **rule})

    def headers(self) -> dict[str, str]:
        return super().headers() | {"x-sandbox-name": self.name}


def make_sandbox(emulator: Emulator, name: str) -> Sandbox:
    """Create one and wait until it is active."""
    last = emulator.control("GET", "journal")["last"]
    emulator.call("POST", _SANDBOXES, {"name": name, "title": name, "type": "development"})
    while emulator.call("GET", f"{_SANDBOXES}/{name}")["state"] != "active":
        time.sleep(0.01)
    known = {key: getattr(emulator, key) for key in Emulator.__dataclass_fields__}
    return Sandbox(**known, name=name, since=last)


def drop_sandbox(sandbox: Sandbox) -> None:
    """Delete it, and reset faults and delays for the next test. The clock goes on from where it is."""
    sandbox.clear_faults()
    sandbox.clock(freeze=False)
    sandbox.delays(sandbox=0, ingestion=0, segmentation=0)
    request_json("DELETE", f"{sandbox.url}{_SANDBOXES}/{sandbox.name}", None, sandbox.headers())
