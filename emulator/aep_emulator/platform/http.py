"""What a handler gets and gives: a `Call` in, an `Answer` out, or a `Refused` raised."""

import json as jsonlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from starlette.datastructures import Headers, QueryParams

    from .world import World


class Part(NamedTuple):
    """One part of a multipart form."""

    content: bytes
    filename: str | None
    media_type: str | None

    def json(self) -> Any:
        return parse_json(self.content)


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int = 200
    json: Any = None
    content: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        return self.content if self.json is None else jsonlib.dumps(self.json).encode()


class Refused(Exception):
    """The service says no; the answer carries its body as that service words it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.status} {answer.json}")
        self.answer = answer


class BadJson(ValueError):
    """A body that was to be JSON and isn't; each service words its own 400."""


def parse_json(content: bytes) -> Any:
    try:
        return jsonlib.loads(content)
    except ValueError as error:
        raise BadJson(str(error)) from None


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request, past the gateway: the caller is known, the sandbox is there and active."""

    world: "World"
    method: str
    path: Mapping[str, str]  # the variables of the route's path, decoded
    query: "QueryParams"
    headers: "Headers"
    content: bytes
    form: Mapping[str, Part]  # empty unless the request was multipart
    client: str  # the credential's client id
    sandbox: str  # `*` where the API knows no sandbox
    url_path: str

    def json(self) -> Any:
        return parse_json(self.content)

    def href(self, path: str) -> str:
        return self.world.url + path


Handler = Callable[[Call], Answer]


class Route(NamedTuple):
    """A row of an API's table. `path` is Starlette's form: `/data/x/{id}`, `{id:path}` to span slashes."""

    method: str
    path: str
    handler: Handler
