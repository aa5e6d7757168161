"""Pulumi's verbs on the real provider process: what the engine would get, without an engine."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pulumi.output import Unknown

from tests.support.engine.provider_process import Failed, ProviderProcess, environment

_numbers = count(1)


def group(**more: Any) -> dict[str, Any]:
    """A field group that nobody else has declared."""
    number = next(_numbers)
    return {
        "title": f"Group {number}",
        "extends": ["profile"],
        "fields": {"a": {"type": "string"}},
        "__stamp": f"luma/dev/group-{number}",
        **more,
    }


def test_check_fills_in_stamps_and_refuses_all_at_once(provider: ProviderProcess) -> None:
    """Sandbox and organisation are stamped; every problem is a sentence of its own."""
    inputs, problems = provider.check("FieldGroup", group())
    assert problems == []
    assert {key: inputs[key] for key in ("sandbox", "org", "description", "__generation")} == {
        "sandbox": "prod",
        "org": "emulator",
        "description": "",
        "__generation": 1,
    }
    _, problems = provider.check("FieldGroup", group(title=7, extnds=["profile"]))
    assert problems == [
        'FieldGroup has no such field; did you mean "extends"?',
        "must be text, not 7",
    ]


def test_check_lets_unknowns_through(provider: ProviderProcess) -> None:
    """What is known after apply only stays unknown, and is no problem."""
    inputs, problems = provider.check("Dataset", {"name": "D", "schema": Unknown(), "__stamp": "luma/dev/d"})  # type: ignore[no-untyped-call]
    assert problems == []
    assert isinstance(inputs["schema"], Unknown)


def test_a_life(provider: ProviderProcess) -> None:
    """Create, read, update, read again, delete; reading what is gone gives no id; deleting it again succeeds."""
    inputs, _ = provider.check("FieldGroup", group())
    id, outputs = provider.create(inputs)
    assert provider.diff(id, outputs, inputs) == ("DIFF_NONE", [], True)
    assert provider.read(id, outputs)[2] == {**inputs, "__provider": inputs["__provider"]}
    news, _ = provider.check("FieldGroup", {**group(), **_declared(inputs), "description": "Ours."}, olds=inputs)
    assert provider.diff(id, outputs, news) == ("DIFF_UNKNOWN", [], True)
    updated = provider.update(id, outputs, news)
    assert provider.read(id, updated)[2]["description"] == "Ours."
    provider.delete(id, updated)
    assert provider.read(id, updated)[0] == ""
    provider.delete(id, updated)


def _declared(inputs: dict[str, Any]) -> dict[str, Any]:
    return {key: inputs[key] for key in ("title", "extends", "fields", "__stamp")}


def test_a_replacement_is_another_generation(provider: ProviderProcess) -> None:
    """The engine checks a replacement again without old inputs; its stamp must not be the old one's."""
    given = group()
    inputs, _ = provider.check("FieldGroup", given)
    provider.check("FieldGroup", given, olds=inputs)
    again, _ = provider.check("FieldGroup", given)
    assert again["__generation"] == 2


def test_an_interrupted_create_is_found_again(provider: ProviderProcess) -> None:
    """Whoever creates twice under one stamp gets the same asset."""
    inputs, _ = provider.check("FieldGroup", group())
    first, outputs = provider.create(inputs)
    second, _ = provider.create(inputs)
    assert first == second
    provider.delete(first, outputs)


def test_what_is_not_ours_is_refused(provider: ProviderProcess) -> None:
    """The name of the asset, whose it is, and what to do."""
    inputs, _ = provider.check("FieldGroup", group())
    id, outputs = provider.create(inputs)
    other, _ = provider.check("FieldGroup", group(title=inputs["title"]))
    with pytest.raises(Failed) as raised:
        provider.create(other)
    name = inputs["__stamp"].rpartition("/")[2]
    alias = f'opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="{name}")])'
    message = (
        f'title "{inputs["title"]}" exists already ({id}) and is this stack\'s own, as luma/dev/{name}; '
        f"if it was renamed or moved in the program, write {alias}; if it is another one, choose another name"
    )
    assert message in str(raised.value)
    provider.delete(id, outputs)


def test_an_edit_by_somebody_else_is_not_overwritten_unseen(provider: ProviderProcess) -> None:
    """Law 6: the field, both values; nothing is written."""
    inputs, _ = provider.check("FieldGroup", group(description="Ours."))
    id, outputs = provider.create(inputs)
    theirs = provider.update(id, outputs, {**inputs, "description": "Theirs."})
    with pytest.raises(Failed, match=r'description was changed on the Platform from "Ours\." to "Theirs\."'):
        provider.update(id, outputs, {**inputs, "description": "Ours again."})
    assert provider.read(id, theirs)[2]["description"] == "Theirs."
    provider.delete(id, theirs)


def test_a_half_made_asset_is_recorded(provider: ProviderProcess, tmp_path: Path) -> None:
    """The schema is there, its identity was refused: the engine gets its id, outputs and inputs (InitFailed)."""
    identity = [{"path": "_tenant.nowhere", "namespace": "ECID", "primary": True}]
    inputs, problems = provider.check(
        "Schema",
        {"title": "Half", "behavior": "profile", "identities": identity, "__stamp": "luma/dev/half"},
    )
    assert problems == []
    with pytest.raises(Failed, match='Schema "half":') as raised:
        provider.create(inputs)
    half = raised.value.half_made
    assert half is not None
    assert half["inputs"]["title"] == "Half"
    assert provider.read(half["id"], half["outputs"])[0] == half["id"]
    provider.delete(half["id"], half["outputs"])


def test_settings_without_an_organisation_are_named(provider: ProviderProcess, folder: Path) -> None:
    """A refresh checks nothing first, so that it meets them when it calls."""
    id, outputs = provider.create(provider.check("FieldGroup", group())[0])
    real = {"AEP_ENDPOINT": "http://127.0.0.1:1", "AEP_CLIENT_ID": "id", "AEP_CLIENT_SECRET": "secret"}
    other = ProviderProcess(folder=folder, environment=environment(folder, **real))
    try:
        with pytest.raises(Failed, match=r"aep:org is not set \(AEP_ORG_ID in the environment does as well\)"):
            other.read(id, outputs)
    finally:
        other.stop()
    provider.delete(id, outputs)


def test_another_organisation_is_never_written(provider: ProviderProcess, folder: Path, ready: dict[str, str]) -> None:
    """Law 8: what is recorded in one organisation is not looked for in another."""
    inputs, _ = provider.check("FieldGroup", group())
    id, outputs = provider.create(inputs)
    real = {"AEP_ENDPOINT": ready["url"], "AEP_ORG_ID": "ELSEWHERE@AdobeOrg"}
    real |= {"AEP_CLIENT_ID": ready["client_id"], "AEP_CLIENT_SECRET": ready["client_secret"]}
    other = ProviderProcess(folder=folder, environment=environment(folder, **real))
    try:
        with pytest.raises(Failed, match="it is recorded in organisation emulator, but the settings are for ELSEWHERE"):
            other.delete(id, outputs)
        news, _ = other.check("FieldGroup", _declared(inputs), olds=inputs)
        assert other.diff(id, outputs, news)[1] == ["org"]
    finally:
        other.stop()
    provider.delete(id, outputs)
