"""Digests of the fields that define an asset, so that a change takes a new one. They reveal no secrets.

They are recorded when the asset is made. By them, an edit in the program, which takes a new asset, is told from one on
the Platform, which is reverted in place.
"""

from typing import Any

from ..core.field import Field, unknown
from ..core.kind import Kind
from ..core.live import Fields
from ..core.origin import defining, digest

MADE = "__made"  # recorded beside the outputs
Digests = dict[str, str]


def digests(kind: type[Kind], fields: Fields) -> Digests:
    """The digest of each defining field, except those not known yet."""
    known = [item for item in defining(kind) if not unknown(fields.get(item.name))]
    return {item.name: _digest(item, fields.get(item.name)) for item in known}


def is_as_made(recorded: Fields, item: Field, declared: Any) -> bool:
    """Whether the asset was made with this value. If another one is recorded, it comes from a refresh."""
    made = recorded.get(MADE) or {}
    return item.name in made and not unknown(declared) and made[item.name] == _digest(item, declared)


def _digest(item: Field, value: Any) -> str:
    return digest(item.default if value is None else value)
