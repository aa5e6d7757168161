"""Secret values: found by the program, where Pulumi knows them; masked in what this process prints and returns.

A provider process keeps the longer texts of all secrets that it has met, since one asset's row may name another's.
"""

import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pulumi
from pulumi.runtime.rpc import wrap_rpc_secret

from ..core.kind import Kind
from ..core.live import Fields
from ..core.secret import SHORT, Place, Secrets, mask

PLACES = "__secrets"  # the hidden input that lists them
_met: set[str] = set()
_lock = threading.Lock()
_none = Secrets()
_here: ContextVar[Secrets] = ContextVar("secrets of the asset at hand", default=_none)


# -- in the program -------------------------------------------------------------------------------------------------
async def places(props: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> list[list[str]]:
    """Where in a resource's inputs secrets lie; a list counts as a whole, as it does for the engine."""
    found: set[Place] = {(name,) for name in (opts.additional_secret_outputs if opts else None) or ()}
    for name, value in props.items():
        found |= {place async for place in _places(value, (name,))}
    return [list(place) for place in sorted(found)]


async def _places(value: Any, place: Place) -> AsyncIterator[Place]:
    if isinstance(value, pulumi.Output):
        if await value.is_secret():
            yield place
            return
        value = await value.future(with_unknowns=True)
    if isinstance(value, Mapping):
        for key, item in value.items():
            async for one in _places(item, (*place, str(key))):
                yield one
    elif isinstance(value, list | tuple):
        for item in value:
            async for _ in _places(item, ()):
                yield place


# -- in the provider process ----------------------------------------------------------------------------------------
@contextmanager
def kept(kind: type[Kind], *holders: Mapping[str, Any]) -> Iterator[Secrets]:
    """A context in which the secrets among these inputs and outputs are masked in all messages."""
    listed = [place for holder in holders for place in holder.get(PLACES) or ()]
    words = {item.name for item in kind.FIELDS.values() if item.chosen}
    found = Secrets.of((tuple(map(str, place)) for place in listed), *holders, words=words)
    with _lock:
        _met.update(text for text in found.texts if len(text) >= SHORT)
    before = _here.set(found)
    try:
        yield found
    finally:
        _here.reset(before)


def masked(text: str) -> str:
    with _lock:
        others = _met - _here.get().texts
    return mask(text, _here.get().texts, whole=others)


def phrase(field: str, message: str) -> tuple[str, str]:
    """(property, what is wrong with it), the property within the text if it is a secret: beside a property the engine
    prints its value, a secret's too."""
    said = masked(message)
    return ("", f"{field} {said}") if field and _here.get().reach(field) else (field, said)


def sealed(fields: Fields) -> Fields:
    """The values, marked as Pulumi secrets where one contains a secret of the same asset, as an address may."""
    found = _here.get()
    return {key: _sealed(key, value, found) for key, value in fields.items()}


def sealed_whole(key: str, fields: Fields) -> Fields:
    """These fields under one hidden key, marked as secret if any of them contains one; empty if there are none."""
    if not fields:
        return {}
    secret = any(_here.get().reach(name) for name in fields) or _here.get().within(fields)
    return {key: wrap_rpc_secret(fields) if secret else fields}


def _sealed(key: str, value: Any, found: Secrets) -> Any:
    """One property, marked if it contains a secret; one that is secret as a whole is marked by the engine itself."""
    if key.startswith("__") or found.reach(key) or not found.within(value):
        return value
    return wrap_rpc_secret(value)
