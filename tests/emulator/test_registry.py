"""Schema Registry: what is created, how it is read, listed, changed and deleted."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.platform.lake import EVENT, FULL_1, PROFILE, REGISTRY, XED, XED_1, XED_ID, Lake, group_body
from tests.support.platform.server import Platform

SCHEMAS, GROUPS = f"{REGISTRY}/tenant/schemas", f"{REGISTRY}/tenant/fieldgroups"
STRING, NUMBER = {"type": "string"}, {"type": "number"}


@pytest.fixture
def lake(platform: Platform, sandbox: str) -> Lake:
    return Lake(platform, sandbox)


def path_of(id: str, root: str = SCHEMAS) -> str:
    return f"{root}/{quote(id, safe='')}"


def test_stats_name_the_tenant(lake: Lake) -> None:
    """The tenant's id without underscore, and what there is."""
    lake.schema("Counted", lake.group("Counting", {"a": STRING}))
    found = lake.good("GET", f"{REGISTRY}/stats")
    assert found["tenantId"] == "luma"
    assert found["imsOrg"].endswith("@AdobeOrg")
    assert found["counts"] == {"schemas": 1, "mixins": 1, "classes": 0, "datatypes": 0, "unions": 0}
    assert [row["title"] for row in found["recentlyCreatedResources"]] == ["Counted", "Counting"]
    usage = found["classUsage"][0]
    assert (usage["$id"], usage["title"], usage["numberOfSchemas"]) == (PROFILE, "XDM Individual Profile", 1)


def test_a_field_group_gets_its_ids_and_types(lake: Lake) -> None:
    """Its kind is still `mixins`; every field says its XDM type."""
    fields: dict[str, Any] = {
        "text": STRING,
        "day": {"type": "string", "format": "date"},
        "moment": {"type": "string", "format": "date-time"},
        "byte": {"type": "integer", "minimum": -128, "maximum": 128},
        "short": {"type": "integer", "minimum": -32768, "maximum": 32768},
        "int": {"type": "integer", "minimum": -2147483648, "maximum": 2147483647},
        "long": {"type": "integer", "minimum": -9007199254740992, "maximum": 9007199254740992},
        "unbound": {"type": "integer"},
        "double": NUMBER,
        "flag": {"type": "boolean"},
        "list": {"type": "array", "items": STRING},
        "map": {"type": "object", "additionalProperties": NUMBER},
        "object": {"type": "object", "properties": {"inner": STRING}},
    }
    answer = lake.call("POST", GROUPS, json=group_body("luma", "Types", fields))
    doc = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch(r"https://ns\.adobe\.com/luma/mixins/[0-9a-f]{48}", doc["$id"])
    assert doc["meta:altId"] == "_luma.mixins." + doc["$id"].rpartition("/")[2]
    assert (doc["meta:resourceType"], doc["version"], doc["meta:containerId"]) == ("mixins", "1.0", "tenant")
    found = doc["definitions"]["own"]["properties"]["_luma"]["properties"]
    assert {name: field["meta:xdmType"] for name, field in found.items()} == {
        "text": "string",
        "day": "date",
        "moment": "date-time",
        "byte": "byte",
        "short": "short",
        "int": "int",
        "long": "long",
        "unbound": "int",
        "double": "number",
        "flag": "boolean",
        "list": "array",
        "map": "map",
        "object": "object",
    }
    assert found["list"]["items"]["meta:xdmType"] == "string"
    assert found["object"]["properties"]["inner"]["meta:xdmType"] == "string"


