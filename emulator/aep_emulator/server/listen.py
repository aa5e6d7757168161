"""Listening: bind, write the ready file, serve until SIGTERM, clean up."""

import json
import os
import signal
import socket
from pathlib import Path

import uvicorn

from ..platform.atomic_file import write_private
from ..platform.world import World
from .app import build


class PortTaken(Exception):
    """Another process listens on that port."""


def bind(host: str, port: int) -> socket.socket:
    # Only if the protocol is named does asyncio disable Nagle's algorithm; else each response waits 40 ms for an ACK.
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise PortTaken(f"cannot listen on {host}:{port}: {error.strerror}") from None
    return sock


def ready_document(world: World) -> dict[str, object]:
    organisation = world.organisation
    return {
        "url": world.url,
        "pid": os.getpid(),
        "org": organisation.org,
        "client_id": organisation.client_id,
        "client_secret": organisation.client_secret,
        "tenant": organisation.tenant,
    }


def _end_with(parent: int) -> None:
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def serve(world: World, *, host: str, port: int, ready_file: Path | None, with_parent: bool) -> None:
    """Blocks until SIGTERM or SIGINT. The ready file exists for as long as requests are answered."""
    sock = bind(host, port)
    shown = f"[{host}]" if ":" in host else host
    world.url = f"http://{shown}:{sock.getsockname()[1]}"
    app = build(world)
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    world.told_to_stop = lambda: server.should_exit
    _end_on_signals(server)
    sock.listen(128)  # from here on connections wait instead of failing
    if with_parent:
        parent = os.getppid()
        world.clock.on_tick(lambda _: _end_with(parent))
    document = json.dumps(ready_document(world), indent=2)
    files = [world.folder / "emulator.json", *([ready_file] if ready_file else [])]
    try:
        for file in files:
            write_private(file, document)
        world.clock.run()
        server.run(sockets=[sock])
    finally:
        for file in files:
            file.unlink(missing_ok=True)
        world.close()


def _end_on_signals(server: uvicorn.Server) -> None:
    """Needed before uvicorn sets its own handlers, and after it: when done, it raises the signal again."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
