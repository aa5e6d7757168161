"""What the Platform must hold when a program is applied: reckoned from the program, by nothing of the library's."""

from collections.abc import Sequence

from pulumi_aep.core.registry import kind_named

from tests.support.kinds.program import Item, key
from tests.support.kinds.rows import ROWS
from tests.support.kinds.shown import World
from tests.support.platform.collection import Doc

OWNER = "luma/dev/"


def wrong(program: Sequence[Item], world: World) -> str:
    """What is missing, twice there, left over or not as declared; "" if nothing is."""
    found = [line for one in program for line in _wrong(list(program), one, world)]
    return "\n".join([*found, *_left_over(program, world)])


def _wrong(program: list[Item], one: Item, world: World) -> list[str]:
    row, owners = ROWS[one["kind"]], _owners(one)
    if row.part:
        said = row.part(program, one, world, owners)
        return [said] if said else []
    found = [doc for doc in world.get(one["kind"], []) if doc["owner"] in owners]
    if len(found) != 1:
        return [f"{key(one)}: there {len(found)} times"]
    return [
        f"{key(one)}: {name} is {found[0].get(name)!r}, not {value!r}"
        for name, value in _document(program, one).items()
        if found[0].get(name) != value
    ]


def _left_over(program: Sequence[Item], world: World) -> list[str]:
    owners = {(one["kind"], owner) for one in program for owner in _owners(one)}
    kinds = [kind for kind, row in ROWS.items() if kind in world and not row.survives]
    docs = [(kind, doc) for kind in kinds for doc in world[kind] if doc["owner"] or not ROWS[kind].unowned]
    return [f"left over: {kind} {doc}" for kind, doc in docs if (kind, doc["owner"]) not in owners]


def _owners(one: Item) -> list[str]:
    """Marks that it may carry, today's first."""
    return [OWNER + name for name in [one["name"], *(one.get("was", []) if ROWS[one["kind"]].keeps_mark else [])]]


def _document(program: list[Item], one: Item) -> Doc:
    """The part of its document that the program decides, and what is there where the program says nothing."""
    fields, known = one["fields"], kind_named(one["kind"]).FIELDS
    named = {name: fields[name] for name in ("name", "title") if name in fields}
    left_out: Doc = {"description": "", "tags": {}}
    common = {name: fields.get(name, value) for name, value in left_out.items() if name in known}
    return named | common | ROWS[one["kind"]].shown(program, fields)
