"""Making the Pulumi resource out of a kind: constructor, references, ownership stamp, fixed type token."""

from dataclasses import asdict, is_dataclass
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from .field import Field
from .kind import Kind
from .provider import Provider
from .registry import kind_named

_resources: dict[str, type[Resource]] = {}
_sandboxes: dict[str, list[Resource]] = {}  # per stack: sandboxes that this program declares


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
    props["__stamp"] = f"{pulumi.get_project()}/{pulumi.get_stack()}/{resource_name}"
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
