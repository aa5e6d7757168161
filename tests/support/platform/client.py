"""A client of the Platform that speaks to it as any program would: HTTP with a token and a sandbox."""

import copy
import itertools
import os
from collections.abc import Mapping
from typing import Any, Self

import requests

from tests.support.polling import until

SANDBOXES = "/data/foundation/sandbox-management/sandboxes"
SENSEI = "/data/sensei"
_NUMBERS = itertools.count(1)
_TIMEOUT_S = 120


class Client:
    """`client.get("/data/foundation/catalog/dataSets")` and so on, in one sandbox unless a call names another."""

    def __init__(self, ready: Mapping[str, Any], sandbox: str = "prod") -> None:
        """`ready` is what the emulator says of itself once it serves."""
        self.sandbox = sandbox
        self._session = requests.Session()
        self._session.trust_env = False
        self._line: dict[str, Any] = {}  # shared by the clients of all sandboxes, so that they reconnect together
        self.connect(ready)

    def connect(self, ready: Mapping[str, Any]) -> None:
        """To where the server is now, with a new token."""
        self._line |= ready
        fields = {name: ready[name] for name in ("client_id", "client_secret")}
        fields |= {"grant_type": "client_credentials", "scope": "openid,AdobeID"}
        answer = self._session.post(f"{self.url}/ims/token/v3", data=fields, timeout=_TIMEOUT_S)
        answer.raise_for_status()
        self._line["token"] = answer.json()["access_token"]

    def within(self, sandbox: str) -> Self:
        """The same client in another sandbox."""
        other = copy.copy(self)
        other.sandbox = sandbox
        return other

    # -- who and where ----------------------------------------------------------------------------------------------
    @property
    def url(self) -> str:
        return str(self._line["url"])

    @property
    def org(self) -> str:
        return str(self._line["org"])

    @property
    def tenant(self) -> str:
        return str(self._line["tenant"])

    @property
    def client_id(self) -> str:
        return str(self._line["client_id"])

    @property
    def token(self) -> str:
        return str(self._line["token"])

    def headers(self, sandbox: str | None = "") -> dict[str, str]:
        """Of a call to that sandbox; "" is the client's own, None is no sandbox."""
        found = {"Authorization": f"Bearer {self.token}", "x-api-key": self.client_id, "x-gw-ims-org-id": self.org}
        return found if sandbox is None else found | {"x-sandbox-name": sandbox or self.sandbox}

    # -- calls ------------------------------------------------------------------------------------------------------
    def call(
        self,
        method: str,
        path: str,
        *,
        sandbox: str | None = "",
        headers: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> requests.Response:
        url = path if path.startswith("http") else self.url + path
        own = self.headers(sandbox) | dict(headers or {})
        return self._session.request(method, url, headers=own, **{"timeout": _TIMEOUT_S, **rest})

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

    def good(self, method: str, path: str, **rest: Any) -> Any:
        """The answer's JSON, if it has any; the call must succeed."""
        answer = self.call(method, path, **rest)
        assert answer.ok, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None

    def json(self, path: str, **rest: Any) -> Any:
        """What a GET gives; it must be 200."""
        answer = self.call("GET", path, **rest)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refusal(self, method: str, path: str, **rest: Any) -> tuple[int, str]:
        """Status and sentence of a call that must fail."""
        answer = self.call(method, path, **rest)
        assert not answer.ok, answer.text
        body = answer.json()
        return answer.status_code, body.get("detail") or body.get("title") or body["message"]

    # -- what many tests ask ----------------------------------------------------------------------------------------
    def new_sandbox(self, name: str) -> None:
        """Another development sandbox, once it is active."""
        made = self.post(SANDBOXES, sandbox=None, json={"name": name, "title": name, "type": "development"})
        assert made.status_code == 202, made.text
        until(lambda: self.get(f"{SANDBOXES}/{name}", sandbox=None).json()["state"] == "active")

    def fresh_sandbox(self) -> str:
        """The name of a new development sandbox that nobody else uses."""
        name = f"dev-{next(_NUMBERS)}-{os.getpid()}"
        self.new_sandbox(name)
        return name

    def sensei(self, collection: str, *, sandbox: str = "") -> list[dict[str, Any]]:
        """Every document of a collection, in full, oldest first."""
        children = self.json(f"{SENSEI}/{collection}?limit=100", sandbox=sandbox)["children"]
        return [self.json(f"{SENSEI}/{collection}/{child['id']}", sandbox=sandbox) for child in children]

    def training_runs(self, *, sandbox: str = "") -> list[str]:
        """Ids of all runs of mode train, whatever became of their experiments."""
        experiments = [one["id"] for one in self.sensei("experiments", sandbox=sandbox)]
        pages = [self.json(f"{SENSEI}/experiments/{id}/runs?limit=100", sandbox=sandbox) for id in experiments]
        return sorted(run["id"] for page in pages for run in page["children"] if run["mode"] == "train")

    # -- the emulator's own controls --------------------------------------------------------------------------------
    def journal(self, *, since: int = 0) -> list[dict[str, Any]]:
        """Every call so far."""
        calls: list[dict[str, Any]] = self.json(f"/_emulator/journal?since={since}")["calls"]
        return calls

    def order_faults(self, *rules: Mapping[str, Any]) -> None:
        self.good("POST", "/_emulator/faults", json={"rules": list(rules)})

    def clear_faults(self) -> None:
        self.good("DELETE", "/_emulator/faults")
