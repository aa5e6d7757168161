"""The emulator's health, and the Platform's time: shown, moved forward, frozen."""

from datetime import timedelta

from ...platform.http import Request, Response
from .errors import refuse


def get_health(request: Request) -> Response:
    return Response(json={"ok": True, "url": request.world.url, "now": request.world.clock.iso()})


def get(request: Request) -> Response:
    clock = request.world.clock
    return Response(json={"now": clock.iso(), "frozen": clock.frozen_at is not None})


def update(request: Request) -> Response:
    """Body: {"advance": seconds} and/or {"freeze": true|false}; responds with the new time."""
    body = request.json() if request.content else {}
    advance = body.get("advance", 0)
    if not isinstance(advance, int | float) or advance < 0:
        raise refuse("advance is a number of seconds, 0 or more")
    if body.get("freeze") is True:
        request.world.clock.freeze()
    elif body.get("freeze") is False:
        request.world.clock.thaw()
    if advance:
        request.world.clock.advance(timedelta(seconds=advance))
    return get(request)