def test_a_schema_says_what_it_is_made_of(lake: Lake) -> None:
    """Class, direct references, and everything it extends; typed parts."""
    group = lake.group("Parts", {"a": STRING})
    schema = lake.schema("Made of", group)
    doc = lake.good("GET", path_of(schema), headers={"Accept": XED_1})
    assert doc["meta:class"] == PROFILE
    assert doc["refs"] == [PROFILE, group]
    assert doc["meta:extends"] == [PROFILE, "https://ns.adobe.com/xdm/data/record", group]
    assert doc["allOf"][0] == {"$ref": PROFILE, "type": "object", "meta:xdmType": "object"}
    assert (doc["meta:tenantNamespace"], doc["meta:abstract"], doc["meta:extensible"]) == ("_luma", False, False)
    assert set(doc["meta:registryMetadata"]) >= {"repo:createdDate", "repo:lastModifiedDate", "eTag"}


def test_a_resource_is_found_by_both_ids(lake: Lake) -> None:
    """The `$id` encoded, the `meta:altId` plain; the old name of field groups still works."""
    group = lake.group("Both", {"a": STRING})
    alt = "_luma.mixins." + group.rpartition("/")[2]
    for path in (path_of(group, GROUPS), f"{GROUPS}/{alt}", f"{REGISTRY}/tenant/mixins/{alt}"):
        assert lake.good("GET", path, headers={"Accept": XED_1})["$id"] == group


def test_full_resolves_references(lake: Lake) -> None:
    """Class, field group and data type end in `properties`; notext leaves the texts out."""
    address = {"type": "object", "title": "Address", "properties": {"city": {"type": "string", "title": "City"}}}
    type_ = lake.good("POST", f"{REGISTRY}/tenant/datatypes", json=address)["$id"]
    group = lake.group("With address", {"home": {"$ref": type_, "title": "Home"}})
    schema = lake.schema("Resolved", group)
    doc = lake.good("GET", path_of(schema), headers={"Accept": FULL_1})
    home = doc["properties"]["_luma"]["properties"]["home"]
    assert (home["type"], home["title"], home["properties"]["city"]["type"]) == ("object", "Home", "string")
    assert doc["properties"]["personID"]["meta:xdmType"] == "string"
    assert "allOf" not in doc
    accept = "application/vnd.adobe.xed-full-notext+json;version=1"
    doc = lake.good("GET", path_of(schema), headers={"Accept": accept})
    assert "title" not in doc["properties"]["_luma"]["properties"]["home"]


def test_descriptors_come_along_when_asked_for(lake: Lake) -> None:
    """The form `xed-full-desc`."""
    schema = lake.schema("Described", lake.group("Describing", {"ecid": STRING}))
    lake.identity(schema, "/_luma/ecid")
    accept = "application/vnd.adobe.xed-full-desc+json; version=1"
    doc = lake.good("GET", path_of(schema), headers={"Accept": accept})
    assert [item["xdm:sourceProperty"] for item in doc["meta:descriptors"]] == ["/_luma/ecid"]


