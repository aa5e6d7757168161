"""A step of a journey as a stored event: nested XDM fields, and no key for what is empty."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from luma.events.context import analytics, application, environment, identity, place
from luma.events.journey import Step
from luma.events.shop import IN_APP, SITE, Arrival, Product
from luma.events.visit import Visit, begin, referrer, search
from luma.events.visitor import Visitor

# Naive on purpose: stored times of this data are UTC without saying so.
START = datetime(2024, 1, 1)  # noqa: DTZ001
ONCE = {"value": 1.0}
COUNTERS = {
    "product": "productViews",
    "open": "productListOpens",
    "add": "productListAdds",
    "cart": "productListViews",
    "checkout": "checkouts",
    "order": "purchases",
}
# Clicks within a page; every other step is a page of its own.
CLICKS = {"open": "show cart", "add": "add to cart"}


def rows(random: Random, visitor: Visitor, steps: Iterable[Step]) -> Iterator[dict[str, Any]]:
    """The visitor's events in order of time."""
    visits: list[Visit] = []
    always = {"endUserIDs": identity(visitor), "placeContext": place(visitor), "environment": environment(visitor)}
    for step in steps:
        time = START + timedelta(seconds=step.second)
        if not visits or visits[-1].number != step.visit:
            visits.append(begin(random, visitor, step.visit, time))
        visit = visits[-1]
        visit.depth += 1
        row = {
            "_id": f"{random.getrandbits(64):016X}-{random.getrandbits(64):016X}",
            "timestamp": time,
            "receivedTimestamp": time + timedelta(seconds=random.random() < 0.2),
            **always,
            "productListItems": [_item(product, sold=step.what == "order") for product in step.products],
            "commerce": _commerce(random, step),
            "web": _web(visitor, visit, step),
            "search": search(visit),
            "_experience": {"analytics": analytics(random, visits[0], visit, step)},
        }
        if visit.mailing:
            row["marketing"] = {"trackingCode": "january-mailing"}
        if visitor.app:
            row["application"] = application(random, visitor.app[0], visit)
        yield row


def _commerce(random: Random, step: Step) -> dict[str, Any]:
    order = {"currencyCode": "USD"}
    if step.what == "order":
        order["purchaseID"] = str(random.randrange(10**19, 10**20))
    return {"order": order} | ({COUNTERS[step.what]: ONCE} if step.what in COUNTERS else {})


def _item(product: Product, *, sold: bool) -> dict[str, Any]:
    return {"SKU": product.name} | ({"quantity": 1, "priceTotal": product.price} if sold else {})


def _web(visitor: Visitor, visit: Visit, step: Step) -> dict[str, Any]:
    inside = IN_APP if visitor.app else Arrival("internal", "1", SITE)
    page: dict[str, Any] = {"isHomePage": step.what == "home", "siteSection": step.section or step.what}
    web: dict[str, Any] = {
        "webPageDetails": page,
        "webReferrer": referrer(visit.arrival if visit.depth == 1 else inside),
    }
    if not visitor.app:
        page["URL"] = page_url(step)
    if step.what in CLICKS:
        web["webInteraction"] = {"type": "other", "name": CLICKS[step.what], "linkClicks": ONCE}
    else:
        page |= {"name": page_name(step), "pageViews": ONCE}
    return web


def page_name(step: Step) -> str:
    article = step.products[0].name if step.what == "product" else ""
    return ": ".join(part for part in ("luma", step.section or step.what, article) if part)


def page_url(step: Step) -> str:
    return f"{SITE}/{page_name(step).removeprefix('luma: ').replace(': ', '/').replace(' ', '-')}.html"
