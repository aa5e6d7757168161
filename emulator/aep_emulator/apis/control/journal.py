"""The journal of calls: read, cleared."""

from ...platform.http import Request, Response
from .errors import refuse


def get(request: Request) -> Response:
    """`?since=N`: only calls after number N; `last` is the N for the next time."""
    since = request.query.get("since", "0")
    if not since.isdigit():
        raise refuse("since is the number of a call, 0 or more")
    return Response(json=request.world.journal.since(int(since)))


def delete(request: Request) -> Response:
    request.world.journal.clear()
    return Response(status=204)
