"""Which resource of which state a call is about: from its URN, what is recorded, and where Pulumi keeps the state."""

from collections.abc import Mapping
from typing import Any

from ..core.owner_mark import OwnerMark
from ..errors import AepError
from ..lifecycle.claim import MARKED, Claim
from ..stack import backend, holders
from . import rpc

Hidden = Mapping[str, Any]


def stamp(hidden: Hidden) -> str:
    """The owner mark as recorded; without an engine, as the caller gives it."""
    urn = rpc.resource()
    return _mark(urn, hidden).stamp if urn else str(hidden.get("__stamp", ""))


def _mark(urn: str, hidden: Hidden) -> OwnerMark:
    bare = OwnerMark.of_urn(urn, state="")
    state = backend.state_id(bare.stack, _organization(hidden))
    return OwnerMark.of_urn(urn, state=state, generation=_generation(hidden))


def mark(hidden: Hidden, kind: str = "", twins: frozenset[str] = frozenset()) -> OwnerMark:
    """The owner mark of the resource that the call is about."""
    urn = rpc.resource()
    if not urn:
        found = recorded(hidden)
        if found is None:
            raise AepError("the call names no resource")
        return found
    own = _mark(urn, hidden)
    if not own.state:
        raise AepError("the folder that holds the state can't be written to; make it writable and run pulumi up again")
    return OwnerMark(
        stack=own.stack,
        state=own.state,
        resource=own.resource,
        generation=own.generation,
        recorded=lambda kind, id: holders.of_stack(own.stack).has(urn, kind, id),
        twins=twins,
    )


def recorded(hidden: Hidden) -> OwnerMark | None:
    return OwnerMark.recorded_as(hidden.get("__stamp"), _generation(hidden))


def name(hidden: Hidden) -> str:
    """The logical name as recorded; "" if none is."""
    found = recorded(hidden)
    return found.name if found else ""


def holder(hidden: Hidden) -> str:
    """Whose the resource is: `project/stack@state`."""
    found = OwnerMark.recorded_as(stamp(hidden))
    return found.holder if found else ""


def claim(hidden: Hidden, olds: Hidden) -> Claim:
    """This resource's claim on an asset that was recorded with these `olds`."""
    own, urn = mark(hidden), rpc.resource()
    return Claim(
        mark=own,
        was=recorded(olds),
        here=lambda found: backend.is_here(found, _organization(olds)),
        shared=lambda kind, id: bool(urn) and holders.of_stack(own.stack).is_shared(urn, kind, id),
        seen=OwnerMark.parse(olds.get(MARKED)),
    )


def _generation(hidden: Hidden) -> int:
    return int(hidden.get("__generation", 1))


def _organization(hidden: Hidden) -> str:
    return str(hidden.get("__organization") or backend.DIY)
