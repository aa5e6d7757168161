"""Programs made at random, and random edits of them: always such that the Platform can take them."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st
from pulumi_aep.core.field import Field
from pulumi_aep.core.registry import kind_named, kind_names

from tests.support.kinds import by_type
from tests.support.kinds.by_type import Values
from tests.support.kinds.program import (
    Item,
    Ref,
    item,
    key,
    moved,
    placed,
    references,
    referred,
    reversed_orders,
    to,
)
from tests.support.kinds.rows import ROWS
from tests.support.kinds.xdm_fields import FIELDS, IDENTITY, TEXT

Draw = Callable[[st.SearchStrategy[Any]], Any]
GROUND = ("Sandbox/dev", "FieldGroup/base", "Schema/union")  # what segments and data need; edited, never removed
_numbers = itertools.count(1)


def ground() -> list[Item]:
    group = {"title": "Base", "extends": ["profile", "experienceevent"], "fields": FIELDS | {"mail": TEXT}}
    union = {"title": "Union", "behavior": "profile", "field_groups": [to("FieldGroup", "base")]}
    return [
        item("Sandbox", "dev"),
        item("FieldGroup", "base", **group),
        item("Schema", "union", **union, identities=[IDENTITY], profile=True),
    ]


def settable(kind: str) -> list[Field]:
    """The fields that are tried."""
    return [one for one in kind_named(kind).declared_fields() if one.given and one.name not in ROWS[kind].fixed]


class Program:
    """What is declared, in order; each edit says what it did."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.items = ground()
        self._made = 0
        for kind in kind_names():
            if ROWS[kind].addable:
                self.add(kind)
        self.settle()

    # -- looking ----------------------------------------------------------------------------------------------------
    def of(self, kind: str) -> list[Item]:
        return [one for one in self.items if one["kind"] == kind]

    def get(self, reference: Ref) -> Item:
        return referred(self.items, reference)

    def choose(self, values: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(values))

    # -- edits ------------------------------------------------------------------------------------------------------
    def add(self, kind: str = "") -> str:
        free = [name for name in kind_names() if ROWS[name].addable and not (ROWS[name].single and self.of(name))]
        kind = kind or self.choose(free)
        made = item(kind, f"{kind.lower()}{self._count()}")
        for field in settable(kind):
            if not self._set(made, field):
                return f"nothing: no {field.name} for a {kind}"
        made["after"] = [key(self.of(before)[0]) for before in ROWS[kind].after]
        self.items.append(made)
        return f"add {key(made)}"

    def _set(self, one: Item, field: Field) -> bool:
        """A value for that field, or none if it may be left out; False if there is nothing to refer to."""
        fields, name = one["fields"], field.name
        if not field.required and name in fields and self.draw(st.integers(0, 2)) == 0:
            fields.pop(name)
        elif not field.required and name not in fields and self.draw(st.booleans()):
            pass
        elif field.reference:
            return self._refer(one, field)
        else:
            fields[name] = self._value(one, field)
        return True

    def _refer(self, one: Item, field: Field) -> bool:
        there = [to(other["kind"], other["name"]) for other in self.of(field.target) if other is not one]
        if by_type.plain(field) == list[str]:
            chosen = st.lists(st.sampled_from(there), max_size=2, unique_by=str) if there else st.just([])
            one["fields"][field.name] = self.draw(chosen)
        elif there:
            one["fields"][field.name] = self.choose(there)
        return bool(there) or not field.required

    def _value(self, one: Item, field: Field) -> Any:
        """Of a field that is no reference; a field of a type that is new here must be told what it may hold."""
        kind, own = one["kind"], ROWS[one["kind"]].random.get(field.name)
        if own is not None:
            return self.draw(own) if isinstance(own, st.SearchStrategy) else own(self, one)
        if choices := by_type.choices(field):
            return self.choose(choices)
        if field.name == kind_named(kind).name_field:
            return self.draw(_unused(one["name"]))
        found = by_type.of(field).random
        assert found is not None, f"{kind}.{field.name}: say in its row, or in by_type.py, what it may hold"
        return self.draw(found)

    def edit(self) -> str:
        """One field of one resource: absent, its default, or another value."""
        for _ in range(5):
            one = self.choose(self.items)
            field = self.choose([item for item in settable(one["kind"]) if item.name not in ROWS[one["kind"]].lasting])
            before = one["fields"].get(field.name)
            self._set(one, field)
            if one["fields"].get(field.name) != before:
                return f"edit {key(one)} {field.name}: {before!r} → {one['fields'].get(field.name)!r}"
        return "nothing: five values that are there already"

    def default(self) -> str:
        """A field left out is said with its default: no change."""
        left_out = [
            (one, field)
            for one in self.items
            for field in settable(one["kind"])
            if field.name not in one["fields"] and field.default is not None and not field.required
        ]
        one, field = self.choose(left_out)
        one["fields"][field.name] = list(field.default) if isinstance(field.default, tuple) else field.default
        return f"default of {key(one)} {field.name}"

    def remove(self) -> str:
        one = self.choose([one for one in self.items if key(one) not in GROUND] or self.items)
        return self.drop(one) if key(one) not in GROUND else "nothing to remove"

    def drop(self, one: Item) -> str:
        """With what refers to it."""
        if one in self.items:
            self.items.remove(one)
            for other in list(self.items):
                if key(one) in references(other):
                    self.drop(other)
        return f"remove {key(one)}"

    def rename(self) -> str:
        """The logical name, with an alias: the same asset goes by another name in the program."""
        one = self.choose(self.items[1:])
        old, new = key(one), f"{one['name'].split('_')[0]}_{self._count()}"
        for other in self.items:
            other["fields"] = moved(other["fields"], old, f"{one['kind']}/{new}")
            other["after"] = [f"{one['kind']}/{new}" if name == old else name for name in other["after"]]
        one["was"] = [*one.get("was", []), one["name"]]
        one["aliases"], one["name"] = [*one.get("aliases", []), one["name"]], new
        return f"rename {old} to {new}"

    def reorder(self) -> str:
        """Declarations, lists and maps in another order: no change."""
        turned = [{**one, "fields": reversed_orders(one["fields"])} for one in self.items]
        self.items = placed(self.draw(st.permutations(turned)))
        return "reorder"

    def settle(self) -> None:
        """Whatever an edit has made impossible is given up."""
        for one in list(self.items):
            if one in self.items:
                ROWS[one["kind"]].settle(self, one)
        self.items = placed(self.items)

    def _count(self) -> int:
        self._made += 1
        return self._made


def _unused(prefix: str) -> Values:
    """A name that nothing else has or had."""
    tail = st.sampled_from(["", " & more", ' "x"', ", too", " = 1", " é", "%20"])
    return tail.map(lambda tail: f"{prefix} {next(_numbers)}{tail}")
