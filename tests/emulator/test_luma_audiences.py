"""The real web events of the Luma shop in Profile: counts that are known of the file, found by segments."""

from pathlib import Path

from luma.schemas import WEB_FIELD_GROUPS
from tests.support.platform import shop
from tests.support.platform.server import Platform
from tests.support.polling import until

DEFINITIONS = f"{shop.UPS}/segment/definitions"
JOBS = f"{shop.UPS}/segment/jobs"


def _dataset(platform: Platform) -> str:
    groups = [{"$ref": uri} for uri in WEB_FIELD_GROUPS]
    body = {"title": "Web", "type": "object", "allOf": [{"$ref": shop.CLASSES + shop.EVENTS}, *groups]}
    schema = platform.post(f"{shop.REGISTRY}/schemas", json=body).json()
    identity = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": schema["$id"],
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/endUserIDs/_experience/mcid/id",
        "xdm:namespace": "ECID",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }
    assert platform.post(f"{shop.REGISTRY}/descriptors", json=identity).status_code == 201
    patch = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]
    assert platform.patch(f"{shop.REGISTRY}/schemas/{schema['meta:altId']}", json=patch).status_code == 200
    return shop.dataset(platform, "prod", "web", schema["$id"])


def _put(platform: Platform, dataset: str, file: Path) -> None:
    body = {"datasetId": dataset, "inputFormat": {"format": "parquet"}}
    batch = platform.post(f"{shop.IMPORT}/batches", json=body).json()["id"]
    place = f"{shop.IMPORT}/batches/{batch}/datasets/{dataset}/files/web.parquet"
    octets = {"Content-Type": "application/octet-stream"}
    assert platform.put(place, data=file.read_bytes(), headers=octets).ok
    assert platform.post(f"{shop.IMPORT}/batches/{batch}?action=COMPLETE").ok


def test_known_counts_are_found(own_platform: Platform, luma_file: Path) -> None:
    """929 visitors, 224 of them bought something; an attribute that Adobe's field groups lack is refused."""
    platform = own_platform
    _put(platform, _dataset(platform), luma_file)
    status = f"{shop.UPS}/previewsamplestatus"
    until(lambda: platform.get(status).json()["totalRows"] == "929", seconds=60)
    rules = {
        "bought": "exists E from xEvent where E.commerce.purchases.value > 0",
        "bought often": "(select E from xEvent where E.commerce.purchases.value > 0).count() >= 2",
        "never bought": "not (exists E from xEvent where E.commerce.purchases.value > 0)",
    }
    ids = {}
    for name, value in rules.items():
        expression = {"type": "PQL", "format": "pql/text", "value": value}
        body = {"name": name, "schema": {"name": shop.PROFILE}, "expression": expression}
        ids[name] = platform.post(DEFINITIONS, json=body).json()["id"]
    job = platform.post(JOBS, json=[{"segmentId": id} for id in ids.values()]).json()
    until(lambda: platform.get(f"{JOBS}/{job['id']}").json()["status"] == "SUCCEEDED", seconds=60)
    metrics = platform.get(f"{JOBS}/{job['id']}").json()["metrics"]
    counted = metrics["segmentedProfileCounter"]
    assert metrics["totalProfiles"] == 929
    assert [counted[ids[name]] for name in rules] == [224, 53, 705]
    expression = {"type": "PQL", "format": "pql/text", "value": "xEvent.commerce.purchase.value > 0"}
    body = {"name": "misspelt", "schema": {"name": shop.PROFILE}, "expression": expression}
    refused = platform.post(DEFINITIONS, json=body)
    assert refused.status_code == 400
    assert "xEvent.commerce.purchase" in refused.json()["message"]
