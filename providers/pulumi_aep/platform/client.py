"""HTTP to the Platform: one pooled session per process, tokens made at need, answers or errors, nothing else.

What is safe to send twice is sent again after 429 and 5xx; a POST whose fate is unknown is not: `Uncertain` tells
the caller to look first (the Platform knows no idempotency keys).
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter

from ..errors import AepError, Denied, Uncertain, Unreachable
from .cache import Shared
from .endpoint import Settings, Target, target
from .reply import Reply, explain, refusal

T = TypeVar("T")
SCOPE = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session"
TIMEOUT = (5.0, 120.0)  # seconds to connect, seconds without a byte
TRIES = 5
SILENT = 2  # tries of a call that gets no answer at all
AGAIN_S = 10.0  # seconds between two messages that differ only in their numbers
BROKEN = (
    requests.exceptions.ConnectionError,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ReadTimeout,
)
AGAIN = {429, 500, 502, 503, 504}
EARLY_S = 3600.0  # a token is renewed that long before it expires, or at half its life


class Client:
    """One credential at one Platform. Safe to use from several threads."""

    def __init__(self, found: Target, timeout: tuple[float, float] = TIMEOUT) -> None:
        self.target = found
        self._timeout = timeout
        self._session = requests.Session()
        self._session.mount("http://", HTTPAdapter(pool_maxsize=16))
        self._session.mount("https://", HTTPAdapter(pool_maxsize=16))
        self._session.trust_env = not found.embedded  # the emulator is never reached through a proxy
        self._lock = threading.Lock()
        self._token = found.access_token
        self._renew_at = float("inf") if found.access_token else 0.0
        self._tenant = ""
        self._tenant_lock = threading.Lock()
        self.looked_up = Shared()  # what there was before the first create
        self.seen = Shared()  # what is read; true until something is written

    # -- tokens -----------------------------------------------------------------------------------------------------
    def token(self) -> str:
        with self._lock:
            if time.monotonic() >= self._renew_at:
                self._token, life = self._mint()
                self._renew_at = time.monotonic() + max(life - EARLY_S, life / 2)
            return self._token

    def _mint(self) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.target.client_id,
            "client_secret": self.target.client_secret,
            "scope": SCOPE,
        }
        reply = self._call("POST", f"{self.target.ims}/ims/token/v3", idempotent=True, headers={}, data=form)
        if reply.status >= 300:
            raise Denied(
                f"IMS gave no token for client {self.target.client_id} ({reply.status} {explain(reply)[1]}); "
                "check aep:clientId and aep:clientSecret",
                status=reply.status,
            )
        body = reply.json()
        return str(body["access_token"]), float(body["expires_in"])

    def _forget_token(self, used: str) -> bool:
        """Whether a new one can be made in place of the token just refused."""
        if self.target.access_token:
            return False
        with self._lock:
            if self._token == used:
                self._renew_at = 0.0
        return True

    # -- calls ------------------------------------------------------------------------------------------------------
    def call(self, method: str, path: str, *, sandbox: str, headers: Mapping[str, str], **body: Any) -> Reply:
        """One call, with the four headers every API wants. Raises what errors.py lists for anything but 2xx."""
        renewed = False
        while True:
            token = self.token()
            common = {
                "Authorization": f"Bearer {token}",
                "x-api-key": self.target.client_id,
                "x-gw-ims-org-id": self.target.org,
            }
            if sandbox:
                common["x-sandbox-name"] = sandbox
            reply = self._call(
                method,
                self.target.platform + path,
                idempotent=method != "POST",
                headers={**common, **headers},
                **body,
            )
            if reply.status == 401 and not renewed and self._forget_token(token):
                renewed = True
                continue
            if reply.status >= 300:
                raise refusal(reply, self.target)
            return reply

    def _call(self, method: str, url: str, *, idempotent: bool, headers: Mapping[str, str], **body: Any) -> Reply:
        what = f"{method} {url.removeprefix(self.target.platform).split('?')[0]}"
        pause = 0.5
        for attempt in range(1, TRIES + 1):
            last = attempt == TRIES
            try:
                answer = self._session.request(
                    method, url, headers=dict(headers), timeout=self._timeout, allow_redirects=False, **body
                )
            except requests.exceptions.RequestException as error:
                self._broken(error, what, idempotent=idempotent, attempt=attempt)
            else:
                reply = Reply(answer.status_code, answer.headers, answer.content, what)
                if reply.status not in AGAIN or last:
                    return reply
                if not idempotent and reply.status != 429:
                    raise Uncertain(f"{what}: {reply.status} {explain(reply)[1]}; try again later")
                pause = max(pause, min(_retry_after(answer.headers), 60.0))
            time.sleep(pause)
            pause = min(pause * 2, 8.0)
        raise AssertionError("unreachable")

    def _broken(
        self, error: requests.exceptions.RequestException, what: str, *, idempotent: bool, attempt: int
    ) -> None:
        """Raise what a failed exchange means, or return if it may be tried again."""
        host = self.target.host
        if isinstance(error, requests.exceptions.ConnectTimeout):
            raise Unreachable(f"{host} did not answer within {self._timeout[0]:.0f} s; check aep:endpoint") from None
        if isinstance(error, requests.exceptions.SSLError):
            raise Unreachable(f"{host}: no secure connection ({error}); check aep:endpoint") from None
        if not isinstance(error, BROKEN):
            raise Unreachable(f"{what}: {error}; check aep:endpoint") from None
        if _never_sent(error):
            raise Unreachable(f"no connection to {host}; check aep:endpoint and the network") from None
        if not idempotent:
            raise Uncertain(f"{what}: the connection broke before the answer came; run it again") from None
        if isinstance(error, requests.exceptions.ReadTimeout) and attempt == SILENT:
            raise Unreachable(
                f"{what}: no answer within {self._timeout[1]:.0f} s, {SILENT} times; try again later"
            ) from None
        if attempt == TRIES:
            raise Unreachable(f"{what}: the connection broke {TRIES} times; try again later") from None

    def fetch(self, url: str) -> bytes:
        """What lies at an address of its own, such as a log: asked for with nothing of ours."""
        reply = self._call("GET", url, idempotent=True, headers={})
        if reply.status >= 300:
            raise refusal(reply, self.target)
        return reply.content

    def tenant(self) -> str:
        """The tenant's namespace without underscore: one call per process."""
        with self._tenant_lock:
            if not self._tenant:
                reply = self.call(
                    "GET",
                    "/data/foundation/schemaregistry/stats",
                    sandbox="",
                    headers={"Accept": "application/vnd.adobe.xed-id+json"},
                )
                self._tenant = str(reply.json()["tenantId"])
            return self._tenant


