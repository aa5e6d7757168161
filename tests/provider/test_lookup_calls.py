"""What is looked up and isn't there, on the real provider process: one sentence, with what there is instead."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine.provider_process import Failed, ProviderProcess, pickled
from tests.support.platform.client import Client


def look_up(provider: ProviderProcess, kind: str, by: str, key: str) -> dict[str, Any]:
    return provider.read(key, {"__lookup": by, "__provider": pickled(kind)})[1]


@pytest.fixture(scope="module")
def ids(provider: ProviderProcess, folder: Path) -> list[str]:
    """Two schemas, and three datasets of which two have one name."""
    found = []
    for number in range(2):
        fields = {"title": f"People {number}", "behavior": "profile", "__stamp": f"luma/dev/people-{number}"}
        found.append(provider.create(provider.check("Schema", fields)[0])[0])
    body = {"schemaRef": {"id": found[0], "contentType": "application/vnd.adobe.xed+json;version=1"}}
    platform = Client(json.loads((folder / ".aep" / "emulator" / "emulator.json").read_text()), "prod")
    for name in ("Web, data", "Web, data", "Shop data"):
        made = platform.call("POST", "/data/foundation/catalog/dataSets", json={"name": name, **body})
        found.append(made.json()[0].rpartition("/")[2])
    return found


def test_by_id_and_by_name(provider: ProviderProcess, ids: list[str]) -> None:
    """The same asset, all it says of itself, and where it is."""
    by_id, by_name = (look_up(provider, "Dataset", *key) for key in (("id", ids[4]), ("name", "Shop data")))
    assert {**by_id, "__lookup": "name"} == by_name
    wanted = {"name": "Shop data", "schema": ids[0], "org": "emulator", "sandbox": "prod", "__id": ids[4]}
    assert wanted.items() <= by_id.items()


def test_a_refresh_of_what_is_gone(provider: ProviderProcess, ids: list[str], folder: Path) -> None:
    """It is no error that somebody else deleted what is theirs: the refresh drops it, the next preview says so."""
    recorded = look_up(provider, "Dataset", "name", "Shop data")
    assert provider.read(ids[4], recorded)[1:] == (recorded, {"__lookup": "name", "__provider": pickled("Dataset")})
    assert provider.read("5e7c", recorded)[0] == ""


@pytest.mark.parametrize(
    ("kind", "by", "key", "sentence"),
    [
        ("Dataset", "id", "5e7c8a1f0d9b3a0018c0ffee", "check the id, or look it up by its name: aep.Dataset.named(…)"),
        ("Dataset", "id", "https://ns.adobe.com/x/schemas/1", "there is no dataset"),
        ("Dataset", "id", "a b", 'there is no dataset "a b" in sandbox prod'),
        ("Schema", "id", "../classes", "there is no schema"),
        ("Schema", "id", "5e7c", 'there is no schema "5e7c"'),
        ("FieldGroup", "id", "https://ns.adobe.com/x/mixins/1", "there is no field group"),
        ("Recipe", "id", "5e7c", 'there is no recipe "5e7c"'),
        ("Segment", "id", "5e7c", 'there is no segment "5e7c"'),
        ("SegmentSchedule", "id", "5e7c", 'there is no segment schedule "5e7c"'),
        ("IdentityNamespace", "id", "loyalty", 'there is no identity namespace "loyalty"'),
        ("Sandbox", "id", "Nowhere", 'there is no sandbox "Nowhere"; check the id'),
        ("Batch", "id", "5e7c", 'there is no batch "5e7c" in sandbox prod; check the id'),
        ("Schedule", "id", "5e7c/scoring", 'there is no schedule "5e7c/scoring"'),
        ("Schedule", "id", "nightly", 'there is no schedule "nightly"'),
        ("ScoringRun", "id", "5e7c", 'there is no scoring run "5e7c"'),
        ("Dataset", "name", "Shop dta", 'there is no dataset "Shop dta" in sandbox prod; did you mean "Shop data"?'),
        ("Dataset", "name", "Web, data", '2 datasets are named "Web, data" in sandbox prod ('),
        ("Schema", "name", "Peoples 1", 'did you mean "People 1"?'),
        ("Model", "name", "M", 'there is no model "M" in sandbox prod; there are none'),
        ("Sandbox", "name", "prd", 'there is no sandbox "prd"; did you mean "prod"?'),
    ],
)
@pytest.mark.usefixtures("ids")
def test_what_is_not_there(provider: ProviderProcess, kind: str, by: str, key: str, sentence: str) -> None:
    """The kind, what was asked for, where, and what to do."""
    with pytest.raises(Failed) as raised:
        look_up(provider, kind, by, key)
    assert sentence in str(raised.value)
    assert "Traceback" not in str(raised.value)
