"""Who asks, of which organisation, in which sandbox; and the HTTP calls made in that name."""

import http.client
import json
import os
import time
from typing import Any
from urllib.parse import quote, urlencode, urlsplit


class PlatformError(Exception):
    """The Platform refused a call, or a batch failed."""


class ClientContext:
    def __init__(
        self,
        api_key: str,
        org_id: str,
        user_token: str,
        sandbox_id: str | None = None,
        sandbox_name: str | None = None,
        user_scratch_space_params: Any = None,
        service_token: str | None = None,
        **ignored: Any,
    ) -> None:
        self.sandbox_id = sandbox_id
        self.sandbox_name = sandbox_name or "prod"
        self.org_id = org_id
        self.user_scratch_space_params = user_scratch_space_params
        self._headers = {
            "Authorization": f"Bearer {user_token}",
            "x-api-key": api_key,
            "x-gw-ims-org-id": org_id,
            "x-sandbox-name": self.sandbox_name,
        }
        endpoint = os.environ.get("PLATFORM_SDK_ENDPOINT")
        if not endpoint:
            raise PlatformError("PLATFORM_SDK_ENDPOINT does not name the Platform: this SDK works inside of a run only")
        self._host = urlsplit(endpoint).netloc
        self._connection = http.client.HTTPConnection(self._host, timeout=600)

    def call(self, method: str, path: str, /, *, body: Any = None, content: bytes | None = None, **query: Any) -> bytes:
        """`body` is sent as JSON, `content` as it is; anything but a 2xx is raised."""
        headers = dict(self._headers)
        if content is not None:
            headers["Content-Type"] = "application/octet-stream"
        elif body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        address = f"/data/foundation{quote(path)}" + (f"?{urlencode(query)}" if query else "")
        try:
            self._connection.request(method, address, body=content, headers=headers)
            response = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):  # an idle connection went
            self._connection.close()
            self._connection.request(method, address, body=content, headers=headers)
            response = self._connection.getresponse()
        answer = response.read()
        if response.status >= 300:
            said = answer.decode("utf-8", "replace")[:500]
            raise PlatformError(f"{method} {path} answered {response.status}: {said}")
        return answer

    def json(self, method: str, path: str, /, **arguments: Any) -> Any:
        answer = self.call(method, path, **arguments)
        return json.loads(answer) if answer else None

    def batch_ended(self, batch_id: str) -> dict[str, Any]:
        """The batch once it is no longer in progress."""
        pause = 0.02
        while True:
            found: dict[str, Any] = self.json("GET", f"/catalog/batches/{batch_id}")[batch_id]
            if found["status"] in (
                "success",
                "active",
                "failed",
                "failure",
                "aborted",
                "abandoned",
                "inactive",
                "deleted",
            ):
                return found
            time.sleep(pause)
            pause = min(pause * 1.5, 1.0)
