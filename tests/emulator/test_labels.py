"""Dataset Service: data usage labels, guarded by their ETag."""

from typing import Any

import pytest

from tests.support.platform.lake import Lake
from tests.support.platform.server import Platform

OPTION = {
    "id": "https://ns.adobe.com/luma/schemas/1",
    "contentType": "application/vnd.adobe.xed+json",
    "schemaPath": "/properties/x",
}


@pytest.fixture
def labels(platform: Platform, common_sandbox: str, request: pytest.FixtureRequest) -> tuple[Lake, str]:
    """A dataset of its own and the path of its labels."""
    lake = Lake(platform, common_sandbox)
    dataset = lake.dataset("Labelled", lake.schema(f"Labelled in {request.node.name}"))
    return lake, f"/data/foundation/dataset/datasets/{dataset}/labels"


def test_labels_are_set_and_changed(labels: tuple[Lake, str]) -> None:
    """404 at first; then every PUT needs the last ETag."""
    lake, path = labels
    answer = lake.call("GET", path)
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (404, "PES-404", "NOT_FOUND")
    assert answer.json()["path"].startswith("/entities/AEP:dataset:")
    body = {"labels": ["C1"], "optionalLabels": [{"option": OPTION, "labels": ["C2"]}]}
    assert lake.good("PUT", path, json=body) == body
    first = lake.call("GET", path)
    assert first.json() == body
    assert lake.refusal("PUT", path, json={"labels": []})[0] == 400
    etag = {"If-Match": first.headers["ETag"]}
    assert lake.good("PUT", path, json={"labels": []}, headers=etag) == {"labels": [], "optionalLabels": []}
    assert lake.refusal("PUT", path, json=body, headers=etag)[0] == 412


def test_post_is_for_the_first_time_only(labels: tuple[Lake, str]) -> None:
    """201, then 403."""
    lake, path = labels
    assert lake.call("POST", path, json={"labels": ["C1"]}).status_code == 201
    assert lake.refusal("POST", path, json={"labels": ["C1"]})[0] == 403


@pytest.mark.parametrize(
    "body", [[], {"labels": "C1"}, {"labels": [1]}, {"optionalLabels": [{"labels": ["C1"]}]}, {"optionalLabels": {}}]
)
def test_labels_that_cannot_be(labels: tuple[Lake, str], body: Any) -> None:
    """400; an unknown dataset is 404."""
    lake, path = labels
    assert lake.refusal("PUT", path, json=body)[0] == 400
    assert lake.refusal("PUT", "/data/foundation/dataset/datasets/none/labels", json={})[0] == 404
