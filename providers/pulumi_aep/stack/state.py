"""What Pulumi's state holds of our resources, out of the text that `pulumi stack export` prints."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..core.live import Fields
from ..core.registry import TYPE
from ..errors import AepError

SIGNATURE = "4dabf18193072939515e22adb298388d"  # the key by which the engine marks a secret


@dataclass(frozen=True)
class Recorded:
    """One resource as state has it. `fields` are its outputs, as the provider's read is given them."""

    kind: str
    name: str
    urn: str
    id: str
    fields: Fields
    protected: bool = False
    retained: bool = False  # retain_on_delete
    pending: bool = False  # it was replaced, and its delete is still to come

    @property
    def label(self) -> str:
        """`Dataset/luma-web`: the way commands name a resource."""
        return f"{self.kind}/{self.name}"

    @property
    def visible(self) -> Fields:
        return {key: value for key, value in self.fields.items() if not key.startswith("__")}


@dataclass(frozen=True)
class State:
    """One stack's state, and when it was last written ("" if it doesn't say). `going`: kind and id of what a later
    run will delete, its successor being there."""

    resources: tuple[Recorded, ...]
    written: str = ""
    going: frozenset[tuple[str, str]] = frozenset()

    def by_label(self) -> dict[str, Recorded]:
        return {item.label: item for item in self.resources}


def state(exported: str, *, pending: bool = False) -> State:
    """Resources that only were looked up are left out, and, unless `pending`, those that wait for their deletion."""
    try:
        deployment = json.loads(exported)["deployment"] or {}
    except (ValueError, KeyError, TypeError):
        raise AepError("pulumi stack export printed no deployment; run it by hand to see what is wrong") from None
    ours = [item for item in deployment.get("resources") or [] if _ours(item)]
    here = tuple(_recorded(item) for item in ours if pending or not item.get("delete"))
    going = (_recorded(item) for item in ours if item.get("delete"))
    written = moment((deployment.get("manifest") or {}).get("time", ""))
    return State(here, written, frozenset((item.kind, item.id) for item in going))


def _ours(item: Mapping[str, Any]) -> bool:
    return str(item.get("type", "")).startswith(TYPE) and not item.get("external")


def _recorded(item: Mapping[str, Any]) -> Recorded:
    fields = {key: value for key, value in (item.get("outputs") or {}).items() if key != "__provider"}
    kind, name = item["type"].removeprefix(TYPE), item["urn"].rpartition("::")[2]
    flags = [bool(item.get(name)) for name in ("protect", "retainOnDelete", "delete")]
    return Recorded(kind, name, item["urn"], str(item.get("id", "")), fields, *flags)


def secret(value: Any) -> bool:
    """Whether it is, or holds, what the engine keeps encrypted."""
    if isinstance(value, Mapping):
        return SIGNATURE in value or any(secret(item) for item in value.values())
    return isinstance(value, list) and any(secret(item) for item in value)


def moment(value: str) -> str:
    """A time in UTC to the second; "" where the text is none."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return "" if found.year < 2000 else found.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
