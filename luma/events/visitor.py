"""One visitor: traits that everybody can see, and an intent that nobody can."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from random import Random
from typing import TypeVar

from luma.events.shop import APPS, ARRIVALS, IN_APP, LANGUAGES, PLACES, SCREENS, Arrival

Thing = TypeVar("Thing")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    ecid: str
    # How much the visitor wants to buy, around 0. It moves every choice, and is written nowhere.
    intent: float
    place: tuple[str, str, str]
    language: str
    screen: tuple[int, int]
    app: tuple[str, str, str] | None
    arrival: Arrival
    has_mailings: bool


def draw(random: Random) -> Visitor:
    app = pick(random, APPS) if random.random() < 0.35 else None
    arrival = IN_APP if app else pick(random, ARRIVALS)
    # People who come by a paid search or from the app are a little keener: what traits can tell, besides behaviour.
    lean = 0.3 * arrival.is_paid + (0.2 if app else 0.0)
    return Visitor(
        ecid=str(random.randrange(10**37, 10**38)),
        intent=random.gauss(lean - 0.7, 1.0),
        place=pick(random, PLACES),
        language=pick(random, LANGUAGES),
        screen=pick(random, SCREENS),
        app=app,
        arrival=arrival,
        has_mailings=random.random() < 0.25,
    )


def pick(random: Random, weighted: Mapping[Thing, int]) -> Thing:
    return random.choices(list(weighted), weights=list(weighted.values()))[0]


def chance(random: Random, inclination: float) -> bool:
    """True more often the higher the inclination; at 0 every second time."""
    return random.random() < 1 / (1 + exp(-inclination))
