"""Identity Service: namespaces are listed, created and replaced."""

from typing import Any

import pytest

from tests.support.platform.lake import Lake
from tests.support.platform.server import Platform

PATH = "/data/core/idnamespace/identities"
LOYALTY = {"code": "Loyalty", "name": "Loyalty", "description": "Card holders", "idType": "CROSS_DEVICE"}


@pytest.fixture
def here(platform: Platform, sandbox: str) -> Lake:
    return Lake(platform, sandbox)


def test_a_namespace_is_created_and_replaced(here: Lake) -> None:
    """Beside Adobe's own, which are in every sandbox; its code stays."""
    before = here.good("GET", PATH)
    assert {"ECID", "Email", "Phone"} <= {doc["code"] for doc in before}
    assert not any(doc["custom"] for doc in before)
    made = here.good("POST", PATH, json=LOYALTY)
    assert (made["custom"], made["status"], made["idType"]) == (True, "ACTIVE", "CROSS_DEVICE")
    assert here.good("GET", f"{PATH}/{made['id']}") == made
    changed = here.good("PUT", f"{PATH}/{made['id']}", json=LOYALTY | {"name": "Card"})
    assert (changed["id"], changed["name"], changed["code"]) == (made["id"], "Card", "Loyalty")
    assert here.refusal("PUT", f"{PATH}/{made['id']}", json=LOYALTY | {"code": "Other"})[0] == 400
    assert [doc for doc in here.good("GET", PATH) if doc["custom"]] == [changed]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"code": "lOYALTY"}, 409),
        ({"code": "ecid"}, 409),
        ({"code": "two words"}, 400),
        ({"code": ""}, 400),
        ({"name": None}, 400),
        ({"idType": "PERSON"}, 400),
        ({"description": 7}, 400),
    ],
)
def test_what_is_refused(here: Lake, change: dict[str, Any], status: int) -> None:
    """Codes are unique whatever their case; types are Adobe's seven."""
    here.good("POST", PATH, json=LOYALTY)
    assert here.refusal("POST", PATH, json=LOYALTY | {"code": "New"} | change)[0] == status


def test_nobody_changes_adobes_own_and_nobody_deletes(here: Lake) -> None:
    standard = next(doc for doc in here.good("GET", PATH) if doc["code"] == "ECID")
    assert here.refusal("PUT", f"{PATH}/{standard['id']}", json=standard)[0] == 403
    assert here.call("DELETE", f"{PATH}/{standard['id']}").status_code in (404, 405)
    assert here.refusal("GET", f"{PATH}/77")[0] == 404