@pytest.mark.parametrize(
    ("path", "accept", "code"),
    [
        (SCHEMAS, "*/*", 1006),
        (SCHEMAS, XED_1, 1006),
        (SCHEMAS, "application/json", 1006),
        (SCHEMAS, "application/vnd.adobe.xed-full+json", 1006),
        (f"{SCHEMAS}/x", XED, 1007),
        (f"{SCHEMAS}/x", "*/*", 1007),
        (f"{SCHEMAS}/x", "application/vnd.adobe.xed-id+json; version=1", 1007),
        (f"{REGISTRY}/tenant/descriptors", XED, 1008),
        (f"{REGISTRY}/tenant/descriptors", "application/vnd.adobe.xdm+json; version=1", 1008),
        (f"{REGISTRY}/tenant/descriptors/x", XED_1, 1009),
    ],
)
def test_the_accept_header_must_fit_the_call(platform: Platform, path: str, accept: str, code: int) -> None:
    """400 in the registry's own body, whose text names what was sent."""
    answer = platform.get(path, headers={"Accept": accept})
    body = answer.json()
    assert (answer.status_code, body["type"]) == (400, f"http://ns.adobe.com/aep/errors/XDM-{code}-400")
    assert body["title"] == "Accept header invalid"
    assert body["detail"].startswith(f"The supplied Accept header is not valid: {accept} - A valid Accept value")
    assert body["report"]["detailed-message"] == body["detail"]
    assert re.fullmatch(r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d", body["report"]["timestamp"])


def test_what_is_not_there(platform: Platform) -> None:
    """404 with the documented code and text; the same for another major version."""
    id = "https://ns.adobe.com/luma/schemas/0123"
    body = platform.get(path_of(id), headers={"Accept": XED_1}).json()
    assert (body["status"], body["type"]) == (404, "http://ns.adobe.com/aep/errors/XDM-1012-404")
    assert body["detail"] == f"Requested resource {id} with version 1 is not found"
    answer = platform.get(f"{REGISTRY}/global/classes/_xdm.context.profile", headers={"Accept": XED_1[:-1] + "2"})
    assert answer.status_code == 404


def test_adobes_resources_are_read_only(lake: Lake) -> None:
    """Both classes, three behaviours, the standard field groups; nothing can be written there."""
    for kind, known in (("classes", EVENT), ("behaviors", "https://ns.adobe.com/xdm/data/time-series")):
        rows = lake.good("GET", f"{REGISTRY}/global/{kind}", headers={"Accept": XED_ID})["results"]
        assert known in [row["$id"] for row in rows]
        assert set(rows[0]) == {"$id", "meta:altId", "version", "title"}
    path = f"{REGISTRY}/global/classes/_xdm.context.experienceevent"
    doc = lake.good("GET", path, headers={"Accept": FULL_1})
    assert {"_id", "timestamp", "eventType", "identityMap"} <= set(doc["properties"])
    assert doc["required"] == ["_id", "timestamp"]
    assert doc["properties"]["identityMap"]["meta:xdmType"] == "map"
    assert lake.refusal("POST", f"{REGISTRY}/global/schemas", json={})[0] == 403


def test_lists_filter_and_order(lake: Lake) -> None:
    """Conditions on top-level attributes all have to hold; order by any of them."""
    for title in ("Beta", "Alpha", "Gamma"):
        lake.group(title, {"a": STRING})
    lake.group("Delta", {"a": STRING}, extends=EVENT)

    def titles(query: str) -> list[str]:
        found = lake.good("GET", f"{GROUPS}?{query}", headers={"Accept": XED_ID})
        return [row["title"] for row in found["results"]]

    assert titles("property=title==Beta") == ["Beta"]
    assert titles("property=title~^(A|G)&orderby=-title") == ["Gamma", "Alpha"]
    assert titles(f"property=meta:intendedToExtend=={EVENT}") == ["Delta"]
    assert titles(f"property=meta:intendedToExtend=={PROFILE}&property=title!=Beta&orderby=title") == ["Alpha", "Gamma"]
    assert titles("property=title>=Delta&orderby=title") == ["Delta", "Gamma"]
    assert titles("property=description") == []
    status, said = lake.refusal("GET", f"{GROUPS}?property=title~(", headers={"Accept": XED_ID})
    assert (status, said.startswith("property: ( is no regular expression")) == (400, True)


def test_pages_go_on_from_a_value(lake: Lake) -> None:
    """`start` is a value, not an index; both ways of walking lead to the end; both need an order."""
    for title in ("A", "B", "C", "D", "E"):
        lake.group(title, {"a": STRING})
    seen, path = [], f"{GROUPS}?orderby=title&limit=2"
    while path:
        page = lake.good("GET", path, headers={"Accept": XED_ID})
        seen.append([row["title"] for row in page["results"]])
        path = page["_links"]["next"]["href"]
    assert seen == [["A", "B"], ["C", "D"], ["E"]]
    page = lake.good("GET", f"{GROUPS}?orderby=-title&start=D&limit=2", headers={"Accept": XED_ID})
    assert [row["title"] for row in page["results"]] == ["C", "B"]
    assert page["_page"] == {"orderby": "-title", "next": "B", "count": 2}
    for query in ("limit=2", "start=A"):
        assert lake.refusal("GET", f"{GROUPS}?{query}", headers={"Accept": XED_ID})[0] == 400
    assert lake.refusal("GET", f"{GROUPS}?orderby=title&limit=501", headers={"Accept": XED_ID})[0] == 400


def test_rows_that_share_a_value_stay_on_one_page(lake: Lake) -> None:
    """The limit is a hint: else the next page would leave some out."""
    for title in ("A", "B", "C"):
        lake.group(title, {"a": STRING})
    page = lake.good("GET", f"{GROUPS}?orderby=version&limit=1", headers={"Accept": XED_ID})
    assert (len(page["results"]), page["_page"]["next"]) == (3, None)


def test_each_write_raises_the_minor_version(lake: Lake) -> None:
    """PATCH is a JSON Patch sent as plain JSON; PUT rewrites the whole."""
    group = lake.group("Versions", {"a": STRING})
    path = path_of(group, GROUPS)
    add = [{"op": "add", "path": "/definitions/own/properties/_luma/properties/b", "value": NUMBER}]
    doc = lake.good("PATCH", path, json=add)
    assert doc["version"] == "1.1"
    assert doc["definitions"]["own"]["properties"]["_luma"]["properties"]["b"]["meta:xdmType"] == "number"
    doc = lake.good("PUT", path, json=group_body("luma", "Versions", {"c": STRING}))
    assert (doc["version"], list(doc["definitions"]["own"]["properties"]["_luma"]["properties"])) == ("1.2", ["c"])
    sent = {"Content-Type": "application/json-patch+json"}
    assert lake.refusal("PATCH", path, json=add, headers=sent) == (400, "A valid content-type must be specified")
    assert lake.refusal("PATCH", path, json=[{"op": "remove", "path": "/nowhere"}])[0] == 400
    ignored = [{"op": "add", "path": "/meta:extends/-", "value": "x"}]
    assert lake.good("PATCH", path, json=ignored)["meta:extends"] == []


def test_a_deleted_resource_is_gone(lake: Lake) -> None:
    """204 without a body, then 404; a schema takes its descriptors along."""
    schema = lake.schema("Going", lake.group("Staying", {"ecid": STRING}))
    descriptor = lake.identity(schema, "/_luma/ecid")
    answer = lake.call("DELETE", path_of(schema))
    assert (answer.status_code, answer.content) == (204, b"")
    assert lake.refusal("GET", path_of(schema), headers={"Accept": XED_1})[0] == 404
    assert lake.refusal("DELETE", path_of(schema))[0] == 404
    assert lake.refusal("GET", f"{REGISTRY}/tenant/descriptors/{descriptor}")[0] == 404


def test_the_tenant_may_have_classes(lake: Lake) -> None:
    """Of one behaviour; field groups meant for the behaviour or the class fit."""
    body = {
        "type": "object",
        "title": "Property",
        "allOf": [{"$ref": "https://ns.adobe.com/xdm/data/record"}, {"$ref": "#/definitions/own"}],
        "definitions": {"own": {"properties": {"_luma": {"type": "object", "properties": {"id": STRING}}}}},
    }
    class_ = lake.good("POST", f"{REGISTRY}/tenant/classes", json=body)["$id"]
    assert class_.startswith("https://ns.adobe.com/luma/classes/")
    schema = lake.schema("Properties", lake.group("Rooms", {"rooms": NUMBER}, extends=class_), of=class_)
    doc = lake.good("GET", path_of(schema), headers={"Accept": FULL_1})
    assert doc["meta:class"] == class_
    assert set(doc["properties"]["_luma"]["properties"]) == {"id", "rooms"}
    body = {**body, "title": "Two", "allOf": body["allOf"] + [{"$ref": "https://ns.adobe.com/xdm/data/adhoc"}]}  # type: ignore[operator]
    assert lake.refusal("POST", f"{REGISTRY}/tenant/classes", json=body)[0] == 400
