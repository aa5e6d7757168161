"""Faults ordered, listed and called off. What a rule may say stands at the head of `aep_emulator.faults`."""

from ...platform.faults import BadRule
from ...platform.http import Request, Response
from .errors import refuse


def get(request: Request) -> Response:
    return Response(json=request.world.faults.shown())


def create(request: Request) -> Response:
    try:
        request.world.faults.order(request.json())
    except BadRule as error:
        raise refuse(str(error)) from None
    return get(request)


def delete(request: Request) -> Response:
    request.world.faults.clear()
    return Response(status=204)
