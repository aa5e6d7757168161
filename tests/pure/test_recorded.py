"""What a state holds of our resources, read out of an export."""

import json
from typing import Any

import pytest
from pulumi_aep.core.time import iso_time
from pulumi_aep.errors import AepError
from pulumi_aep.stack.state import SIGNATURE, contains_secret, parse_state

URN = "urn:pulumi:dev::shop::pulumi-python:dynamic/aep:Dataset::"


def exported(*resources: dict[str, Any]) -> str:
    stack = {"urn": "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", "type": "pulumi:pulumi:Stack"}
    manifest = {"time": "2026-01-02T03:04:05.678901+01:00"}
    return json.dumps({"version": 3, "deployment": {"manifest": manifest, "resources": [stack, *resources]}})


def dataset(name: str, **more: Any) -> dict[str, Any]:
    return {"urn": URN + name, "type": "pulumi-python:dynamic/aep:Dataset", "id": f"id-{name}", **more}


def test_resources_of_ours_by_kind_and_name() -> None:
    """Without the provider's payload; what is about to go, or was only looked up, is no resource of the stack's."""
    outputs = {"__provider": "gAS…", "__stamp": "shop/dev/a", "name": "A"}
    found = parse_state(
        exported(dataset("a", outputs=outputs), dataset("a", id="old", delete=True), dataset("b", external=True))
    )
    (one,) = found.resources
    assert (one.label, one.id, one.fields, one.visible_fields) == (
        "Dataset/a",
        "id-a",
        {"__stamp": "shop/dev/a", "name": "A"},
        {"name": "A"},
    )
    assert (found.written_at, set(found.pending_deletes)) == ("2026-01-02T02:04:05Z", {("Dataset", "old")})


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json"])
def test_what_is_no_export_is_told(text: str) -> None:
    with pytest.raises(AepError, match="printed no deployment"):
        parse_state(text)


def test_a_stack_that_was_never_applied_is_empty() -> None:
    assert parse_state('{"version": 3, "deployment": null}').resources == ()
    assert parse_state('{"version": 3, "deployment": {"manifest": {"time": "0001-01-01T00:00:00Z"}}}').written_at == ""


def test_a_secret_is_seen_at_any_depth() -> None:
    hidden = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}
    given: list[Any] = [hidden, {"a": [hidden]}, {"a": [{}]}, "x"]
    assert [contains_secret(value) for value in given] == [True, True, False, False]


def test_a_text_that_is_no_time() -> None:
    assert iso_time("") == iso_time("soon") == ""
