"""What every event repeats: who, where, with what, and what web analytics keeps of the visit and of the first one."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from luma.events.journey import Step
from luma.events.shop import COLOURS, SITE, SIZES
from luma.events.visit import Visit, referrer, search
from luma.events.visitor import Visitor


def identity(visitor: Visitor) -> dict[str, Any]:
    return {"_experience": {"mcid": {"id": visitor.ecid, "namespace": {"code": "ECID"}, "primary": True}}}


def place(visitor: Visitor) -> dict[str, Any]:
    city, state, country = visitor.place
    return {"geo": {"city": city, "stateProvince": state, "countryCode": country}}


def environment(visitor: Visitor) -> dict[str, Any]:
    """The app tells the operating system, a browser tells what it can do; neither tells both."""
    browser: dict[str, Any] = {"acceptLanguage": visitor.language, "cookiesEnabled": visitor.app is None}
    if visitor.app:
        _, system, version = visitor.app
        return {"browserDetails": browser, "operatingSystem": system, "operatingSystemVersion": version}
    width, height = visitor.screen
    return {"browserDetails": browser | {"javaScriptEnabled": True, "viewportWidth": width, "viewportHeight": height}}


def application(random: Random, name: str, visit: Visit) -> dict[str, Any]:
    begins = visit.depth == 1
    happened = {
        "launches": begins,
        "firstLaunches": begins and visit.number == 1,
        "crashes": random.random() < 0.01,
    }
    return {"name": name} | {counter: {"value": 1.0} for counter, yes in happened.items() if yes}


def analytics(random: Random, first: Visit, visit: Visit, step: Step) -> dict[str, Any]:
    entry: dict[str, Any] = {"webReferrer": {"type": first.arrival.code}}
    if first.arrival.URL:
        entry["webReferrer"]["URL"] = first.arrival.URL
    if first.arrival.type != "unknown":
        entry["webPageDetails"] = {"name": "luma: home", "URL": f"{SITE}/home.html"}
    kept: dict[str, Any] = {
        "endUser": {"firstTimestamp": milliseconds(first.began), "firstWeb": entry},
        "session": {
            "timestamp": milliseconds(visit.began),
            "num": visit.number,
            "depth": visit.depth,
            "web": {"webReferrer": referrer(visit.arrival)},
            "search": {"pageDepth": 0} | search(visit),
        },
        "customDimensions": {"eVars": _dimensions(random, step)},
    }
    if step.what == "product":
        kept["event1to100"] = {"event2": {"value": step.products[0].price}}
    return kept


def _dimensions(random: Random, step: Step) -> dict[str, str]:
    """10 kind of page, 11 colour, 12 size; at an order 17 its first article, 18 the word purchase."""
    dimensions = {"eVar10": step.what}
    if step.what in ("product", "add"):
        dimensions |= {"eVar11": random.choice(COLOURS), "eVar12": random.choice(SIZES)}
    if step.what == "order":
        dimensions |= {"eVar17": step.products[0].name, "eVar18": "purchase"}
    return dimensions


def milliseconds(time: datetime) -> int:
    return round(time.replace(tzinfo=UTC).timestamp() * 1000)
