"""Between callers and APIs: each call is recorded in the journal, and fails if a fault rule says so."""

import asyncio
from typing import TYPE_CHECKING, Protocol

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..platform.faults import Injection, error_body
from ..platform.store import ORG

if TYPE_CHECKING:
    from ..platform.world import World

CONTROL_PREFIX = "/_emulator"
LAG = "aep_emulator.lag"  # in an ASGI scope: how many seconds old a list should be
_LOOK = 0.05  # seconds between two checks whether a hanging call should end


class JournalAndFaultMiddleware:
    """Records every call of the Platform's APIs and injects faults; calls under `/_emulator/` pass untouched.

    The outermost ASGI application, where the connection itself can be reached and cut.
    """

    def __init__(self, world: "World", app: ASGIApp) -> None:
        self.world = world
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(CONTROL_PREFIX):
            await self.app(scope, receive, send)
        elif self.world.faults.any:
            await self._perform_with_faults(scope, receive, send)
        else:
            await self._perform(scope, receive, send)

    async def _perform(self, scope: Scope, receive: Receive, send: Send | None, fault: str = "") -> None:
        """Carry the call out and record it, then respond; with `send` None, without a response."""

        async def watching(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                self._record(scope, status if send else None, performed=status < 400, fault=fault)
            if send:
                await send(message)

        await self.app(scope, receive, watching)

    def _record(self, scope: Scope, status: int | None, *, performed: bool, fault: str) -> None:
        at = self.world.clock.iso()
        self.world.journal.record(at=at, scope=scope, status=status, performed=performed, fault=fault)

    async def _perform_with_faults(self, scope: Scope, receive: Receive, send: Send) -> None:
        sandbox = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-sandbox-name"), "")
        due = self.world.faults.injection(scope["method"], scope["path"], sandbox)
        then = due.then
        scope[LAG] = then.get("stale", 0.0)
        unheard = (then.get("cut"), then.get("hang"))
        if then["latency"]:
            await asyncio.sleep(then["latency"])
        if then.get("expireTokens"):
            self.world.store.clear(kind="token", sandbox=ORG)
        if "before" in unheard:
            self._record(scope, None, performed=False, fault=due.named)
            await self._drop(due, receive, send)
        elif "status" in then:
            self.world.faults.record(due)
            status = then["status"]
            headers = {"retry-after": f"{then['retryAfter']:g}"} if "retryAfter" in then else {}
            self._record(scope, status, performed=False, fault=due.named)
            await JSONResponse(error_body(status), status_code=status, headers=headers)(scope, receive, send)
        elif "after" in unheard:
            await self._perform(scope, receive, None, due.named)
            await self._drop(due, receive, send)
        else:
            self.world.faults.record(due)
            to = _HalfBody(send) if then.get("badJson") else send
            await self._perform(scope, receive, to, due.named)

    async def _drop(self, due: Injection, receive: Receive, send: Send) -> None:
        """Close the connection without a response, at once or after letting the caller hang."""
        self.world.faults.record(due)
        if "hang" in due.then:
            caller = asyncio.ensure_future(_gone(receive))
            while not (caller.done() or self.world.told_to_stop() or self.world.faults.clearings > due.clearings):
                await asyncio.wait([caller], timeout=_LOOK)
            caller.cancel()
        await _cut(send)


async def _gone(receive: Receive) -> None:
    """Wait until the caller has closed its connection; what it still sends is ignored."""
    while (await receive())["type"] != "http.disconnect":
        pass


class _HalfBody:
    """Sends only the first half of a body, as if it were all of it."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        half = self.body[: len(self.body) // 2]
        kept = [(name, value) for name, value in self.start["headers"] if name != b"content-length"]
        length = [(b"content-length", str(len(half)).encode())] if self.body else []
        await self.send({**self.start, "headers": [*kept, *length]})
        await self.send({"type": "http.response.body", "body": half})


class _Cycle(Protocol):
    """What uvicorn has of a request: its connection, and whether that is closed."""

    transport: asyncio.Transport
    disconnected: bool


async def _cut(send: Send) -> None:
    """Close the caller's connection without a response. uvicorn's `send` is a method of the object that has it."""
    cycle: _Cycle = send.__self__  # type: ignore[attr-defined]
    cycle.transport.abort()
    for _ in range(100):
        if cycle.disconnected:
            return
        await asyncio.sleep(0)
