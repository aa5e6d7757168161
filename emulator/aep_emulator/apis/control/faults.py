"""Fault rules: added, listed, cleared. `platform.faults` documents what a rule may contain."""

from ...platform.faults import BadRule
from ...platform.http import Request, Response
from .errors import refuse


def get(request: Request) -> Response:
    return Response(json=request.world.faults.shown())


def create(request: Request) -> Response:
    try:
        request.world.faults.add(request.json())
    except BadRule as error:
        raise refuse(str(error)) from None
    return get(request)


def delete(request: Request) -> Response:
    request.world.faults.clear()
    return Response(status=204)
