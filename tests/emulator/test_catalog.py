"""Catalog: datasets, their versions, tags, and three forms of PATCH."""

import re
from typing import Any

import pytest

from tests.support.platform.lake import CATALOG, REFERENCE, REGISTRY, Lake, lines
from tests.support.platform.server import Platform

SETS = f"{CATALOG}/dataSets"
PATCH = {"Content-Type": "application/json-patch+json"}
STRING = {"type": "string"}


@pytest.fixture
def lake(platform: Platform, sandbox: str) -> Lake:
    return Lake(platform, sandbox)


@pytest.fixture(scope="module")
def common(platform: Platform) -> tuple[Lake, str]:
    """A dataset that only refused writes are tried on."""
    lake = Lake(platform, platform.fresh_sandbox())
    return lake, lake.dataset("Common", lake.schema("Common"))


def in_union(lake: Lake, title: str) -> str:
    schema = lake.schema(title, lake.group(f"{title} fields", {"ecid": STRING}))
    lake.identity(schema, "/_luma/ecid")
    tag = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]
    lake.good("PATCH", f"{REGISTRY}/tenant/schemas/_luma.schemas.{schema.rpartition('/')[2]}", json=tag)
    return schema


def test_a_dataset_is_created_and_read(lake: Lake) -> None:
    """201 with a list of one address; answers are keyed by id, the ETag is the version."""
    schema = lake.schema("Visits")
    body = {"name": "Web visits!", "schemaRef": {"id": schema, "contentType": REFERENCE}, "tags": {"team": ["web"]}}
    answer = lake.call("POST", f"{SETS}?requestDataSource=true", json=body)
    assert answer.status_code == 201
    (name,) = answer.json()
    id = name.removeprefix("@/dataSets/")
    assert re.fullmatch(r"[0-9a-f]{24}", id)
    assert answer.headers["Location"].endswith(f"/data/foundation/catalog/dataSets/{id}")
    found = lake.call("GET", f"{SETS}/{id}")
    doc = found.json()[id]
    assert found.headers["ETag"] == '"1.0.0"'
    assert doc["version"] == "1.0.0"
    assert doc["tags"] == {"adobe/pqs/table": ["web_visits"], "team": ["web"]}
    assert doc["fileDescription"] == {"format": "parquet"}
    assert doc["files"] == f"@/dataSets/{id}/views/{doc['viewId']}/files"
    assert doc["created"] == doc["updated"]
    assert "id" not in doc
    assert lake.good("GET", f"{CATALOG}/datasets/{id}") == {id: doc}


def test_several_are_asked_for_with_commas(lake: Lake) -> None:
    """And of each only what is wanted."""
    schema = lake.schema("Many")
    ids = [lake.dataset(name, schema) for name in ("One", "Two")]
    found = lake.good("GET", f"{SETS}/{','.join(ids)}?properties=name,none")
    assert found == {ids[0]: {"name": "One"}, ids[1]: {"name": "Two"}}
    assert lake.refusal("GET", f"{SETS}/{'0' * 24}") == (404, f"Dataset {'0' * 24} is not found")
    tables = [lake.one_dataset(id)["tags"]["adobe/pqs/table"] for id in (*ids, lake.dataset("One", schema))]
    assert tables == [["one"], ["two"], ["one_2"]]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": None}, "name is required"),
        ({"name": 1}, "name must be a text"),
        ({"schemaRef": None}, "schemaRef.id is required"),
        (
            {"schemaRef": {"id": "https://ns.adobe.com/luma/schemas/0", "contentType": REFERENCE}},
            "schemaRef.id: schema",
        ),
        ({"tags": {"a": "b"}}, "tags.a must be an array of strings"),
        ({"tags": ["a"]}, "tags must be an object"),
        ({"tags": {"unifiedProfile": ["on"]}}, "tags.unifiedProfile knows enabled:true"),
        ({"tags": {"unifiedProfile": ["enabled:true"]}}, "unifiedProfile cannot be enabled: schema"),
        ({"enableErrorDiagnostics": "yes"}, "enableErrorDiagnostics must be true or false"),
        ({"fileDescription": "csv"}, "fileDescription must be an object"),
    ],
)
def test_a_dataset_that_cannot_be(common: tuple[Lake, str], changes: dict[str, Any], said: str) -> None:
    """400 in the generic services' body."""
    lake, id = common
    doc = lake.one_dataset(id)
    body = {"name": "New", "schemaRef": doc["schemaRef"], **changes}
    answer = lake.call("POST", SETS, json=body)
    found = answer.json()
    assert (answer.status_code, found["title"], found["type"]) == (400, "BadRequestError", "/placeholder/type/uri")
    assert found["detail"].startswith(said)


