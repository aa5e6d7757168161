"""Asking a server for JSON, over HTTP, with what Python itself has; never through a proxy."""

import json
from collections.abc import Mapping
from typing import Any


class Unanswered(Exception):
    """The server said no, or nothing: in its words, if it had any."""


def ask(method: str, url: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
    """A dict or a list is sent as JSON, a text as a form. None if nothing is answered."""
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
            raise Unanswered(_words(error.read(), f"{method} {url}: {error}")) from None
    except (URLError, OSError) as error:
        raise Unanswered(f"the server at {url} does not answer: {error}") from None
    return json.loads(text) if text else None


def _words(content: bytes, otherwise: str) -> str:
    """Each API of the Platform words its errors in a form of its own."""
    try:
        found = json.loads(content)
    except ValueError:
        return otherwise
    said = [found[key] for key in ("message", "detail", "title") if key in found] if isinstance(found, dict) else []
    return str(said[0]) if said else otherwise