class SandboxApi:
    """The Platform as one resource sees it: its sandbox, its row for progress.

    `looking`: nothing is going to be written, so that every GET may be shared with whoever asks the same.
    `gone`: whether nobody waits for this any more; then nothing is written.
    """

    def __init__(
        self,
        client: Client,
        sandbox: str,
        progress: Callable[[str], None] = lambda _: None,
        *,
        looking: bool = False,
        gone: Callable[[], bool] = lambda: False,
    ) -> None:
        self.client = client
        self.sandbox = sandbox
        self.looking = looking
        self._gone = gone
        self._say = progress
        self._said = ("", 0.0)

    def within(self, sandbox: str) -> "SandboxApi":
        """The same Platform, seen from another sandbox."""
        return SandboxApi(self.client, sandbox, self._say, looking=self.looking)

    def progress(self, message: str) -> None:
        """Say how it goes: when something new is to be said, or when only the numbers in it changed, at times."""
        kind = re.sub(r"\d+", "#", message)
        now = time.monotonic()
        if kind != self._said[0] or now - self._said[1] > AGAIN_S:
            self._said = (kind, now)
            self._say(message)

    def get(self, path: str, *, params: Mapping[str, Any] | None = None, accept: str = "") -> Reply:
        headers = {"Accept": accept} if accept else {}

        def ask() -> Reply:
            return self.client.call("GET", path, sandbox=self.sandbox, headers=headers, params=params)

        return self.shared(f"GET {path} {accept} {params}", ask) if self.looking else ask()

    def shared(self, key: str, fetch: Callable[[], T]) -> T:
        """A create looks for what an earlier run left; what this run makes meanwhile need not be looked up again."""
        kept = self.client.seen if self.looking else self.client.looked_up
        return kept.get((self.sandbox, key), fetch)

    def forget(self) -> None:
        self.client.looked_up.forget()
        self.client.seen.forget()

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        content: bytes | None = None,
        media_type: str = "application/json",
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> Reply:
        sent: dict[str, Any] = {"params": params}
        extra = dict(headers or {})
        if files is not None:
            sent["files"] = files
        elif content is not None:
            sent["data"] = content
            extra["Content-Type"] = media_type
        elif body is not None:
            import json

            sent["data"] = json.dumps(body).encode()
            extra["Content-Type"] = media_type
        self.client.seen.forget()
        if self._gone():
            raise AepError("the pulumi command that started this has ended; nothing more is written")
        return self.client.call(method, path, sandbox=self.sandbox, headers=extra, **sent)

    def tenant(self) -> str:
        return self.client.tenant()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


def _never_sent(error: Exception) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")


def _retry_after(headers: Mapping[str, str]) -> float:
    try:
        return float(headers.get("Retry-After", 0))
    except ValueError:
        return 0.0


_clients: dict[Settings, Client] = {}
_lock = threading.Lock()


def client(found: Settings) -> Client:
    """The process's client for these settings (the sandbox is said with each call, so it doesn't matter here)."""
    from dataclasses import replace

    key = replace(found, sandbox="-") if found.sandbox else found
    with _lock:
        if key not in _clients:
            _clients[key] = Client(target(found))
        return _clients[key]
