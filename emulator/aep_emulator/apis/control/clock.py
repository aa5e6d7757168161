"""Is it there, what time does it have, and moving that time."""

from datetime import timedelta

from ...platform.http import Answer, Call, Refused


def health(call: Call) -> Answer:
    return Answer(json={"ok": True, "url": call.world.url, "now": call.world.clock.iso()})


def clock(call: Call) -> Answer:
    """Body: {"advance": seconds} and/or {"freeze": true|false}; answers the time after it."""
    body = call.json() if call.content else {}
    advance = body.get("advance", 0)
    if not isinstance(advance, int | float) or advance < 0:
        raise Refused(Answer(status=400, json={"message": "advance is a number of seconds, 0 or more"}))
    if body.get("freeze") is True:
        call.world.clock.freeze()
    elif body.get("freeze") is False:
        call.world.clock.thaw()
    if advance:
        call.world.clock.advance(timedelta(seconds=advance))
    return Answer(json={"now": call.world.clock.iso(), "frozen": call.world.clock.frozen_at is not None})
