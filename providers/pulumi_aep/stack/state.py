"""This library's resources in a stack's state, parsed from what `pulumi stack export` prints."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.live import Fields
from ..core.registry import TYPE
from ..core.time import iso_time
from ..errors import AepError

SIGNATURE = "4dabf18193072939515e22adb298388d"  # the key by which the engine marks a secret


@dataclass(frozen=True)
class StateResource:
    """A resource in state. `fields` are its outputs, as the provider gets them."""

    kind: str
    name: str
    urn: str
    id: str
    fields: Fields
    protected: bool = False
    retained: bool = False  # retain_on_delete
    pending: bool = False  # replaced, and still to be deleted

    @property
    def label(self) -> str:
        """`Dataset/luma-web`: how commands name a resource."""
        return f"{self.kind}/{self.name}"

    @property
    def visible_fields(self) -> Fields:
        return {key: value for key, value in self.fields.items() if not key.startswith("__")}


@dataclass(frozen=True)
class State:
    """One stack's state. `pending_deletes`: kind and id of replaced resources that a later run will delete;
    `creating`: URNs of what an interrupted or a running `up` has begun to create."""

    resources: tuple[StateResource, ...]
    written_at: str = ""  # empty if the state does not say
    pending_deletes: frozenset[tuple[str, str]] = frozenset()
    creating: frozenset[str] = frozenset()

    def by_label(self) -> dict[str, StateResource]:
        return {item.label: item for item in self.resources}


def parse_state(exported: str, *, pending: bool = False) -> State:
    """Without resources that were only read (`get`), and without those pending deletion unless `pending`."""
    try:
        deployment = json.loads(exported)["deployment"] or {}
    except (ValueError, KeyError, TypeError):
        raise AepError("pulumi stack export printed no deployment; run it by hand to see what is wrong") from None
    ours = [item for item in deployment.get("resources") or [] if _ours(item)]
    here = tuple(_resource(item) for item in ours if pending or not item.get("delete"))
    pending_deletes = (_resource(item) for item in ours if item.get("delete"))
    written_at = iso_time((deployment.get("manifest") or {}).get("time", ""))
    begun = (item for item in deployment.get("pending_operations") or [] if item.get("type") == "creating")
    return State(
        here,
        written_at,
        frozenset((item.kind, item.id) for item in pending_deletes),
        frozenset(item["resource"]["urn"] for item in begun),
    )


def _ours(item: Mapping[str, Any]) -> bool:
    return str(item.get("type", "")).startswith(TYPE) and not item.get("external")


def _resource(item: Mapping[str, Any]) -> StateResource:
    fields = {key: value for key, value in (item.get("outputs") or {}).items() if key != "__provider"}
    kind, name = item["type"].removeprefix(TYPE), item["urn"].rpartition("::")[2]
    flags = [bool(item.get(name)) for name in ("protect", "retainOnDelete", "delete")]
    return StateResource(kind, name, item["urn"], str(item.get("id", "")), fields, *flags)


def contains_secret(value: Any) -> bool:
    """Whether the value is a secret of the engine's, or any part of it."""
    if isinstance(value, Mapping):
        return SIGNATURE in value or any(contains_secret(item) for item in value.values())
    return isinstance(value, list) and any(contains_secret(item) for item in value)
