"""The journal of calls, read and cleared."""

from ...platform.http import Answer, Call, Refused


def show_journal(call: Call) -> Answer:
    """`?since=N`: only what came after the entry of that number; `last` is what to ask from next time."""
    since = call.query.get("since", "0")
    if not since.isdigit():
        raise Refused(Answer(status=400, json={"message": "since is the number of a call, 0 or more"}))
    return Answer(json=call.world.journal.since(int(since)))


def clear_journal(call: Call) -> Answer:
    call.world.journal.clear()
    return Answer(status=204)
