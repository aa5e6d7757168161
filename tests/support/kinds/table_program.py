"""Programs made of the assets in the table of kinds."""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from pulumi_aep.core.field import Field
from pulumi_aep.core.registry import kind_named, kind_names

from tests.support.kinds.another_value import another
from tests.support.kinds.program import Fields, Item, item, key, placed, references
from tests.support.kinds.rows import ROWS


def everything() -> list[Item]:
    """Every asset."""
    return placed(_asset(kind, name) for kind in kind_names() for name in ROWS[kind].assets)


def _asset(kind: str, name: str, **more: Any) -> Item:
    after = [f"{other}/{ROWS[other].first}" for other in ROWS[kind].after]
    return item(kind, name, after, **copy.deepcopy(dict(ROWS[kind].assets[name])), **more)


# -- fields left out, and set -----------------------------------------------------------------------------------------
def declared(kind: str) -> list[Field]:
    return [one for one in kind_named(kind).declared_fields() if one.given]


def optional(kind: str) -> list[Field]:
    return [one for one in declared(kind) if not one.required]


def least(one: Item) -> Item:
    """With no more fields than must be."""
    kept = {field.name for field in declared(one["kind"]) if field.required} | {*ROWS[one["kind"]].least}
    return {**one, "fields": {name: value for name, value in one["fields"].items() if name in kept}}


def full(one: Item) -> Item:
    """Each field that can be changed with the others at a value of its own."""
    row, fields = ROWS[one["kind"]], dict(one["fields"])
    for field in declared(one["kind"]):
        if field.name in row.full or not field.required:
            fields |= _set(one["kind"], field, one["name"])
        elif _in_place(one["kind"], field.name):
            fields[field.name] += ", two"
    return {**one, "fields": fields}


def _in_place(kind: str, name: str) -> bool:
    """Whether it is what the asset is called, and can be changed."""
    return name in ("name", "title") and not kind_named(kind).FIELDS[name].replaces_for("old", "new")


def _set(kind: str, field: Field, case: str) -> Fields:
    """Nothing for a field that the row leaves out."""
    value = ROWS[kind].full[field.name] if field.name in ROWS[kind].full else another(kind, field, None, case=case)
    return {} if value is None else {field.name: value}


def set_fields(one: Item, names: Iterable[str]) -> Item:
    """Those fields at values of their own."""
    found = [_set(one["kind"], field, one["name"]) for field in declared(one["kind"]) if field.name in names]
    return {**one, "fields": {name: value for fields in [one["fields"], *found] for name, value in fields.items()}}


# -- a life: made, edited in place, made anew -------------------------------------------------------------------------
def _life(word: str, *stages: str) -> list[Item]:
    """Each kind's own assets, a word in each text, and what the stages change."""
    found = []
    for kind, row in ROWS.items():
        for name in row.lives or (row.first,):
            one = _asset(kind, name)
            one["fields"] |= {key: value for stage in stages for key, value in getattr(row, stage).items()}
            found.append(_worded(one, word))
    return found


def _worded(one: Item, word: str) -> Item:
    fields, known = dict(one["fields"]), kind_named(one["kind"]).FIELDS
    fields |= {"description": f"Text {word}".strip()} if "description" in known else {}
    fields |= {"tags": {"of": word or "tests"}} if "tags" in known else {}
    for name in fields:
        if _in_place(one["kind"], name):
            fields[name] = f"{fields[name]} {word}".strip()
    return {**one, "fields": fields}


def _complete(programs: Sequence[list[Item]]) -> list[list[Item]]:
    """Each with every asset that one of them refers to."""
    every = {key(one): one for one in everything()}
    wanted = [ref for program in programs for one in program for ref in references(one)]
    added: dict[str, Item] = {}
    while wanted:
        ref = wanted.pop()
        if ref not in added and not any(key(one) == ref for one in programs[0]):
            added[ref] = every[ref]
            wanted += references(every[ref])
    return [placed([*program, *copy.deepcopy(list(added.values()))]) for program in programs]


CREATED, EDITED, ANEW = _complete(
    [_life("", "created"), _life("two", "created", "edited"), _life("two", "created", "edited", "anew")]
)
