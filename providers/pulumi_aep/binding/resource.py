"""Makes the Pulumi resource class of a kind: constructor, references, owner mark, fixed type token."""

from dataclasses import fields, is_dataclass
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from ..core.field import REPLACING, Field
from ..core.kind import Kind
from ..core.registry import kind_named
from ..core.values import Parameters
from ..stack import backend
from . import given as given_along
from . import lookup, number, program_rows, reference, secrecy, twins
from .provider import KindProvider

_resources: dict[str, type[Resource]] = {}
_sandboxes: dict[str, list[Resource]] = {}  # per stack: sandboxes that this program declares
_followers: dict[Any, list[tuple[Any, dict[str, Any]]]] = {}  # resource: what is made anew along with it
_later: list[tuple[pulumi.Output[Any], Any, dict[str, Any]]] = []  # the same where it is not known yet what is meant


def resource(name: str) -> type[Resource]:
    """The resource class of a kind. Its token is `pulumi-python:dynamic/aep:<kind>`, for ever."""
    if name not in _resources:
        kind = kind_named(name)
        looking = {"get": classmethod(lookup.get), "named": classmethod(lookup.named)}
        body = {"__init__": _init, "__doc__": kind.__doc__, "__module__": __name__, **looking}
        _resources[name] = type(name, (kind, Resource), body, module="aep", name=name)
    return _resources[name]


def _init(self: Any, resource_name: str, *, opts: pulumi.ResourceOptions | None = None, **given: Any) -> None:
    kind: type[Kind] = type(self).__mro__[1]
    if opts and opts.import_ is not None:
        lookup.refuse_import(kind, resource_name, opts)
    if opts and opts.id is not None:
        lookup.declare(self, kind, resource_name, _placed(self, kind, opts))
        return
    props: dict[str, Any] = dict.fromkeys([*kind.FIELDS, "org", *(["sandbox"] if kind.sandboxed else [])])
    label = f'{kind.__name__} "{resource_name}"'
    props |= {name: _input(kind.FIELDS.get(name), value, f"{label}: {name}") for name, value in given.items()}
    carried = {
        item.name: reference.carried(item, given.get(item.carried[0])) for item in kind.FIELDS.values() if item.carried
    }
    props |= carried
    _follow(self, kind, resource_name, given)
    if kind.reads:
        props["__rows"] = program_rows.above(kind, given)
    program_rows.note(self, kind, resource_name, given, opts)
    props["__downstream"] = pulumi.Output.from_input(_downstream(self))
    props["__twins"] = pulumi.Output.from_input(
        twins.of(opts, kind.__name__, resource_name, given.get(kind.name_field))
    )
    props["__stamp"] = f"{pulumi.get_project()}/{pulumi.get_stack()}/{resource_name}"
    if pulumi.get_organization() not in (None, backend.DIY):
        props["__organization"] = pulumi.get_organization()
    props[given_along.KEY] = given_along.labels(kind, given)
    props[secrecy.PLACES] = pulumi.Output.from_input(
        secrecy.places({name: props[name] for name in props if name[:2] != "__"}, opts)
    )
    Resource.__init__(self, KindProvider(kind.__name__), resource_name, props, _placed(self, kind, opts))
    reference.note(self, carried)


def _input(item: Field | None, value: Any, place: str) -> Any:
    """What the engine gets: ids for resources, maps for values of our own, numbers that it can hold."""
    if item and item.reference:
        return reference.ids(value)
    return number.exact(_plain(value), place, as_text=item is not None and item.type is Parameters)


def _plain(value: Any) -> Any:
    if isinstance(value, pulumi.CustomResource):
        return value.id
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _follow(self: Any, kind: type[Kind], name: str, given: dict[str, Any]) -> None:
    """Register the resource with all those whose replacement affects it."""
    read = [item for item in kind.FIELDS.values() if item.reads_rows]
    mine = {
        "kind": kind.__name__,
        "name": name,
        "data": [one.pulumi_resource_name for item in read for one in reference.all_meant(given.get(item.name))],
    }
    for item in kind.FIELDS.values():
        if item.reference and (item.moves or item.change in REPLACING):
            value = given.get(item.name)
            for one in reference.all_meant(value):
                _followers.setdefault(one, []).append((self, mine))
            listed = value if isinstance(value, list | tuple) else [value]
            _later.extend((one, self, mine) for one in listed if isinstance(one, pulumi.Output))


async def _downstream(self: Any) -> list[dict[str, Any]]:
    """Everything that follows it. Awaited when the whole program has been declared."""
    while _later:
        value, follower, told = _later.pop()
        for one in await reference.soon(value) if reference.meant(value) is None else ():
            _followers.setdefault(one, []).append((follower, told))
    found: dict[Any, dict[str, Any]] = {}
    waiting = [self]
    while waiting:
        for follower, told in _followers.get(waiting.pop(), ()):
            if follower not in found:
                found[follower] = told
                waiting.append(follower)
    return list(found.values())


def _placed(self: Any, kind: type[Kind], opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """Make the resource depend on its sandbox if this program declares it: created after it, deleted before it."""
    here = _sandboxes.setdefault(pulumi.get_stack(), [])
    if not kind.sandboxed:
        here.append(self)
        return opts or pulumi.ResourceOptions()
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=list(here)))
