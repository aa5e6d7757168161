"""Merge policies: which dataset's word counts."""

from typing import Any

import pytest

from tests.support.platform import shop
from tests.support.platform.server import Platform

POLICIES = f"{shop.UPS}/config/mergePolicies"
PLAIN = {
    "name": "by trust",
    "schema": {"name": shop.PROFILE},
    "identityGraph": {"type": "none"},
    "attributeMerge": {"type": "timestampOrdered"},
}


def make(platform: Platform, sandbox: str, **changes: Any) -> dict[str, Any]:
    answer = platform.post(POLICIES, sandbox=sandbox, json=PLAIN | changes)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_every_sandbox_has_a_default(platform: Platform, sandbox: str) -> None:
    """Ordered by time, of the Profile class."""
    listed = platform.get(POLICIES, sandbox=sandbox).json()
    assert listed["_page"] == {"totalCount": 1, "pageSize": 1}
    assert listed["_links"] == {"next": {}}
    (default,) = listed["children"]
    assert (default["default"], default["version"], default["schema"]) == (True, 1, {"name": shop.PROFILE})
    assert default["attributeMerge"] == {"type": "timestampOrdered"}
    assert default["sandbox"]["sandboxName"] == sandbox


def test_a_new_default_takes_over(platform: Platform, sandbox: str) -> None:
    """One default a class; it can neither be deleted nor be unset."""
    old = platform.get(POLICIES, sandbox=sandbox).json()["children"][0]
    new = make(platform, sandbox, default=True)
    assert platform.get(f"{POLICIES}/{old['id']}", sandbox=sandbox).json()["default"] is False
    only = platform.get(f"{POLICIES}?default=true", sandbox=sandbox).json()["children"]
    assert [each["id"] for each in only] == [new["id"]]
    assert platform.delete(f"{POLICIES}/{new['id']}", sandbox=sandbox).status_code == 400
    assert platform.put(f"{POLICIES}/{new['id']}", sandbox=sandbox, json=PLAIN).status_code == 400
    assert platform.delete(f"{POLICIES}/{old['id']}", sandbox=sandbox).status_code == 200
    assert platform.get(f"{POLICIES}/{old['id']}", sandbox=sandbox).status_code == 404


def test_the_order_of_datasets_decides(platform: Platform, sandbox: str) -> None:
    """The first one wins; a dataset that is not in the order does not count."""
    schema = shop.schema(platform, sandbox, "People")
    first, second, third = (shop.dataset(platform, sandbox, name, schema) for name in ("first", "second", "third"))
    shop.fed(platform, sandbox, first, [shop.person(platform, "jane", score=0.1)])
    shop.fed(platform, sandbox, second, [shop.person(platform, "jane", score=0.2, level="gold")])
    shop.fed(platform, sandbox, third, [shop.person(platform, "jane", score=0.3, address={"city": "Rome"})])
    policy = make(platform, sandbox, attributeMerge={"type": "dataSetPrecedence", "order": [first, second]})
    own = shop.tenant(platform)
    found = shop.entity(platform, sandbox, "jane", mergePolicyId=policy["id"], fields=own)
    assert found == {own: {"crmId": "jane", "score": 0.1, "level": "gold"}}
    newest = {"crmId": "jane", "score": 0.3, "level": "gold", "address": {"city": "Rome"}}
    assert shop.own(platform, sandbox, "jane") == newest


def test_changes_raise_the_version(platform: Platform, sandbox: str) -> None:
    """By PUT and by JSON Patch; what a client may not set cannot be patched."""
    made = make(platform, sandbox)
    path = f"{POLICIES}/{made['id']}"
    put = platform.put(path, sandbox=sandbox, json=PLAIN | {"name": "other", "isActiveOnEdge": True}).json()
    assert (put["name"], put["isActiveOnEdge"], put["version"]) == ("other", True, 2)
    patch = [{"op": "add", "path": "/identityGraph/type", "value": "pdg"}]
    patched = platform.patch(path, sandbox=sandbox, json=patch).json()
    assert (patched["identityGraph"], patched["version"]) == ({"type": "pdg"}, 3)
    for wrong in ([{"op": "replace", "path": "/version", "value": 9}], [{"op": "fly"}], {"name": "x"}, [1]):
        assert platform.patch(path, sandbox=sandbox, json=wrong).status_code == 400


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"schema": None}, "schema.name is required"),
        ({"identityGraph": {"type": "x"}}, "identityGraph.type must be one of: none, pdg"),
        ({"attributeMerge": {}}, "attributeMerge.type must be one of: timestampOrdered, dataSetPrecedence"),
        ({"attributeMerge": {"type": "dataSetPrecedence"}}, "attributeMerge.order must list datasets"),
        ({"attributeMerge": {"type": "dataSetPrecedence", "order": ["x"]}}, "there is no dataset x"),
        ({"default": "yes"}, "default must be true or false"),
    ],
)
def test_what_is_no_policy_is_refused(platform: Platform, sandbox: str, changes: dict[str, Any], words: str) -> None:
    """With the field that is wrong."""
    answer = platform.post(POLICIES, sandbox=sandbox, json=PLAIN | changes)
    assert answer.status_code == 400
    assert words in answer.json()["message"]


def test_a_policy_in_use_stays(platform: Platform, sandbox: str) -> None:
    """Until its segment is gone."""
    policy = make(platform, sandbox)
    body = {
        "name": "anybody",
        "schema": {"name": shop.PROFILE},
        "expression": {"type": "PQL", "format": "pql/text", "value": "_id.isNotNull()"},
        "mergePolicyId": policy["id"],
    }
    segment = platform.post(f"{shop.UPS}/segment/definitions", sandbox=sandbox, json=body).json()
    assert segment["mergePolicyId"] == policy["id"]
    refused = platform.delete(f"{POLICIES}/{policy['id']}", sandbox=sandbox)
    assert refused.status_code == 400
    assert "anybody" in refused.json()["message"]
    platform.delete(f"{shop.UPS}/segment/definitions/{segment['id']}", sandbox=sandbox)
    assert platform.delete(f"{POLICIES}/{policy['id']}", sandbox=sandbox).status_code == 200


def test_several_at_once(platform: Platform, sandbox: str) -> None:
    """207; who is not there is left out."""
    made = make(platform, sandbox)
    body = {"ids": [{"id": made["id"]}, {"id": "none"}]}
    answer = platform.post(f"{POLICIES}/bulk-get", sandbox=sandbox, json=body)
    assert (answer.status_code, answer.json()) == (207, {"results": {made["id"]: made}})
    assert platform.post(f"{POLICIES}/bulk-get", sandbox=sandbox, json={"ids": "all"}).status_code == 400
