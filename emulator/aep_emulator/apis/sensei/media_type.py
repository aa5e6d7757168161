"""Sensei ML's media type, with a profile for each kind of body.

Requests may name any profile, or plain JSON, since Adobe's own samples name wrong ones.
"""

from ...platform.http import Request

SENSEI = "application/vnd.adobe.platform.sensei+json"
_READABLE = {SENSEI, "application/json", "application/*", "*/*"}
_WRITABLE = {SENSEI, "application/json"}


def profile(name: str) -> str:
    return f"{SENSEI};profile={name}.v1.json"


def _bare(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def acceptable(request: Request) -> bool:
    wanted = request.headers.get("accept", "")
    return not wanted.strip() or any(_bare(one) in _READABLE for one in wanted.split(","))


def writable(request: Request) -> bool:
    return _bare(request.headers.get("content-type", "")) in _WRITABLE


def multipart(request: Request) -> bool:
    return _bare(request.headers.get("content-type", "")) == "multipart/form-data"
