"""References as a program writes them: a resource, its id, an Output of either, or a list of those.

Which resource is meant is known at once for a resource and for its `id`; of another Output it is known once that has
resolved. A bare id, or one that was computed, names no resource, and then nothing comes along with it.
"""

import asyncio
from typing import Any

import pulumi

from ..core.field import Field

_by_id_output: dict[int, pulumi.CustomResource] = {}  # of a resource's own `id`, which is always the same object
_carried_by: dict[Any, dict[str, Any]] = {}  # resource: what came along with its own references
SOON = 0.05  # seconds in which an Output that waits for no resource has resolved


def note(resource: pulumi.CustomResource, carried: dict[str, Any]) -> None:
    """Remember a resource, since later references may lead to it."""
    _by_id_output[id(resource.id)] = resource
    _carried_by[resource] = carried


def meant(value: Any) -> pulumi.CustomResource | None:
    """The resource that a reference leads to, if that is known without waiting."""
    return value if isinstance(value, pulumi.CustomResource) else _by_id_output.get(id(value))


def all_meant(value: Any) -> list[pulumi.CustomResource]:
    found = [meant(one) for one in (value if isinstance(value, list | tuple) else [value])]
    return [one for one in found if one is not None]


def ids(value: Any) -> Any:
    """The value of a reference field, with ids in place of resources."""
    if isinstance(value, pulumi.CustomResource):
        return value.id
    if isinstance(value, pulumi.Output) and meant(value) is None:
        return value.apply(lambda known: pulumi.Output.from_input(ids(known)))
    return [ids(one) for one in value] if isinstance(value, list | tuple) else value


def carried(item: Field, value: Any) -> Any:
    """An attribute of the resource that a reference leads to, which is passed along with the reference."""
    _, attribute = item.carried or ("", "")
    known = meant(value)
    if known is not None:
        return _attribute(known, attribute)
    if not isinstance(value, pulumi.Output):
        return None
    found = value.apply(lambda resolved: _resolved(value, resolved))
    return found.apply(lambda resource: _attribute(resource, attribute))


def _attribute(resource: Any, attribute: str) -> Any:
    """What came along with the resource's own references is passed on unchanged, even if that is nothing."""
    along = _carried_by.get(resource, {}) if resource is not None else {}
    return along[attribute] if attribute in along else getattr(resource, attribute, None)


async def _resolved(value: Any, resolved: Any) -> Any:
    """Out of the resources that an Output comes from, the one whose id it is."""
    if isinstance(resolved, pulumi.CustomResource):
        return resolved
    for resource in await value.resources():
        if resource in _carried_by and await resource.id.future() == resolved:
            return resource
    return None


async def soon(value: pulumi.Output[Any]) -> list[pulumi.CustomResource]:
    """The resources in an Output that waits for none of them; waiting longer could mean to wait for oneself."""
    task = asyncio.ensure_future(value.future())
    done, _ = await asyncio.wait([task], timeout=SOON)
    if not done:  # left to itself: to cancel it would cancel the Output, for whoever else waits for it
        task.add_done_callback(lambda late: late.cancelled() or late.exception())
        return []
    return [] if task.exception() else all_meant(task.result())
