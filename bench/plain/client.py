"""Calls with a token; each is noted."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter

from ..timed import Failed

THREADS = 4
_PAUSE_S = 0.25  # between two looks at what goes on
_LONGEST_S = 240.0
_HEADERS = ("Authorization", "x-api-key", "x-gw-ims-org-id", "x-sandbox-name")
T = TypeVar("T")
R = TypeVar("R")


class Client:
    """`ready` is what the Platform says of itself."""

    def __init__(self, ready: dict[str, Any], sandbox: str) -> None:
        self.url, self.tenant, self.sandbox = ready["url"], f"_{ready['tenant']}", sandbox
        self.calls: list[tuple[str, str]] = []  # method and path
        self.threads = ThreadPoolExecutor(THREADS)
        self._lock = threading.Lock()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("http://", HTTPAdapter(pool_maxsize=THREADS))
        form = {"grant_type": "client_credentials", "scope": "openid,AdobeID"}
        form |= {name: ready[name] for name in ("client_id", "client_secret")}
        token = self.call("POST", "/ims/token/v3", data=form).json()["access_token"]
        self._session.headers.update(
            {
                "Authorization": f"Bearer {token}",
                "x-api-key": ready["client_id"],
                "x-gw-ims-org-id": ready["org"],
                "x-sandbox-name": sandbox,
            }
        )

    def headers(self) -> dict[str, str]:
        return {name: str(self._session.headers[name]) for name in _HEADERS}

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        with self._lock:
            self.calls.append((method, path.partition("?")[0]))
        answer = self._session.request(method, self.url + path, timeout=120, **more)
        if answer.status_code >= 300:
            raise Failed(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer

    def get(self, path: str, **more: Any) -> Any:
        return self.call("GET", path, **more).json()

    def post(self, path: str, body: Any, **more: Any) -> Any:
        return self.call("POST", path, json=body, **more).json()

    def delete(self, path: str) -> None:
        self.call("DELETE", path)

    def at_once(self, action: Callable[[T], R], items: Iterable[T]) -> list[R]:
        return list(self.threads.map(action, items))

    def until(self, path: str, look: Callable[[Any], R | None]) -> R:
        """Ask again and again until `look` finds what it wants in the answer."""
        end = time.monotonic() + _LONGEST_S
        while time.monotonic() < end:
            found = look(self.get(path))
            if found is not None:
                return found
            time.sleep(_PAUSE_S)
        raise Failed(f"GET {path}: not within {_LONGEST_S:.0f} s")
