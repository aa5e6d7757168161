"""Schema Registry: what it refuses, and how resources may go on once data depends on them."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.support.platform.lake import CATALOG, EVENT, PROFILE, REGISTRY, XED_1, Lake, group_body, lines
from tests.support.platform.server import Platform

SCHEMAS, GROUPS = f"{REGISTRY}/tenant/schemas", f"{REGISTRY}/tenant/fieldgroups"
STRING, NUMBER = {"type": "string"}, {"type": "number"}
FIELDS = "/definitions/own/properties/_luma/properties"


@pytest.fixture
def lake(platform: Platform, sandbox: str) -> Lake:
    return Lake(platform, sandbox)


@pytest.fixture
def common(platform: Platform, common_sandbox: str) -> Lake:
    return Lake(platform, common_sandbox)


def path_of(id: str, root: str = SCHEMAS) -> str:
    return f"{root}/{quote(id, safe='')}"


def code(lake: Lake, method: str, path: str, **rest: Any) -> str:
    """Adobe's code of a refusal."""
    return str(lake.call(method, path, **rest).json()["type"]).rpartition("/")[2]


def test_titles_are_unique_over_all_kinds(lake: Lake) -> None:
    """A schema cannot have a field group's title; the text names who has it."""
    group = lake.group("Taken", {"a": STRING})
    body = {"type": "object", "title": "Taken", "allOf": [{"$ref": PROFILE}]}
    assert code(lake, "POST", SCHEMAS, json=body) == "XDM-1521-400"
    said = f"Title must be unique. An object {group} already exists with the same title"
    assert lake.refusal("POST", SCHEMAS, json=body) == (400, said)
    assert lake.good("PUT", path_of(group, GROUPS), json=group_body("luma", "Taken", {"a": STRING}))["title"] == "Taken"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"type": "object", "allOf": [{"$ref": PROFILE}]}, "title is required"),
        ({"title": "T", "allOf": [{"$ref": PROFILE}]}, "type must be object, not None"),
        ({"type": "object", "title": "T"}, "allOf must name exactly one class, not 0"),
        (
            {"type": "object", "title": "T", "allOf": [{"$ref": PROFILE}, {"$ref": EVENT}]},
            "allOf must name exactly one class, not 2",
        ),
        (
            {"type": "object", "title": "T", "allOf": [{"$ref": PROFILE}, {"$ref": "https://ns.adobe.com/x"}]},
            "allOf names https://ns.adobe.com/x, which is not found",
        ),
        (
            {"type": "object", "title": "T", "allOf": [{"$ref": PROFILE}], "properties": {"a": STRING}},
            "A schema has no fields of its own: allOf names a class and field groups by $ref",
        ),
        ({"type": "object", "title": "T", "allOf": "x"}, "allOf must be an array of objects"),
        ([], "The body must be a JSON object"),
    ],
)
def test_a_schema_that_cannot_be(common: Lake, body: Any, said: str) -> None:
    """One sentence says what is wrong."""
    assert common.refusal("POST", SCHEMAS, json=body) == (400, said)


def test_a_body_that_is_no_json(common: Lake) -> None:
    """400 in the registry's own body."""
    sent = {"Content-Type": "application/json"}
    assert code(common, "POST", SCHEMAS, data=b"{", headers=sent) == "XDM-1400-400"


def test_a_field_group_must_be_meant_for_the_class(lake: Lake) -> None:
    """Field groups of events do not fit profiles."""
    group = lake.group("For events", {"a": STRING}, extends=EVENT)
    body = {"type": "object", "title": "Misfit", "allOf": [{"$ref": PROFILE}, {"$ref": group}]}
    assert lake.refusal("POST", SCHEMAS, json=body) == (
        400,
        f"Field group {group} is not compatible with class {PROFILE}",
    )


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"_hidden": STRING}, "XDM-1021-400"),
        ({"a b": STRING}, "XDM-1021-400"),
        ({"a.b": STRING}, "XDM-1021-400"),
        ({"a": {"type": "text"}}, "XDM-1400-400"),
        ({"a": {}}, "XDM-1400-400"),
        ({"a": "string"}, "XDM-1400-400"),
        ({"a": {"type": "array"}}, "XDM-1400-400"),
        ({"a": {"type": "string", "pattern": "("}}, "XDM-1400-400"),
        ({"a": {"type": "string", "enum": [1]}}, "XDM-1400-400"),
        ({"a": {"type": "integer", "minimum": "0"}}, "XDM-1400-400"),
        ({"a": {"$ref": "https://ns.adobe.com/luma/datatypes/x"}}, "XDM-1400-400"),
        ({"a": {"type": "object", "properties": {"_b": STRING}}}, "XDM-1021-400"),
    ],
)
def test_fields_that_cannot_be(common: Lake, fields: Any, wanted: str) -> None:
    """Names, types, references, constraints."""
    assert code(common, "POST", GROUPS, json=group_body("luma", "Fields", fields)) == wanted


