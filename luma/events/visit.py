"""A visit: what its first event fixes for all of them."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from luma.events.shop import ARRIVALS, KEYWORDS, Arrival
from luma.events.visitor import Visitor, pick


@dataclass
class Visit:
    number: int
    began: datetime
    arrival: Arrival
    mailing: bool
    keywords: str
    depth: int = 0


def begin(random: Random, visitor: Visitor, number: int, time: datetime) -> Visit:
    """The first visit comes the visitor's own way, later ones to the web shop any way."""
    arrival = visitor.arrival if number == 1 or visitor.app else pick(random, ARRIVALS)
    mailing = visitor.has_mailings and number > 1 and random.random() < 0.6
    return Visit(number, time, arrival, mailing, random.choice(KEYWORDS))


def referrer(arrival: Arrival) -> dict[str, Any]:
    return {"type": arrival.type} | ({"URL": arrival.URL} if arrival.URL else {})


def search(visit: Visit) -> dict[str, Any]:
    """A search is noted at the first event of the visit that it led to, and nowhere else."""
    if visit.arrival.engine is None or visit.depth > 1:
        return {"isPaid": False}
    found = {"searchEngine": visit.arrival.engine, "keywords": visit.keywords, "pageDepth": 1}
    return {"isPaid": visit.arrival.is_paid} | found