def test_a_content_type_is_wanted(common: tuple[Lake, str]) -> None:
    """Of the reference to the schema too. A patch's media type is told apart from a tutorial's mistake."""
    lake, id = common
    reference = {"id": lake.one_dataset(id)["schemaRef"]["id"], "contentType": "application/json"}
    assert lake.refusal("POST", SETS, json={"name": "New", "schemaRef": reference})[0] == 400
    wrong = {"Content-Type": "application/json+patch"}
    said = (400, "A valid content-type must be specified")
    assert lake.refusal("PATCH", f"{SETS}/{id}", json=[], headers=wrong) == said
    assert lake.refusal("POST", SETS, data=b"{}") == said
    assert lake.refusal("POST", SETS, data=b"{", headers={"Content-Type": "application/json"})[0] == 400


def test_merging_replaces_top_level_values_as_wholes(lake: Lake) -> None:
    """Tags that are not sent along are gone; the version rises with each change."""
    id = lake.dataset("Merged", lake.schema("Merged"), description="Text", tags={"a": ["1"], "b": ["2"]})
    assert lake.good("PATCH", f"{SETS}/{id}", json={"tags": {"b": ["3"]}}) == [f"@/dataSets/{id}"]
    doc = lake.one_dataset(id)
    assert (doc["tags"], doc["description"], doc["version"]) == ({"b": ["3"]}, "Text", "1.0.1")


def test_a_json_patch_changes_single_places(lake: Lake) -> None:
    """By its own media type; one that does not fit is refused whole."""
    id = lake.dataset("Patched", lake.schema("Patched"), tags={"a": ["1"]})
    operations = [
        {"op": "add", "path": "/tags/b", "value": ["2"]},
        {"op": "replace", "path": "/name", "value": "Renamed"},
    ]
    lake.good("PATCH", f"{SETS}/{id}", json=operations, headers=PATCH)
    doc = lake.one_dataset(id)
    assert (doc["name"], doc["tags"]["a"], doc["tags"]["b"]) == ("Renamed", ["1"], ["2"])
    broken = [{"op": "replace", "path": "/name", "value": "Again"}, {"op": "remove", "path": "/tags/none"}]
    assert lake.refusal("PATCH", f"{SETS}/{id}", json=broken, headers=PATCH)[0] == 400
    assert lake.one_dataset(id)["name"] == "Renamed"


def test_the_v2_path_merges_at_every_depth(lake: Lake) -> None:
    """It makes what is missing on the way; periods of row expiration are checked."""
    id = lake.dataset("Deep", lake.schema("Deep"), tags={"a": ["1"]})
    body = {
        "tags": {"b": ["2"]},
        "extensions": {"adobe_lakeHouse": {"rowExpiration": {"ttlValue": "P3Y"}}},
        "classification": {"managedBy": "CUSTOMER"},
    }
    lake.good("PATCH", f"{CATALOG}/v2/dataSets/{id}", json=body)
    doc = lake.one_dataset(id)
    assert (doc["tags"]["a"], doc["tags"]["b"]) == (["1"], ["2"])
    assert doc["extensions"] == {"adobe_lakeHouse": {"rowExpiration": {"ttlValue": "P3Y"}}}
    wrong = {"extensions": {"adobe_lakeHouse": {"rowExpiration": {"ttlValue": "3 years"}}}}
    assert lake.refusal("PATCH", f"{CATALOG}/v2/dataSets/{id}", json=wrong)[0] == 400


def test_a_put_rewrites_the_whole(lake: Lake) -> None:
    """What it leaves out is gone; what the server set stays."""
    schema = lake.schema("Put")
    id = lake.dataset("Put", schema, description="Text", tags={"a": ["1"]})
    before = lake.one_dataset(id)
    body = {"name": "Put again", "schemaRef": before["schemaRef"], "created": 1}
    assert lake.good("PUT", f"{SETS}/{id}", json=body) == [f"@/dataSets/{id}"]
    doc = lake.one_dataset(id)
    assert (doc["name"], doc.get("description"), doc.get("tags")) == ("Put again", None, None)
    assert (doc["created"], doc["viewId"], doc["version"]) == (before["created"], before["viewId"], "1.0.1")
    assert lake.refusal("PUT", f"{SETS}/{'0' * 24}", json=body)[0] == 404


