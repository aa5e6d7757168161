"""Descriptors: identities and the other types, their paths, their forms in lists."""

from typing import Any

import pytest

from tests.support.platform.lake import PROFILE, REGISTRY, Lake
from tests.support.platform.server import Platform

PATH = f"{REGISTRY}/tenant/descriptors"
STRING = {"type": "string"}
XDM = "application/vnd.adobe.xdm{}+json"


@pytest.fixture
def lake(platform: Platform, sandbox: str) -> Lake:
    return Lake(platform, sandbox)


def people(lake: Lake) -> str:
    fields = {
        "ecid": STRING,
        "mail": STRING,
        "age": {"type": "integer"},
        "deep": {"type": "object", "properties": {"id": STRING}},
    }
    return lake.schema("People", lake.group("People fields", fields))


@pytest.fixture
def schema(lake: Lake) -> str:
    return people(lake)


@pytest.fixture(scope="module")
def common(platform: Platform) -> tuple[Lake, str]:
    """A schema that only refused descriptors are tried on."""
    lake = Lake(platform, platform.fresh_sandbox())
    return lake, people(lake)


def body(schema: str, **changes: Any) -> dict[str, Any]:
    made = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": schema,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/_luma/ecid",
        "xdm:namespace": "ECID",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }
    return {key: value for key, value in {**made, **changes}.items() if value is not None}


def test_a_descriptor_is_created_and_read(lake: Lake, schema: str) -> None:
    """A version sent as text comes back as a number; no Accept header is needed."""
    answer = lake.call("POST", PATH, json=body(schema, **{"xdm:sourceVersion": "1"}))
    doc = answer.json()
    assert (answer.status_code, doc["xdm:sourceVersion"], doc["version"]) == (201, 1, "1")
    assert len(doc["@id"]) >= 40
    assert doc["meta:containerId"] == "tenant"
    assert lake.good("GET", f"{PATH}/{doc['@id']}") == doc
    assert lake.good("GET", f"{PATH}/{doc['@id']}", headers={"Accept": XDM.format("")}) == doc


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"@type": "xdm:descriptorNone"}, "@type must be one of"),
        ({"xdm:namespace": None}, "xdm:namespace is required"),
        ({"xdm:sourceProperty": None}, "xdm:sourceProperty is required"),
        ({"xdm:sourceVersion": None}, "xdm:sourceVersion must be 1, not None"),
        (
            {"xdm:sourceProperty": "/properties/_luma/properties/ecid"},
            "xdm:sourceProperty /properties/_luma/properties/ecid is no",
        ),
        ({"xdm:sourceProperty": "/_luma/none"}, "xdm:sourceProperty /_luma/none is no field of schema"),
        ({"xdm:sourceProperty": "/_luma/age"}, "An identity must be a string; /_luma/age is int"),
        ({"xdm:sourceProperty": "/_luma/deep"}, "An identity must be a string; /_luma/deep is object"),
        ({"xdm:property": "code"}, "xdm:property must be xdm:code or xdm:id, not code"),
        ({"xdm:isPrimary": "yes"}, "xdm:isPrimary must be true or false"),
    ],
)
def test_a_descriptor_that_cannot_be(common: tuple[Lake, str], changes: dict[str, Any], said: str) -> None:
    """400, and one sentence."""
    lake, schema = common
    status, detail = lake.refusal("POST", PATH, json=body(schema, **changes))
    assert (status, detail[: len(said)]) == (400, said)


def test_the_source_must_be_there(lake: Lake) -> None:
    """404 for a schema that is not."""
    assert lake.refusal("POST", PATH, json=body("https://ns.adobe.com/luma/schemas/0"))[0] == 404


def test_a_schema_has_one_primary_identity(lake: Lake, schema: str) -> None:
    """Others may be there that are not primary; a field has one descriptor of a type."""
    lake.identity(schema, "/_luma/ecid")
    assert lake.refusal("POST", PATH, json=body(schema, **{"xdm:sourceProperty": "/_luma/mail"}))[0] == 400
    lake.identity(schema, "/_luma/mail", primary=False, namespace="Email")
    lake.identity(schema, "/_luma/deep/id", primary=False)
    assert lake.refusal("POST", PATH, json=body(schema, **{"xdm:isPrimary": False}))[0] == 400


def test_lists_come_in_six_forms(lake: Lake, schema: str) -> None:
    """By type: objects, ids, paths; `xdm-v2` as pages."""
    identity = lake.identity(schema, "/_luma/ecid")
    name = {
        "@type": "xdm:alternateDisplayInfo",
        "xdm:sourceSchema": schema,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/_luma/mail",
        "xdm:title": {"en_us": "Mail"},
    }
    other = lake.good("POST", PATH, json=name)["@id"]

    def found(form: str) -> Any:
        return lake.good("GET", PATH, headers={"Accept": XDM.format(form)})

    assert found("-id") == {"xdm:descriptorIdentity": [identity], "xdm:alternateDisplayInfo": [other]}
    assert found("-link")["xdm:descriptorIdentity"] == [f"/tenant/descriptors/{identity}"]
    assert found("")["xdm:alternateDisplayInfo"][0]["xdm:title"] == {"en_us": "Mail"}
    assert found("-v2-id")["results"] == [identity, other]
    assert found("-v2")["_page"]["count"] == 2
    answer = lake.good("GET", f"{REGISTRY}/global/descriptors", headers={"Accept": XDM.format("-id")})
    assert answer == {}


def test_put_rewrites_and_delete_removes(lake: Lake, schema: str) -> None:
    """200 with the body; 204, then 404."""
    id = lake.identity(schema, "/_luma/ecid")
    doc = lake.good("PUT", f"{PATH}/{id}", json=body(schema, **{"xdm:namespace": "CRM"}))
    assert (doc["@id"], doc["xdm:namespace"]) == (id, "CRM")
    assert lake.call("DELETE", f"{PATH}/{id}").status_code == 204
    assert lake.refusal("DELETE", f"{PATH}/{id}")[0] == 404
    assert lake.refusal("PUT", f"{PATH}/{id}", json=body(schema))[0] == 404


def test_the_primary_identity_of_the_union_stays(lake: Lake, schema: str) -> None:
    """403 for taking it away; 400 for changing it once a dataset depends on it."""
    id = lake.identity(schema, "/_luma/ecid")
    tag = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]
    lake.good("PATCH", f"{REGISTRY}/tenant/schemas/_luma.schemas.{schema.rpartition('/')[2]}", json=tag)
    assert lake.refusal("DELETE", f"{PATH}/{id}")[0] == 403
    lake.dataset("People", schema)
    assert lake.refusal("PUT", f"{PATH}/{id}", json=body(schema, **{"xdm:namespace": "CRM"}))[0] == 400


def test_relationships_name_their_other_end(lake: Lake, schema: str) -> None:
    """The destination's field must be there as the source's."""
    other = lake.schema("Others", of=PROFILE)
    relation = {
        "@type": "xdm:descriptorOneToOne",
        "xdm:sourceSchema": schema,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/_luma/mail",
        "xdm:destinationSchema": other,
        "xdm:destinationVersion": 1,
        "xdm:destinationProperty": "/personID",
    }
    assert lake.good("POST", PATH, json=relation)["xdm:destinationProperty"] == "/personID"
    broken = {**relation, "xdm:sourceProperty": "/_luma/ecid", "xdm:destinationProperty": "/none"}
    assert lake.refusal("POST", PATH, json=broken)[0] == 400
