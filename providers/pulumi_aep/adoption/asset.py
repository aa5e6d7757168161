"""An asset of a live sandbox, and what becomes of it: declared under a name, or left out for a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..core.kind import Kind
from ..core.live import Fields, Live
from ..core.registry import kind_named

Key = tuple[str, str]  # kind and id: ids are unique within a kind only


@dataclass(frozen=True, kw_only=True)
class Asset:
    """As the Platform has it. `fields` are what a program would declare of it."""

    kind: str
    live: Live
    fields: Fields
    owner: str | None = None
    by: str = ""
    when: str = ""
    label: str = ""  # what a person calls it, where it has no name of its own
    left_out: str = ""  # why it is not declared

    @property
    def key(self) -> Key:
        return self.kind, self.live.id

    @property
    def type(self) -> type[Kind]:
        return kind_named(self.kind)

    @property
    def title(self) -> str:
        return self.label or str(self.fields.get(self.type.name_field) or self.live.id)


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """An asset as the program declares it. `inputs` are what a check of that program makes of it."""

    asset: Asset
    name: str
    inputs: Fields
    refers: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)  # field: declared assets it refers to

    @property
    def key(self) -> Key:
        return self.asset.key


def references(asset: Asset) -> dict[str, tuple[str, ...]]:
    """Each reference field, and the ids in it."""
    found = {}
    for item in asset.type.declared_fields():
        value = asset.fields.get(item.name) if item.reference else None
        if value:
            found[item.name] = tuple(value) if isinstance(value, list) else (str(value),)
    return found


def referred(asset: Asset, by: str) -> Key:
    """What a reference field leads to."""
    return asset.type.FIELDS[by].target, str(asset.fields.get(by))


def by_key(assets: Iterable[Asset]) -> dict[Key, Asset]:
    return {asset.key: asset for asset in assets}
