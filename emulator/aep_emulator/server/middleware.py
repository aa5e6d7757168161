"""The line between callers and the APIs: every call is noted in the journal, and goes wrong if that was ordered."""

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..platform.faults import Due, body_of
from ..platform.store import ORG

if TYPE_CHECKING:
    from ..platform.world import World

OWN = "/_emulator"
LAG = "aep_emulator.lag"  # in a scope: seconds by which the answer, if it is a list, is to lag behind
_LOOK = 0.05  # seconds between two looks whether a hanging call is to be let go


class ControlMiddleware:
    """The outermost ASGI application: there the connection itself can be reached, to cut it."""

    def __init__(self, world: "World", app: ASGIApp) -> None:
        self.world = world
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(OWN):
            await self.app(scope, receive, send)
        elif self.world.faults.any:
            await self._faulty(scope, receive, send)
        else:
            await self._noted(scope, receive, send)

    async def _noted(self, scope: Scope, receive: Receive, send: Send | None, fault: str = "") -> None:
        """Carried out, noted, and then answered (None: to nobody)."""

        async def watching(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                self._note(scope, status if send else None, performed=status < 400, fault=fault)
            if send:
                await send(message)

        await self.app(scope, receive, watching)

    def _note(self, scope: Scope, status: int | None, *, performed: bool, fault: str) -> None:
        at = self.world.clock.iso()
        self.world.journal.note(at=at, scope=scope, status=status, performed=performed, fault=fault)

    async def _faulty(self, scope: Scope, receive: Receive, send: Send) -> None:
        sandbox = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-sandbox-name"), "")
        due = self.world.faults.of(scope["method"], scope["path"], sandbox)
        then = due.then
        scope[LAG] = then.get("stale", 0.0)
        unheard = (then.get("cut"), then.get("hang"))
        if then["latency"]:
            await asyncio.sleep(then["latency"])
        if then.get("expireTokens"):
            self.world.store.clear(kind="token", sandbox=ORG)
        if "before" in unheard:
            self._note(scope, None, performed=False, fault=due.named)
            await self._leave(due, receive, send)
        elif "status" in then:
            self.world.faults.happened(due)
            status = then["status"]
            headers = {"retry-after": f"{then['retryAfter']:g}"} if "retryAfter" in then else {}
            self._note(scope, status, performed=False, fault=due.named)
            await JSONResponse(body_of(status), status_code=status, headers=headers)(scope, receive, send)
        elif "after" in unheard:
            await self._noted(scope, receive, None, due.named)
            await self._leave(due, receive, send)
        else:
            self.world.faults.happened(due)
            to = _Half(send) if then.get("badJson") else send
            await self._noted(scope, receive, to, due.named)

    async def _leave(self, due: Due, receive: Receive, send: Send) -> None:
        """No answer: the connection is closed, at once or after the caller was left hanging."""
        self.world.faults.happened(due)
        if "hang" in due.then:
            caller = asyncio.ensure_future(_gone(receive))
            while not (caller.done() or self.world.leaving() or self.world.faults.clearings > due.clearings):
                await asyncio.wait([caller], timeout=_LOOK)
            caller.cancel()
        await _cut(send)


async def _gone(receive: Receive) -> None:
    """Until the caller has closed its connection; what it still sends is thrown away."""
    while (await receive())["type"] != "http.disconnect":
        pass


class _Half:
    """Sends on only the first half of a body, as if that were all of it."""

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


async def _cut(send: Send) -> None:
    """Closes the caller's connection without a word; uvicorn's `send` belongs to the object that holds it."""
    cycle: Any = send.__self__  # type: ignore[attr-defined]
    cycle.transport.abort()
    for _ in range(100):
        if cycle.disconnected:
            return
        await asyncio.sleep(0)
