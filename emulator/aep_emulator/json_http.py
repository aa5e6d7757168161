"""An HTTP client for JSON with the standard library only, for tests and the command line; it never uses a proxy."""

import json
from collections.abc import Mapping
from typing import Any


class RequestFailed(Exception):
    """The server refused the request, or didn't answer; the text is its message, if there is one."""


def request_json(method: str, url: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
    """A dict or a list is sent as JSON, a string as a form. None if the response is empty."""
    from urllib.error import HTTPError, URLError
    from urllib.request import ProxyHandler, Request, build_opener

    content = body.encode() if isinstance(body, str) else None if body is None else json.dumps(body).encode()
    form = isinstance(body, str)
    sent = {"Content-Type": "application/x-www-form-urlencoded" if form else "application/json", **(headers or {})}
    request = Request(url, data=content, method=method, headers=sent)  # noqa: S310 the address of a server of ours
    try:
        with build_opener(ProxyHandler({})).open(request) as answer:
            text = answer.read()
    except HTTPError as error:
        with error:
            raise RequestFailed(_message(error.read(), f"{method} {url}: {error}")) from None
    except (URLError, OSError) as error:
        raise RequestFailed(f"the server at {url} does not answer: {error}") from None
    return json.loads(text) if text else None


def _message(content: bytes, otherwise: str) -> str:
    """The message in an error body; the Platform's APIs have several forms of them."""
    try:
        found = json.loads(content)
    except ValueError:
        return otherwise
    said = [found[key] for key in ("message", "detail", "title") if key in found] if isinstance(found, dict) else []
    return str(said[0]) if said else otherwise
