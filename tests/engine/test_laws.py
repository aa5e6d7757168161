"""Law 1 over every kind: whatever is declared, once applied there is nothing left to do.

Programs made at random are held to it in test_any_program.py.
"""

from collections.abc import Callable
from typing import Any

from pulumi_aep.core.field import Field

from tests.support.engine.project import Outcome, Project
from tests.support.kinds.files import write_files
from tests.support.kinds.program import MAIN, Item, reversed_orders, write
from tests.support.kinds.rows import ROWS
from tests.support.kinds.snapshot import remains
from tests.support.kinds.table_program import CREATED, everything, full, least, optional, set_fields
from tests.support.recipes import toy

# What trains is in the second half, with a recipe that can.
STILL = [one for one in everything() if not ROWS[one["kind"]].trains]
BARE, FULL = [least(one) for one in STILL], [full(one) for one in STILL]


def settled(found: Project, done: Outcome) -> None:
    """Applied, and nothing left to do, before and after a refresh."""
    assert done.ok, done.text
    for after in (
        found.preview("--expect-no-changes"),
        found.refresh("--expect-no-changes"),
        found.preview("--expect-no-changes"),
    ):
        assert after.ok, after.text


def test_nothing_is_left_to_do_whatever_is_declared(project: Callable[..., Project]) -> None:
    """Fields absent, set, absent again: an empty preview and no drift after each; then destroy leaves nothing."""
    found = project(MAIN)
    write_files(found.folder)
    for program in (BARE, FULL, BARE):
        write(found.folder, program)
        settled(found, found.up())
    done = found.destroy()
    assert done.ok, done.text
    assert remains(found.platform()) == {}


def test_order_in_lists_and_maps_means_nothing(project: Callable[..., Project]) -> None:
    """Another order of tags, parameters, fields and field groups is no change."""
    found = project(MAIN)
    write_files(found.folder)
    write(found.folder, FULL)
    settled(found, found.up())
    turned = [{**one, "fields": reversed_orders(one["fields"])} for one in FULL]
    assert any(list(one["fields"]) != list(other["fields"]) for one, other in zip(FULL, turned, strict=True))
    write(found.folder, turned)
    assert found.preview("--expect-no-changes").ok


# -- runs -------------------------------------------------------------------------------------------------------------
def with_runs(change: Callable[[Item, list[Field]], Item]) -> list[Item]:
    """A whole life's assets; of what trains, the optional fields are left out, and then changed."""
    found = []
    for one in CREATED:
        if ROWS[one["kind"]].trains:
            fields = optional(one["kind"])
            names = {field.name for field in fields}
            kept = {name: value for name, value in one["fields"].items() if name not in names}
            found.append(change({**one, "fields": kept}, fields))
        else:
            found.append(one)
    return found


def bare(one: Item, _fields: list[Field]) -> Item:
    return one


def said(one: Item, fields: list[Field]) -> Item:
    """Each with its default."""
    defaults: dict[str, Any] = {field.name: field.default for field in fields if field.default is not None}
    given = {name: list(value) if value == () else value for name, value in defaults.items()}
    return {**one, "fields": one["fields"] | given}


def own(one: Item, fields: list[Field]) -> Item:
    """Each at a value of its own."""
    changed = set_fields(one, {field.name for field in fields})
    assert changed["fields"].keys() >= {field.name for field in fields}
    return changed


def test_nothing_is_left_to_do_whatever_runs(project: Callable[..., Project]) -> None:
    """Left out, said with their defaults (no change at all), set, left out again."""
    found = project(MAIN)
    write_files(found.folder, toy.MARKED)
    write(found.folder, with_runs(bare))
    settled(found, found.up())
    write(found.folder, with_runs(said))
    same = found.preview("--expect-no-changes")
    assert same.ok, same.text
    write(found.folder, with_runs(own))
    settled(found, found.up())
    write(found.folder, with_runs(bare))
    settled(found, found.up())
    assert found.destroy().ok