def test_own_fields_stand_below_the_tenants_namespace(common: Lake) -> None:
    """Anything beside it is refused with a namespace code."""
    for outside in ("loyalty", "_other"):
        body = group_body("luma", "Outside", {"a": STRING})
        body["definitions"]["own"]["properties"][outside] = STRING
        assert code(common, "POST", GROUPS, json=body) == "XDM-1020-400"


def test_parts_must_agree_on_a_field(lake: Lake) -> None:
    """Two field groups that give a field different types cannot be merged."""
    text, number = lake.group("As text", {"a": STRING}), lake.group("As number", {"a": NUMBER})
    body = {"type": "object", "title": "Both", "allOf": [{"$ref": uri} for uri in (PROFILE, text, number)]}
    assert code(lake, "POST", SCHEMAS, json=body) == "XDM-1413-400"


def test_a_data_type_that_holds_itself_is_no_trap(lake: Lake) -> None:
    """It ends where it meets itself."""
    types = f"{REGISTRY}/tenant/datatypes"
    type_ = lake.good("POST", types, json={"type": "object", "title": "Node", "properties": {"a": STRING}})["$id"]
    loop = [{"op": "add", "path": "/properties/next", "value": {"$ref": type_}}]
    assert lake.good("PATCH", path_of(type_, types), json=loop)["version"] == "1.1"
    schema = lake.schema("Nodes", lake.group("Node field", {"node": {"$ref": type_}}))
    assert lake.rows(lake.dataset("Nodes", schema)) == []


def test_the_union_wants_a_primary_identity(lake: Lake) -> None:
    """A record schema has none before its descriptor is made; the tag stays for good."""
    schema = lake.schema("Joining", lake.group("Identified", {"ecid": STRING}))
    join = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]
    assert code(lake, "PATCH", path_of(schema), json=join) == "XDM-1526-400"
    lake.identity(schema, "/_luma/ecid")
    assert lake.good("PATCH", path_of(schema), json=join)["meta:immutableTags"] == ["union"]
    leave = [{"op": "remove", "path": "/meta:immutableTags"}]
    assert lake.refusal("PATCH", path_of(schema), json=leave) == (
        400,
        "The tag union cannot be removed from a schema",
    )
    body = {"type": "object", "title": "Joining", "allOf": [{"$ref": PROFILE}]}
    assert lake.refusal("PUT", path_of(schema), json=body)[0] == 400


def test_the_union_is_all_its_schemas_seen_as_one(lake: Lake) -> None:
    """Readable at two places; it has what Profile adds; a stranger to it is not in it."""
    for number in (1, 2):
        schema = lake.schema(f"Member {number}", lake.group(f"Group {number}", {f"ecid{number}": STRING}))
        lake.identity(schema, f"/_luma/ecid{number}")
        lake.good("PATCH", path_of(schema), json=[{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}])
    lake.schema("Stranger", lake.group("Group 3", {"other": STRING}))
    for path in ("unions/_xdm.context.profile__union", f"schemas/{quote(PROFILE + '__union', safe='')}"):
        doc = lake.good("GET", f"{REGISTRY}/tenant/{path}", headers={"Accept": XED_1})
        assert doc["$id"] == PROFILE + "__union"
        assert set(doc["properties"]["_luma"]["properties"]) == {"ecid1", "ecid2"}
        assert {"identityMap", "timeSeriesEvents", "segmentMembership"} <= set(doc["properties"])
    rows = lake.good("GET", f"{REGISTRY}/tenant/unions", headers={"Accept": "application/vnd.adobe.xed-id+json"})
    assert [row["$id"] for row in rows["results"]] == [PROFILE + "__union"]
    status, _ = lake.refusal("GET", f"{REGISTRY}/tenant/unions/_xdm.context.x__union", headers={"Accept": XED_1})
    assert status == 404