def test_some_things_never_change(lake: Lake) -> None:
    """The schema and the file description."""
    id = lake.dataset("Fixed", lake.schema("First"))
    other = {"id": lake.schema("Second"), "contentType": REFERENCE}
    assert lake.refusal("PATCH", f"{SETS}/{id}", json={"schemaRef": other}) == (
        400,
        "schemaRef of a dataset cannot be changed",
    )
    assert lake.refusal("PATCH", f"{SETS}/{id}", json={"fileDescription": {"format": "csv"}})[0] == 400


@pytest.mark.parametrize("form", ['"1.0.0"', "1.0.0", "*", 'W/"1.0.0"', '"9", "1.0.0"'])
def test_a_write_can_be_guarded(common: tuple[Lake, str], form: str) -> None:
    """If-Match in each of its forms; the dry run leaves the version alone."""
    lake, id = common
    headers = {"If-Match": form, "Pragma": "validate-only"}
    lake.good("PATCH", f"{SETS}/{id}", json={"description": "x"}, headers=headers)
    doc = lake.one_dataset(id)
    assert (doc["version"], doc.get("description")) == ("1.0.0", None)


def test_a_write_that_comes_late_is_refused(lake: Lake) -> None:
    """412 when somebody else was first, on all forms of writing; If-None-Match means nothing here."""
    id = lake.dataset("Guarded", lake.schema("Guarded"))
    lake.good("PATCH", f"{SETS}/{id}", json={"description": "first"}, headers={"If-None-Match": '"1.0.0"'})
    late = {"If-Match": '"1.0.0"'}
    said = (412, f'Dataset {id} is at version 1.0.1, not "1.0.0"')
    assert lake.refusal("PATCH", f"{SETS}/{id}", json={"description": "second"}, headers=late) == said
    assert lake.refusal("PATCH", f"{CATALOG}/v2/dataSets/{id}", json={}, headers=late) == said
    assert lake.refusal("PUT", f"{SETS}/{id}", json={}, headers=late) == said
    assert lake.one_dataset(id)["description"] == "first"


def test_a_dry_run_creates_nothing(common: tuple[Lake, str]) -> None:
    """What cannot be is still refused."""
    lake, id = common
    dry = {"Pragma": "validate-only"}
    body = {"name": "Dry", "schemaRef": lake.one_dataset(id)["schemaRef"]}
    assert lake.call("POST", SETS, json=body, headers=dry).status_code == 200
    assert lake.refusal("POST", SETS, json={}, headers=dry)[0] == 400
    assert list(lake.good("GET", SETS)) == [id]


def test_profile_is_switched_by_tags(lake: Lake) -> None:
    """With or without a space; upsert only from switched off."""
    on = {"unifiedProfile": ["enabled: true"], "unifiedIdentity": ["enabled:true"]}
    id = lake.dataset("Profiles", in_union(lake, "Profiles"), tags=on)
    upsert = {"tags": {**on, "unifiedProfile": ["enabled:true", "isUpsert:true"]}}
    assert lake.refusal("PATCH", f"{SETS}/{id}", json=upsert) == (
        400,
        "unifiedProfile must be disabled before it can be enabled with isUpsert",
    )
    lake.good("PATCH", f"{SETS}/{id}", json={"tags": {**on, "unifiedProfile": ["enabled:false"]}})
    lake.good("PATCH", f"{SETS}/{id}", json=upsert)
    assert lake.one_dataset(id)["tags"]["unifiedProfile"] == ["enabled:true", "isUpsert:true"]


def test_a_deleted_dataset_takes_its_data_along(lake: Lake) -> None:
    """Its batches are deleted; an unknown id is no error."""
    id = lake.dataset("Going", lake.schema("Going"))
    batch, _ = lake.ingest(id, lines({"personID": "1"}))
    assert lake.good("DELETE", f"{SETS}/{id}") == [f"@/dataSets/{id}"]
    assert lake.good("DELETE", f"{SETS}/{id}") == []
    assert lake.refusal("GET", f"{SETS}/{id}")[0] == 404
    assert lake.batch(batch)["status"] == "deleted"
