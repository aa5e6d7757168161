"""The HTTP client of the Platform: one connection pool per process, access tokens, retries, errors.

Idempotent requests are retried after 429 and 5xx. A POST whose outcome is unknown is not: `Uncertain` tells the
caller to look first, because the Platform has no idempotency keys.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter

from ..errors import AepError, Denied, Uncertain, Unreachable
from .cache import Cache
from .endpoint import Settings, Target, resolve_target
from .no_waiting import waiting_ended
from .parallel import AT_ONCE
from .response import HttpResponse, error_for, parse_error

T = TypeVar("T")
SCOPE = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session"
TIMEOUT = (5.0, 120.0)  # seconds to connect, seconds between two bytes
TRIES = 5
TIMEOUT_TRIES = 2  # of a request that gets no response at all
REPEAT_S = 10.0  # seconds between two progress messages that differ only in their numbers
CONNECTION_BROKEN = (
    requests.exceptions.ConnectionError,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ReadTimeout,
)
RETRYABLE = {429, 500, 502, 503, 504}
RENEW_EARLY_S = 3600.0  # a token is renewed that long before it expires, or halfway if it is short-lived


class Client:
    """One credential at one Platform. Thread-safe."""

    def __init__(self, target: Target, timeout: tuple[float, float] = TIMEOUT) -> None:
        self.target = target
        self._timeout = timeout
        self._session = requests.Session()
        self._session.mount("http://", HTTPAdapter(pool_maxsize=AT_ONCE))
        self._session.mount("https://", HTTPAdapter(pool_maxsize=AT_ONCE))
        self._session.trust_env = not target.embedded  # the emulator is never reached through a proxy
        self._lock = threading.Lock()
        self._token = target.access_token
        self._renew_at = float("inf") if target.access_token else 0.0
        self._tenant = ""
        self._tenant_lock = threading.Lock()
        self.before_create = Cache()  # what existed before this process created anything
        self.reads = Cache()  # valid until something is written

    # -- tokens -----------------------------------------------------------------------------------------------------
    def token(self) -> str:
        with self._lock:
            if time.monotonic() >= self._renew_at:
                self._token, life = self._mint()
                self._renew_at = time.monotonic() + max(life - RENEW_EARLY_S, life / 2)
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
                f"IMS gave no token for client {self.target.client_id} ({reply.status} {parse_error(reply)[1]}); "
                "check aep:clientId and aep:clientSecret",
                status=reply.status,
            )
        body = reply.json()
        return str(body["access_token"]), float(body["expires_in"])

    def _discard_token(self, used: str) -> bool:
        """Whether a new token can replace the one just refused."""
        if self.target.access_token:
            return False
        with self._lock:
            if self._token == used:
                self._renew_at = 0.0
        return True

    # -- calls ------------------------------------------------------------------------------------------------------
    def call(self, method: str, path: str, *, sandbox: str, headers: Mapping[str, str], **body: Any) -> HttpResponse:
        """One call, with the headers that every API requires. Raises an error of errors.py for any status but 2xx."""
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
            if reply.status == 401 and not renewed and self._discard_token(token):
                renewed = True
                continue
            if reply.status >= 300:
                raise error_for(reply, self.target)
            return reply

    def _call(
        self, method: str, url: str, *, idempotent: bool, headers: Mapping[str, str], **body: Any
    ) -> HttpResponse:
        what = f"{method} {url.removeprefix(self.target.platform).split('?')[0]}"
        pause = 0.5
        for attempt in range(1, TRIES + 1):
            last = attempt == TRIES
            try:
                response = self._session.request(
                    method, url, headers=dict(headers), timeout=self._timeout, allow_redirects=False, **body
                )
            except requests.exceptions.RequestException as error:
                self._handle_failure(error, what, idempotent=idempotent, attempt=attempt)
            else:
                reply = HttpResponse(response.status_code, response.headers, response.content, what)
                if reply.status not in RETRYABLE or last:
                    return reply
                if not idempotent and reply.status != 429:
                    raise Uncertain(f"{what}: {reply.status} {parse_error(reply)[1]}; try again later")
                pause = max(pause, min(_retry_after(response.headers), 60.0))
            time.sleep(pause)
            pause = min(pause * 2, 8.0)
        raise AssertionError("unreachable")

    def _handle_failure(
        self, error: requests.exceptions.RequestException, what: str, *, idempotent: bool, attempt: int
    ) -> None:
        """Raises the error that a failed exchange means; returns if the request may be retried."""
        host = self.target.host
        if isinstance(error, requests.exceptions.ConnectTimeout):
            raise Unreachable(f"{host} did not answer within {self._timeout[0]:.0f} s; check aep:endpoint") from None
        if isinstance(error, requests.exceptions.SSLError):
            raise Unreachable(f"{host}: no secure connection ({error}); check aep:endpoint") from None
        if not isinstance(error, CONNECTION_BROKEN):
            raise Unreachable(f"{what}: {error}; check aep:endpoint") from None
        if _was_never_sent(error):
            raise Unreachable(f"no connection to {host}; check aep:endpoint and the network") from None
        if not idempotent:
            raise Uncertain(f"{what}: the connection broke before the answer came; run it again") from None
        if isinstance(error, requests.exceptions.ReadTimeout) and attempt == TIMEOUT_TRIES:
            raise Unreachable(
                f"{what}: no answer within {self._timeout[1]:.0f} s, {TIMEOUT_TRIES} times; try again later"
            ) from None
        if attempt == TRIES:
            raise Unreachable(f"{what}: the connection broke {TRIES} times; try again later") from None

    def fetch(self, url: str) -> bytes:
        """Content at an absolute URL, such as a log: requested without our headers."""
        reply = self._call("GET", url, idempotent=True, headers={})
        if reply.status >= 300:
            raise error_for(reply, self.target)
        return reply.content

    def tenant(self) -> str:
        """The tenant's namespace without its underscore; requested once per process."""
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
    """The Platform as one resource sees it: its sandbox, and its row for progress messages.

    `read_only`: nothing is going to be written, so every GET may be cached. `note`: where messages go that stay.
    `interrupted`: whether the user wants it to end. `cancelled`: whether nobody waits for it; then nothing is written.
    """

    def __init__(
        self,
        client: Client,
        sandbox: str,
        progress: Callable[[str], None] = lambda _: None,
        *,
        note: Callable[[str], None] = lambda _: None,
        read_only: bool = False,
        interrupted: Callable[[], bool] = lambda: False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self.client, self._since, self._interrupted = client, time.time(), interrupted
        self.sandbox, self.read_only = sandbox, read_only
        self._cancelled = cancelled
        self._report = progress
        self.note = note
        self._last_message = ("", 0.0)

    def within(self, sandbox: str) -> "SandboxApi":
        """The same for another sandbox."""
        return SandboxApi(self.client, sandbox, self._report, note=self.note, read_only=self.read_only)

    def progress(self, message: str) -> None:
        """Reports progress. A message of which only the numbers change is repeated at intervals."""
        kind = re.sub(r"\d+", "#", message)
        now = time.monotonic()
        if kind != self._last_message[0] or now - self._last_message[1] > REPEAT_S:
            self._last_message = (kind, now)
            self._report(message)

    def get(self, path: str, *, params: Mapping[str, Any] | None = None, accept: str = "") -> HttpResponse:
        headers = {"Accept": accept} if accept else {}

        def ask() -> HttpResponse:
            return self.client.call("GET", path, sandbox=self.sandbox, headers=headers, params=params)

        return self.shared(f"GET {path} {accept} {params}", ask) if self.read_only else ask()

    def shared(self, key: str, fetch: Callable[[], T]) -> T:
        """Caches a read. Writes do not clear it for creates, which only look for what earlier runs left."""
        cache = self.client.reads if self.read_only else self.client.before_create
        return cache.get((self.sandbox, key), fetch)

    def forget(self) -> None:
        self.client.before_create.clear()
        self.client.reads.clear()

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
    ) -> HttpResponse:
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
        self.client.reads.clear()
        if self._cancelled():
            raise AepError("the pulumi command that started this has ended; nothing more is written")
        return self.client.call(method, path, sandbox=self.sandbox, headers=extra, **sent)

    def tenant(self) -> str:
        return self.client.tenant()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def gives_up(self, run: str) -> str:
        if self._interrupted():
            return "pulumi was interrupted"
        return f"aep runs stop {run} said so" if waiting_ended(run, since=self._since) else ""


def _was_never_sent(error: Exception) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")


def _retry_after(headers: Mapping[str, str]) -> float:
    try:
        return float(headers.get("Retry-After", 0))
    except ValueError:
        return 0.0


_clients: dict[Settings, Client] = {}
_lock = threading.Lock()


def client(settings: Settings) -> Client:
    """The process's client for these settings; the sandbox is ignored, because each call names it."""
    from dataclasses import replace

    key = replace(settings, sandbox="-") if settings.sandbox else settings
    with _lock:
        if key not in _clients:
            _clients[key] = Client(resolve_target(settings))
        return _clients[key]
