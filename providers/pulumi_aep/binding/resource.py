"""Making the Pulumi resource out of a kind: constructor, references, owner mark, fixed type token."""

from dataclasses import asdict, is_dataclass
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from ..core.field import REPLACING, Field
from ..core.kind import Kind
from ..core.registry import kind_named
from . import secrecy
from .provider import Provider

_resources: dict[str, type[Resource]] = {}
_sandboxes: dict[str, list[Resource]] = {}  # per stack: sandboxes that this program declares
_followers: dict[Any, list[tuple[Any, dict[str, Any]]]] = {}  # resource: what is made anew along with it


def resource(name: str) -> type[Resource]:
    """The resource class of a kind. Its token is `pulumi-python:dynamic/aep:<kind>`, for ever."""
    if name not in _resources:
        kind = kind_named(name)
        body = {"__init__": _init, "__doc__": kind.__doc__, "__module__": __name__}
        _resources[name] = type(name, (kind, Resource), body, module="aep", name=name)
    return _resources[name]


def _init(self: Any, resource_name: str, *, opts: pulumi.ResourceOptions | None = None, **given: Any) -> None:
    kind: type[Kind] = type(self).__mro__[1]
    props: dict[str, Any] = dict.fromkeys([*kind.FIELDS, "org", *(["sandbox"] if kind.sandboxed else [])])
    props |= {name: _plain(value) for name, value in given.items()}
    for item in kind.FIELDS.values():
        if item.carried:
            props[item.name] = _carried(item, given)
    _follow(self, kind, resource_name, given)
    props["__downstream"] = pulumi.Output.from_input(_downstream(self))
    props["__stamp"] = f"{pulumi.get_project()}/{pulumi.get_stack()}/{resource_name}"
    props[secrecy.PLACES] = pulumi.Output.from_input(
        secrecy.places({name: props[name] for name in props if name[:2] != "__"}, opts)
    )
    Resource.__init__(self, Provider(kind.__name__), resource_name, props, _placed(self, kind, opts))


def _plain(value: Any) -> Any:
    """A resource as its id, a value of our own as the map it stands for."""
    if isinstance(value, pulumi.CustomResource):
        return value.id
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _follow(self: Any, kind: type[Kind], name: str, given: dict[str, Any]) -> None:
    """Note it with everything whose replacement it goes along with."""
    read = [item for item in kind.FIELDS.values() if item.reads_rows]
    mine = {
        "kind": kind.__name__,
        "name": name,
        "data": [one.pulumi_resource_name for item in read for one in _resources_in(given.get(item.name))],
    }
    for item in kind.FIELDS.values():
        for one in _resources_in(given.get(item.name)) if item.moves or item.change in REPLACING else ():
            _followers.setdefault(one, []).append((self, mine))


def _resources_in(value: Any) -> list[pulumi.CustomResource]:
    """The resource, or those in the list, that were given for a reference; none for bare ids."""
    return [
        one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, pulumi.CustomResource)
    ]


async def _downstream(self: Any) -> list[dict[str, Any]]:
    """Everything that follows it. Awaited when the whole program has been declared."""
    found: dict[Any, dict[str, Any]] = {}
    waiting = [self]
    while waiting:
        for follower, told in _followers.get(waiting.pop(), ()):
            if follower not in found:
                found[follower] = told
                waiting.append(follower)
    return list(found.values())


def _carried(item: Field, given: dict[str, Any]) -> Any:
    by, attribute = item.carried or ("", "")
    return getattr(given.get(by), attribute, None)


def _placed(self: Any, kind: type[Kind], opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """What lies in a sandbox that this program makes comes after it, and goes before it."""
    here = _sandboxes.setdefault(pulumi.get_stack(), [])
    if not kind.sandboxed:
        here.append(self)
        return opts or pulumi.ResourceOptions()
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=list(here)))
