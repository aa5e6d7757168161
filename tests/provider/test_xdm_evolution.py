"""Fields of a field group in use: what the Platform refuses in place, the preview calls made anew, and nothing else."""

import copy
import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi_aep.core import xdm
from pulumi_aep.core.xdm_evolution import narrows
from pulumi_aep.kinds.field_group import plain

from tests.support.platform.lake import EVENT, REGISTRY, Lake
from tests.support.platform.server import Platform, Server

Fields = dict[str, Any]
_numbers = itertools.count()
LEAVES: list[Fields] = [
    {"type": "string"},
    xdm.string(enum=["a", "b"]),
    xdm.string(enum=["a", "b", "c"]),
    *({"type": "string", "pattern": pattern} for pattern in ("^a", "^b")),
    *({"type": "string", key: number} for key in ("minLength", "maxLength") for number in (1, 9)),
    {"type": "string", "minLength": 1, "maxLength": 9, "description": "Text."},
    xdm.date(),
    xdm.datetime(),
    {"type": "integer"},
    xdm.integer(),
    xdm.long(),
    {"type": "integer", "minimum": 0, "maximum": 100},
    {"type": "integer", "minimum": 0, "maximum": 2**53},
    {"type": "number"},
    *({"type": "number", key: number} for key in ("minimum", "maximum") for number in (-1.5, 7)),
    xdm.boolean(),
]
leaf = st.sampled_from(LEAVES)


def _nested(inner: st.SearchStrategy[Fields]) -> st.SearchStrategy[Fields]:
    members = st.dictionaries(st.sampled_from("xyz"), inner, min_size=1, max_size=2)
    structs = members.flatmap(
        lambda found: st.lists(st.sampled_from(sorted(found)), unique=True).map(
            lambda names: {**xdm.struct(found), **({"required": sorted(names)} if names else {})}
        )
    )
    arrays = st.tuples(inner, st.sampled_from([{}, {"minItems": 1}, {"maxItems": 9}])).map(
        lambda pair: {**xdm.array(pair[0]), **pair[1]}
    )
    return structs | arrays | inner.map(lambda field: {"type": "object", "additionalProperties": field})


field = st.recursive(leaf, _nested, max_leaves=4)
fields = st.dictionaries(st.sampled_from("abc"), field, min_size=1, max_size=3)


def changed(draw: Any, value: Any) -> Any:
    """One place in it otherwise: most pairs of fields drawn apart differ in everything."""
    value = copy.deepcopy(value)
    here = value
    while True:
        inner = [key for key, item in here.items() if isinstance(item, dict)]
        if not inner:
            break
        key = draw(st.sampled_from(inner))
        if draw(st.booleans()):
            here[key] = draw(field)
            return value
        here = here[key]
    key = draw(st.sampled_from(["description", "enum", "pattern", "maxLength", "minimum", "type"]))
    here[key] = {"enum": ["a"], "pattern": "^q", "maxLength": 5, "minimum": 3, "type": "string"}.get(key, "Said.")
    return value


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    server = Server(tmp_path_factory.mktemp("evolution"))
    server.start()
    yield Lake(Platform(server), "prod")
    server.stop()


def in_use(lake: Lake, before: Fields) -> str:
    """A field group with these fields, in a schema with a dataset, in the union of its class; "" if there can't be."""
    number = next(_numbers)
    inner = {"type": "object", "properties": {f"g{number}": xdm.struct(before)}}
    body = {
        "title": f"Group {number}",
        "type": "object",
        "meta:intendedToExtend": [EVENT],
        "definitions": {"own": {"type": "object", "properties": {f"_{lake.client.tenant}": inner}}},
        "allOf": [{"$ref": "#/definitions/own"}],
    }
    reply = lake.call("POST", f"{REGISTRY}/tenant/fieldgroups", json=body)
    if not reply.ok:
        return ""
    schema = lake.schema(f"Schema {number}", reply.json()["$id"], of=EVENT)
    lake.into_union(schema)
    lake.dataset(f"Dataset {number}", schema)
    return f"{REGISTRY}/tenant/fieldgroups/{quote(reply.json()['$id'], safe='')}|g{number}"


def replaced(lake: Lake, place: str, after: Fields) -> tuple[bool, str]:
    path, _, name = place.partition("|")
    at = f"/definitions/own/properties/_{lake.client.tenant}/properties/{name}"
    patch = [{"op": "replace", "path": at, "value": xdm.struct(after)}]
    reply = lake.call("PATCH", path, json=patch)
    return reply.ok, reply.text


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data(), fields)
def test_what_the_platform_refuses_is_made_anew(lake: Lake, data: st.DataObject, before: Fields) -> None:
    after = changed(data.draw, before)
    place = in_use(lake, before)
    if not place:
        return
    taken, said = replaced(lake, place, after)
    if taken or "only additions are allowed" in said:
        assert narrows(before, after) is not taken, (before, after, said)


@pytest.mark.parametrize("one", LEAVES, ids=str)
def test_a_field_reads_back_as_it_was_declared(lake: Lake, one: Fields) -> None:
    """A bound that were lost on the way would be drift for ever."""
    path, _, name = in_use(lake, {"a": one}).partition("|")
    doc = lake.good("GET", path, headers={"Accept": "application/vnd.adobe.xed+json; version=1"})
    found = doc["definitions"]["own"]["properties"][f"_{lake.client.tenant}"]["properties"][name]
    assert plain(found["properties"]["a"]) == one
