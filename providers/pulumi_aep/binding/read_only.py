"""The provider's side of what a program looks up (lookup.py): it is found and read, and never written."""

from collections.abc import Mapping
from typing import Any

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields
from ..lifecycle.lookup import look_up

BY = "__lookup"  # by id or by name
FOUND = "__id"  # the id it has


def asked_for(props: Mapping[str, Any]) -> bool:
    """Whether it is one that the program now looks up; what was found earlier is only refreshed."""
    return BY in props and "org" not in props


def found(kind: type[Kind], api: Api, key: str, by: str, *, org: str) -> tuple[str, Fields]:
    """Its id, and what is recorded of it."""
    id, outputs = look_up(kind, api, by, key)
    placed = {"org": org} | ({"sandbox": api.sandbox} if kind.sandboxed else {})
    return id, {**outputs, **placed, BY: by, FOUND: id}
