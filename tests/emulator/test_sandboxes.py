"""Sandboxes: asynchronous creation, one title that may change, isolation, reset and deletion."""

import re

import pytest

from tests.support.platform.lake import CATALOG, REGISTRY, XED_ID, Lake
from tests.support.platform.server import Platform
from tests.support.polling import until

BASE = "/data/foundation/sandbox-management"


def one(platform: Platform, name: str) -> dict[str, object]:
    found: dict[str, object] = platform.get(f"{BASE}/sandboxes/{name}", sandbox=None).json()
    return found


def test_prod_is_there_from_the_start(platform: Platform) -> None:
    """The default production sandbox, active, without its id, with times as sandboxes write them."""
    found = one(platform, "prod")
    assert {key: found[key] for key in ("name", "type", "state", "isDefault", "region")} == {
        "name": "prod",
        "type": "production",
        "state": "active",
        "isDefault": True,
        "region": "VA7",
    }
    assert "id" not in found
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", str(found["createdDate"]))


def test_a_sandbox_is_created_in_the_background(platform: Platform) -> None:
    """202 with state creating; meanwhile nobody gets in; then active, with a greater eTag."""
    body = {"name": "to-be", "title": "To be", "type": "development"}
    made = platform.post(f"{BASE}/sandboxes", sandbox=None, json=body)
    assert (made.status_code, made.json()["state"], made.json()["eTag"]) == (202, "creating", 1)
    early = platform.get(f"{REGISTRY}/stats", sandbox="to-be")
    assert (early.status_code, early.json()["error_code"]) == (403, "403027")
    until(lambda: one(platform, "to-be")["state"] == "active")
    assert one(platform, "to-be")["eTag"] == 2
    again = platform.post(f"{BASE}/sandboxes", sandbox=None, json=body)
    assert (again.status_code, again.json()["title"]) == (409, "Sandbox to-be already exists")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"title": "T", "type": "development"}, "name is required"),
        ({"name": "n", "type": "development"}, "title is required"),
        ({"name": "n", "title": "T", "type": "test"}, "type must be one of production, development"),
        ({"name": "a b", "title": "T", "type": "development"}, "name may hold letters, digits and hyphens only"),
        ({"name": "*", "title": "T", "type": "development"}, "name may hold letters, digits and hyphens only"),
    ],
)
def test_a_body_that_cannot_be_is_refused(platform: Platform, body: dict[str, str], said: str) -> None:
    """400 with the sandbox service's own body."""
    answer = platform.post(f"{BASE}/sandboxes", sandbox=None, json=body)
    assert answer.json() == {
        "status": 400,
        "title": said,
        "type": "http://ns.adobe.com/aep/errors/SMS-2400-400",
    }


def test_only_the_title_changes(platform: Platform, sandbox: str) -> None:
    """Name and type are immutable."""
    path = f"{BASE}/sandboxes/{sandbox}"
    assert platform.patch(path, sandbox=None, json={"title": "New"}).json()["title"] == "New"
    assert one(platform, sandbox)["title"] == "New"
    assert platform.patch(path, sandbox=None, json={"type": "production"}).status_code == 400


def test_pages_want_limit_and_offset_together(platform: Platform, sandbox: str) -> None:
    """Links lead on and back."""
    alone = platform.get(f"{BASE}/sandboxes?limit=1", sandbox=None)
    assert (alone.status_code, alone.json()["title"]) == (400, "limit and offset must be given together")
    first = platform.get(f"{BASE}/sandboxes?limit=1&offset=0", sandbox=None).json()
    assert ([row["name"] for row in first["sandboxes"]], first["_page"]) == (["prod"], {"limit": 1, "count": 1})
    assert "prev" not in first["_links"]
    second = platform.get(first["_links"]["next"]["href"], sandbox=None).json()
    assert second["sandboxes"][0]["name"] != "prod"
    assert second["_links"]["prev"]["href"].endswith("?limit=1&offset=0")


def test_filters_and_order(platform: Platform, sandbox: str) -> None:
    """`property` conditions, `orderBy` with its way."""
    found = platform.get(f"{BASE}/sandboxes?property=name=={sandbox}", sandbox=None).json()["sandboxes"]
    assert [row["name"] for row in found] == [sandbox]
    found = platform.get(f"{BASE}/sandboxes?property=type!=production&orderBy=desc:name", sandbox=None).json()[
        "sandboxes"
    ]
    names = [row["name"] for row in found]
    assert names == sorted(names, reverse=True)
    assert "prod" not in names


def test_what_lies_in_one_sandbox_is_not_seen_from_another(platform: Platform, sandbox: str) -> None:
    """Schemas and datasets alike; ids of another sandbox are not found."""
    lake = Lake(platform, sandbox)
    schema = lake.schema("Isolated")
    dataset = lake.dataset("Isolated", schema)
    other = Lake(platform, platform.fresh_sandbox())
    assert other.good("GET", f"{CATALOG}/dataSets") == {}
    assert other.refusal("GET", f"{CATALOG}/dataSets/{dataset}")[0] == 404
    assert other.good("GET", f"{REGISTRY}/tenant/schemas", headers={"Accept": XED_ID})["results"] == []


def test_a_reset_takes_everything_along(platform: Platform, sandbox: str) -> None:
    """202, resetting, then active and empty; a dry run changes nothing."""
    lake = Lake(platform, sandbox)
    lake.dataset("Gone soon", lake.schema("Gone soon"))
    path = f"{BASE}/sandboxes/{sandbox}"
    assert platform.put(f"{path}?validationOnly=true", sandbox=None, json={"action": "reset"}).status_code == 200
    assert len(lake.good("GET", f"{CATALOG}/dataSets")) == 1
    assert platform.put(path, sandbox=None, json={"action": "refresh"}).status_code == 400
    answer = platform.put(path, sandbox=None, json={"action": "reset"})
    assert (answer.status_code, answer.json()["state"]) == (202, "resetting")
    until(lambda: one(platform, sandbox)["state"] == "active")
    assert lake.good("GET", f"{CATALOG}/dataSets") == {}


def test_a_deleted_sandbox_can_be_read_and_its_name_used_again(platform: Platform, sandbox: str) -> None:
    """It shows as deleted, is no longer usable, and makes room."""
    path = f"{BASE}/sandboxes/{sandbox}"
    answer = platform.delete(path, sandbox=None)
    assert (answer.status_code, answer.json()["state"]) == (202, "deleted")
    assert one(platform, sandbox)["state"] == "deleted"
    assert platform.get(f"{REGISTRY}/stats", sandbox=sandbox).status_code == 403
    usable = platform.get(f"{BASE}/", sandbox=None).json()["sandboxes"]
    assert sandbox not in [row["name"] for row in usable]
    body = {"name": sandbox, "title": "Again", "type": "development"}
    assert platform.post(f"{BASE}/sandboxes", sandbox=None, json=body).status_code == 202


def test_the_default_sandbox_stays(platform: Platform) -> None:
    """403, and 404 for a name never used."""
    assert platform.delete(f"{BASE}/sandboxes/prod", sandbox=None).status_code == 403
    assert platform.get(f"{BASE}/sandboxes/never", sandbox=None).status_code == 404
    types = platform.get(f"{BASE}/sandboxTypes", sandbox=None).json()
    assert types == {"sandboxTypes": ["production", "development"]}
