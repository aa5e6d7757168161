"""The XDM fields and identities that the assets in the table have."""

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from pulumi_aep.core import xdm

from tests.support.kinds.by_type import LISTS, NUMBERS, TEXTS
from tests.support.kinds.program import Fields, Item

if TYPE_CHECKING:
    from tests.support.kinds.random_program import Program

TEXT, NUMBER, WHEN = xdm.string(), xdm.number(), xdm.datetime()
FIELDS: Fields = {"id": TEXT, "n": NUMBER}
IDENTITY = {"path": "_tenant.id", "namespace": "ECID", "primary": True}
SECOND_IDENTITY = {"path": "_tenant.mail", "namespace": "Email", "primary": False}
EVERY_TYPE: Fields = {
    "n": xdm.number("A number."),
    "id": TEXT,
    "on": xdm.boolean(),
    "when": WHEN,
    "day": xdm.date(),
    "many": xdm.array(xdm.struct({"x": xdm.integer(), "y": xdm.long()})),
    "one": xdm.string(enum=["a", "b"]),
}
NO_FIELD = NUMBERS | TEXTS | LISTS | st.sampled_from([{}, {"type": "text"}, {"type": "array"}])
NO_IDENTITY = st.sampled_from(
    [{"path": "_id"}, {"path": 3.0, "namespace": "ECID"}, {"path": "a", "namespace": "b", "primry": True}]
)


def some(program: "Program", one: Item) -> Fields:
    """What identities and rows need, and up to three more of its own."""
    own = program.draw(st.lists(st.integers(0, 3), max_size=3, unique=True))
    prefix, types = one["name"].split("_")[0], (TEXT, NUMBER, xdm.boolean(), WHEN)
    found: dict[str, Any] = {f"{prefix}x{number}": types[number] for number in own}
    return FIELDS | {"mail": TEXT} | found
