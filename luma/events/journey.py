"""How a visitor goes through the shop: browse, look at products, put some into the cart, check out, order.

Each visit has a mood of its own around the visitor's intent, so behaviour shows the intent only through noise. A cart
left behind draws the visitor back, mostly within a day.
"""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from luma.events.shop import PRODUCTS, SECTIONS, Product
from luma.events.visitor import Visitor, chance

HOUR = 3600


class Step(NamedTuple):
    """`what`: home, section, product, open, add, cart, checkout or order. `second` counts from the window's start."""

    second: int
    what: str
    visit: int
    products: tuple[Product, ...] = ()
    section: str = ""


def walk(random: Random, visitor: Visitor, *, until: int) -> Iterator[Step]:
    """All steps of one visitor's visits that begin before `until`."""
    # The shop grows: of all who ever come, half come in the last 30 % of the time.
    clock, number, cart = int(until * random.random() ** 0.5), 1, Cart()
    while clock < until:
        mood = visitor.intent + random.gauss(0, 1.2) + (2.2 if cart.products else 0.0)
        for step in _visit(random, mood, cart):
            clock += 4 + int(random.expovariate(1 / 35))
            yield step._replace(second=clock, visit=number)
        again = 3.0 + 0.9 * visitor.intent if cart.products else 0.1 + 0.35 * visitor.intent
        if not chance(random, again):
            return
        clock += HOUR + int(random.expovariate(1 / (6 * HOUR if cart.products else 90 * HOUR)))
        number += 1


class Cart:
    """What lies in the cart; it is still there at the next visit."""

    def __init__(self) -> None:
        self.products: tuple[Product, ...] = ()


def _visit(random: Random, mood: float, cart: Cart) -> Iterator[Step]:
    yield Step(0, "home", 0)
    if cart.products and chance(random, 1.0 + 0.6 * mood):
        yield from _checkout(random, mood, cart)
    while not chance(random, -1.6 - 0.25 * mood):
        if not chance(random, 0.1 + 0.5 * mood):
            yield Step(0, "section", 0, section=random.choice(SECTIONS))
            continue
        product = random.choice(PRODUCTS)
        yield Step(0, "product", 0, (product,))
        if random.random() < 0.15:
            yield Step(0, "open", 0, (product,))
        if chance(random, -1.9 + 0.9 * mood):
            cart.products += (product,)
            yield Step(0, "add", 0, (product,))
        if cart.products and chance(random, -0.8 + 0.6 * mood):
            yield from _checkout(random, mood, cart)
            if not cart.products:
                mood -= 2.5


def _checkout(random: Random, mood: float, cart: Cart) -> Iterator[Step]:
    yield Step(0, "cart", 0, cart.products)
    if chance(random, -0.2 + 0.7 * mood):
        yield Step(0, "checkout", 0, cart.products)
        if chance(random, 0.2 + 0.8 * mood):
            yield Step(0, "order", 0, cart.products)
            cart.products = ()
