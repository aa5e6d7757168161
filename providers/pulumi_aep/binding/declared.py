"""Finds two resources of a program that would be the same asset: what they declare can exist only once."""

import threading
from collections.abc import Iterator

from ..core.field import unknown
from ..core.kind import Kind
from ..core.live import Fields
from ..core.owner_mark import OwnerMark
from ..platform.endpoint import Settings
from . import rpc

_seen: dict[tuple[str, ...], str] = {}  # kind, organisation, sandbox, name: the URN that declares it
_lock = threading.Lock()


def twice(kind: type[Kind], fields: Fields, settings: Settings) -> Iterator[str]:
    """The problem reported for the second of the two, which names both."""
    urn, key = rpc.resource(), [fields.get(name) for name in (kind.unique, kind.unique_within) if name]
    if not urn or not key or unknown(key) or None in key or fields.get("existing"):
        return
    place = (kind.__name__, settings.recorded_org, settings.sandbox if kind.sandboxed else "", *map(str, key))
    with _lock:
        first = _seen.setdefault(place, urn)
    if first != urn:
        one, other = (OwnerMark.of_urn(item, state="").label for item in (first, urn))
        yield f'"{key[0]}" is declared by two resources, {one} and {other}; give one of them another {kind.unique}'
