"""What a request names: a profile by XID or by id and namespace, a merge policy, the fields to show."""

from collections.abc import Mapping
from typing import Any

from ...platform.http import Request
from ...platform.store import Doc
from ..ups import refuse
from . import merge_policy, profile_document
from .identity import Identity

MOST = 50  # identities in one request


class NoIdentity(ValueError):
    """It is neither a known XID nor an id with a namespace."""


def xid_of(request: Request, entity: Any, namespace: Any) -> str:
    """Without a namespace the id must be an XID of an existing profile."""
    if not isinstance(entity, str | int) or isinstance(entity, bool) or entity == "":
        raise NoIdentity("entityId is required")
    if namespace:
        return Identity(str(namespace), str(entity)).xid
    if request.world.store.get(profile_document.KIND, str(entity), sandbox=request.sandbox) is None:
        raise NoIdentity(f"{entity} is not an XID that is known; an id needs its namespace (entityIdNS)")
    return str(entity)


def policy(request: Request, id: str | None) -> Doc:
    found = merge_policy.by_id(request.world, request.sandbox, id)
    if found is None:
        raise refuse(400, f"Merge policy {id} is not found")
    return found


def find(request: Request, xid: str) -> Doc | None:
    return request.world.store.get(profile_document.KIND, xid, sandbox=request.sandbox)


def segments(request: Request) -> set[str]:
    return set(request.world.store.keyed("segment", sandbox=request.sandbox))


def code(identity: Mapping[str, Any], name: str) -> Any:
    """The namespace's code; it may be written {"code": …}."""
    space = identity.get(name)
    return space.get("code") if isinstance(space, dict) else space


def fields(value: Any) -> list[str]:
    """Dotted paths, in an array or separated by commas."""
    if value is None or value == "":
        return []
    listed = value.split(",") if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise refuse(400, "fields must be paths")
    return [each.strip() for each in listed if each.strip()]
