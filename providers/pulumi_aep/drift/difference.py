"""Differences between recorded and live: one for each leaf that differs, and who made them if the Platform tells."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from json import dumps
from typing import Any

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields, Live
from ..core.owner_mark import OwnerMark
from ..core.secret import MASK
from ..core.time import iso_time
from ..lifecycle.apply import UPDATED, read, touched
from ..lifecycle.diff import differing_leaves, empty
from ..stack.state import StateResource, contains_secret


@dataclass(frozen=True)
class Difference:
    """A field that differs, or the part of it under `path`; a missing value is None."""

    field: str
    path: tuple[str, ...]
    recorded: Any
    live: Any

    @property
    def full_path(self) -> str:
        """The field and the path under it: `hyperparameters.learning_rate`."""
        return ".".join((self.field, *self.path))

    def sentence(self, *, secret: bool = False) -> str:
        recorded, live = (MASK if secret else _quote(value) for value in (self.recorded, self.live))
        return f"{self.full_path}: recorded {recorded}, live {live}"


@dataclass(frozen=True)
class AssetDrift:
    """The drift of one recorded asset."""

    resource: StateResource
    differences: tuple[Difference, ...] = ()
    gone: bool = False
    live: Fields | None = None
    by: str = ""
    at: str = ""
    unseen: tuple[str, ...] = ()  # secret fields, which only the engine can compare


def check_asset(kind: type[Kind], api: Api, resource: StateResource) -> AssetDrift:
    """Compare one asset, read-only. Who changed it and when is looked up only if something differs."""
    secret = tuple(name for name, value in resource.visible_fields.items() if contains_secret(value))
    recorded = {name: value for name, value in resource.fields.items() if name not in secret}
    found = read(kind, api, resource.id, recorded, str(recorded.get(UPDATED, "")))
    if found is None:
        return AssetDrift(resource, gone=True, unseen=secret)
    live, _ = found
    differences = tuple(find_differences(kind, recorded, live))
    by, at = last_change(kind, api, resource.id, recorded) if differences else ("", "")
    return AssetDrift(resource, differences, live=live, by=by, at=at, unseen=secret)


def last_change(kind: type[Kind], api: Api, id: str, recorded: Fields) -> tuple[str, str]:
    """(who, when) of the asset's last change; empty where the Platform does not say."""
    live = kind.summary(api, id)
    if live is None or live.partial:
        live = kind.fetch(api, id, recorded)
    return _last_change(live) if live else ("", "")


def _last_change(live: Live) -> tuple[str, str]:
    by, at = touched(live.doc)
    return by, iso_time(at) or at


@dataclass(frozen=True)
class Orphan:
    """An asset that carries this stack's owner mark but is not in its state."""

    kind: str
    id: str
    name: str
    owner: str
    by: str
    at: str


def unrecorded_assets(kind: type[Kind], api: Api, recorded: AbstractSet[str]) -> list[Live]:
    """Live assets that state does not record.

    Kinds that cannot be deleted, and remains of failed attempts, are left out.
    """
    if kind.undeletable:
        return []
    return [live for live in kind.listed(api) if live.id not in recorded and not kind.is_failed_attempt(live)]


def as_orphan(kind: type[Kind], api: Api, asset: Live, holder: str) -> Orphan | None:
    """The asset, if its mark names that `project/stack@state`. It is read if the list leaves the mark out."""
    live = kind.fetch(api, asset.id, {}) if asset.partial else asset
    mark = OwnerMark.parse(kind.owner(live)) if live else None
    if live is None or mark is None or not mark.of(holder):
        return None
    name = str(kind.read(api, live).get(kind.name_field) or "")
    return Orphan(kind.__name__, live.id, name, kind.owner(live) or "", *_last_change(live))


def find_differences(kind: type[Kind], recorded: Fields, live: Fields) -> Iterator[Difference]:
    """The differences in fields that were recorded and that the Platform stores."""
    for item in kind.declared_fields():
        old, new = recorded.get(item.name), live.get(item.name)
        if not item.local and old is not None:
            for path, *values in differing_leaves(old, new):
                yield Difference(item.name, path, *values)


def _quote(value: Any) -> str:
    text = "(none)" if empty(value) else dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"
