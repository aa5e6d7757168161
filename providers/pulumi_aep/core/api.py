"""The Platform as kinds see it: one sandbox, its answers, and what may be shared between resources."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Response(Protocol):
    """The Platform's answer to one call."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...
    def json(self) -> Any: ...


class Api(Protocol):
    """The Platform, seen from one sandbox."""

    @property
    def sandbox(self) -> str: ...
    def get(self, path: str, *, params: Mapping[str, Any] | None = None, accept: str = "") -> Response: ...
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
    ) -> Response: ...
    def tenant(self) -> str: ...
    def within(self, sandbox: str) -> "Api": ...
    def shared(self, key: str, fetch: Callable[[], T]) -> T: ...
    def forget(self) -> None: ...
    def progress(self, message: str) -> None:
        """How it goes, shown while it lasts."""

    def note(self, message: str) -> None:
        """What has to be known afterwards too."""

    def wait(self, seconds: float) -> None: ...
    def gives_up(self, run: str) -> str:
        """Why the user does not want to wait for a run any longer, in words; "": go on."""
