"""Faults ordered, listed and called off. What a rule may say stands at the head of `aep_emulator.faults`."""

from ...platform.faults import BadRule
from ...platform.http import Answer, Call, Refused


def show_faults(call: Call) -> Answer:
    return Answer(json=call.world.faults.shown())


def add_faults(call: Call) -> Answer:
    try:
        call.world.faults.order(call.json())
    except BadRule as error:
        raise Refused(Answer(status=400, json={"message": str(error)})) from None
    return show_faults(call)


def clear_faults(call: Call) -> Answer:
    call.world.faults.clear()
    return Answer(status=204)
