"""What a handler takes and gives: a `Request` in, a `Response` out, or an `ApiError` raised."""

import json as jsonlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from starlette.datastructures import Headers, QueryParams

    from .world import World


class FormPart(NamedTuple):
    """One part of a multipart form."""

    content: bytes
    filename: str | None
    media_type: str | None

    def json(self) -> Any:
        return parse_json(self.content)


@dataclass(frozen=True, kw_only=True)
class Response:
    status: int = 200
    json: Any = None
    content: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        return self.content if self.json is None else jsonlib.dumps(self.json).encode()


class ApiError(Exception):
    """The API refuses the request; each API has an error body of its own."""

    def __init__(
        self, status: int, body: Any, *, media_type: str = "application/json", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {body}")
        self.response = Response(status=status, json=body, media_type=media_type, headers=headers or {})


class BadJson(ValueError):
    """The body should be JSON and isn't; each API words its own 400."""


def parse_json(content: bytes) -> Any:
    try:
        return jsonlib.loads(content)
    except ValueError as error:
        raise BadJson(str(error)) from None


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request that has passed the gateway: its caller is known, its sandbox exists and is active."""

    world: "World"
    method: str
    path: Mapping[str, str]  # the variables in the route's path, decoded
    query: "QueryParams"
    headers: "Headers"
    content: bytes
    form: Mapping[str, FormPart]  # empty unless the request was multipart
    client: str  # the credential's client id
    sandbox: str  # `*` where the API has no sandboxes
    url_path: str

    def json(self) -> Any:
        return parse_json(self.content)

    def matches(self, etag: str) -> bool:
        """Whether `If-Match` allows the write: it names this ETag or `*`, or was not sent."""
        sent = self.headers.get("if-match", "")
        tags = [tag.strip().removeprefix("W/").strip('"') for tag in sent.split(",")]
        return not sent.strip() or "*" in tags or etag.strip('"') in tags

    def href(self, path: str) -> str:
        return self.world.url + path


Handler = Callable[[Request], Response]


class Route(NamedTuple):
    """A row of an API's table. `path` is in Starlette's syntax: `/data/x/{id}`, `{id:path}` to allow slashes."""

    method: str
    path: str
    handler: Handler
