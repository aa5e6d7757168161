"""How long asynchronous work takes at the least: shown and set."""

from dataclasses import asdict, fields, replace

from ...platform.http import Answer, Call, Refused


def show_delays(call: Call) -> Answer:
    return Answer(json=asdict(call.world.delays))


def set_delays(call: Call) -> Answer:
    """Body: seconds by name, e.g. {"segmentation": 2}."""
    body = call.json()
    names = [field.name for field in fields(call.world.delays)]
    if not isinstance(body, dict) or not set(body) <= set(names):
        raise Refused(Answer(status=400, json={"message": f"the body must be seconds by name: {', '.join(names)}"}))
    for name, value in body.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 3600:
            raise Refused(Answer(status=400, json={"message": f"{name} must be a number of seconds, 0 or more"}))
    call.world.delays = replace(call.world.delays, **body)
    call.world.orders.put("delays", asdict(call.world.delays))
    return show_delays(call)