@pytest.fixture
def used(lake: Lake) -> tuple[Lake, str, str]:
    """A schema and its field group on which data depends."""
    fields = {
        "ecid": STRING,
        "kind": {"type": "string", "enum": ["a", "b"]},
        "deep": {"type": "object", "properties": {"x": NUMBER}},
    }
    group = lake.group("Fields in use", fields)
    schema = lake.schema("In use", group)
    dataset = lake.dataset("In use", schema)
    _, batch = lake.ingest(dataset, lines({"_luma": {"ecid": "1"}}))
    assert batch["status"] == "success"
    return lake, schema, group


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        ({"op": "remove", "path": f"{FIELDS}/ecid"}, "Field /_luma/ecid cannot be removed"),
        ({"op": "remove", "path": f"{FIELDS}/deep/properties/x"}, "Field /_luma/deep/x cannot be removed"),
        ({"op": "move", "from": f"{FIELDS}/ecid", "path": f"{FIELDS}/id"}, "Field /_luma/ecid cannot be removed"),
        (
            {"op": "replace", "path": f"{FIELDS}/ecid", "value": NUMBER},
            "The type of field /_luma/ecid cannot be changed",
        ),
        (
            {"op": "replace", "path": f"{FIELDS}/kind/enum", "value": ["a"]},
            "The allowed values of field /_luma/kind cannot be narrowed",
        ),
        (
            {"op": "add", "path": f"{FIELDS}/ecid/enum", "value": ["a"]},
            "The allowed values of field /_luma/ecid cannot be narrowed",
        ),
        (
            {"op": "add", "path": f"{FIELDS}/deep/properties/x/minimum", "value": 0},
            "The minimum of field /_luma/deep/x cannot be narrowed",
        ),
        (
            {"op": "add", "path": "/definitions/own/properties/_luma/required", "value": ["ecid"]},
            "Field /_luma/ecid cannot be made required",
        ),
    ],
)
def test_what_is_in_use_only_grows(used: tuple[Lake, str, str], operation: dict[str, Any], said: str) -> None:
    """Each narrowing of a field group is refused for the schema that data was taken with."""
    lake, schema, group = used
    answer = lake.refusal("PATCH", path_of(group, GROUPS), json=[operation])
    assert answer == (400, f"{said}: schema {schema} is in use, only additions are allowed")


def test_additions_go_through(used: tuple[Lake, str, str]) -> None:
    """A new field, a wider enum, a new title, another field group."""
    lake, schema, group = used
    operations = [
        {"op": "add", "path": f"{FIELDS}/more", "value": STRING},
        {"op": "replace", "path": f"{FIELDS}/kind/enum", "value": ["a", "b", "c"]},
        {"op": "replace", "path": "/title", "value": "Renamed"},
    ]
    assert lake.good("PATCH", path_of(group, GROUPS), json=operations)["version"] == "1.1"
    more = [{"op": "add", "path": "/allOf/-", "value": {"$ref": lake.group("More", {"n": NUMBER})}}]
    assert len(lake.good("PATCH", path_of(schema), json=more)["allOf"]) == 3
    fewer = [{"op": "remove", "path": "/allOf/1"}]
    assert lake.refusal("PATCH", path_of(schema), json=fewer)[0] == 400


def test_what_is_in_use_cannot_be_deleted(used: tuple[Lake, str, str]) -> None:
    """The schema for its dataset's sake, the field group for the schema's; in turn they can."""
    lake, schema, group = used
    assert lake.refusal("DELETE", path_of(schema))[0] == 400
    assert lake.refusal("DELETE", path_of(group, GROUPS)) == (400, f"{group} is in use by {schema} (In use)")
    for id in lake.good("GET", f"{CATALOG}/dataSets"):
        lake.good("DELETE", f"{CATALOG}/dataSets/{id}")
    assert lake.call("DELETE", path_of(schema)).status_code == 204
    assert lake.call("DELETE", path_of(group, GROUPS)).status_code == 204


def test_before_use_anything_goes(lake: Lake) -> None:
    """A dataset alone, without data and outside of the union, holds nothing back."""
    group = lake.group("Young fields", {"a": STRING})
    schema = lake.schema("Young", group)
    lake.dataset("Young", schema)
    assert (
        lake.good("PUT", path_of(group, GROUPS), json=group_body("luma", "Young fields", {"b": NUMBER}))["version"]
        == "1.1"
    )


def test_in_the_union_a_dataset_holds_the_schema(lake: Lake) -> None:
    """Without any data yet."""
    group = lake.group("Held fields", {"ecid": STRING})
    schema = lake.schema("Held", group)
    lake.identity(schema, "/_luma/ecid")
    lake.good("PATCH", path_of(schema), json=[{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}])
    shrink = [{"op": "remove", "path": f"{FIELDS}/ecid"}]
    widen = [{"op": "add", "path": f"{FIELDS}/b", "value": STRING}]
    lake.good("PATCH", path_of(group, GROUPS), json=widen)
    lake.dataset("Held", schema)
    assert lake.refusal("PATCH", path_of(group, GROUPS), json=shrink)[0] == 400
