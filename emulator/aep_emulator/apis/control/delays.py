"""The least time that asynchronous work takes: shown and set."""

from dataclasses import asdict, fields, replace

from ...platform.http import Request, Response
from .errors import refuse


def get(request: Request) -> Response:
    return Response(json=asdict(request.world.delays))


def update(request: Request) -> Response:
    """Body: seconds by name, e.g. {"segmentation": 2}."""
    body = request.json()
    names = [field.name for field in fields(request.world.delays)]
    if not isinstance(body, dict) or not set(body) <= set(names):
        raise refuse(f"the body must be seconds by name: {', '.join(names)}")
    for name, value in body.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 3600:
            raise refuse(f"{name} must be a number of seconds, 0 or more")
    request.world.delays = replace(request.world.delays, **body)
    request.world.control_state.put("delays", asdict(request.world.delays))
    return get(request)
