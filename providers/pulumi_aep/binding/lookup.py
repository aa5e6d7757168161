"""What a program refers to without owning it: `Dataset.get`, `Dataset.named`, `ResourceOptions(id=…)`.

Pulumi reads such a resource in every preview and `up`, records it as external, and neither changes nor deletes it. Two
hidden properties pass between program and provider: how it is looked up, and the id that was found.
"""

from typing import Any

import pulumi
from pulumi.dynamic import Resource

from ..core.kind import Kind
from ..lifecycle.lookup import BY_ID, BY_NAME
from ..stack.advice import import_refusal
from .provider import KindProvider
from .read_only import BY, FOUND

_named: dict[tuple[str, str, str], Any] = {}  # by stack, kind and name: a program asks once


def declare(self: Any, kind: type[Kind], name: str, opts: pulumi.ResourceOptions, by: str = BY_ID) -> None:
    """A resource that is read by `opts.id`; once it has been read, all its outputs are known."""
    key: Any = opts.id
    _check_key(f'{kind.__name__} "{name}"', key)
    props: dict[str, Any] = dict.fromkeys([*kind.FIELDS, "org", *(["sandbox"] if kind.sandboxed else []), FOUND])
    Resource.__init__(self, KindProvider(kind.__name__), name, {**props, BY: by}, opts)
    for item in props:
        self.__dict__[item] = _settled(self.__dict__[item], key)
    self.__dict__["id"] = self.__dict__[FOUND]


def _settled(value: "pulumi.Output[Any]", key: Any) -> "pulumi.Output[Any]":
    """The same Output, known once its key is: in a preview, the SDK takes an empty field for an unknown one."""
    known = pulumi.Output.from_input(key).is_known()
    return pulumi.Output(value.resources(), value.future(), known, value.is_secret())


def _check_key(label: str, key: Any) -> None:
    if isinstance(key, pulumi.Output) or (isinstance(key, str) and key.strip()):
        return
    what = "is empty" if isinstance(key, str) else f"must be text, not {key!r}"
    raise pulumi.RunError(f"{label}: what it is looked up by {what}; give the asset's id or name")


def get(cls: Any, resource_name: str, id: Any, opts: pulumi.ResourceOptions | None = None) -> Any:
    """The asset of that id, whoever made it: read, never changed or deleted."""
    key = id.id if isinstance(id, pulumi.CustomResource) else id
    _check_key(f'{cls.__name__} "{resource_name}"', key)
    return cls(resource_name, opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=key)))


def named(cls: Any, name: Any, *, resource_name: str = "", opts: pulumi.ResourceOptions | None = None) -> Any:
    """The asset of that name, whoever made it: read, never changed or deleted. There must be one, and one only."""
    kind: type[Kind] = cls.__mro__[1]
    label = f"{cls.__name__}.named({name!r})"
    if not kind.has_name():
        raise pulumi.RunError(
            f"{label}: a {kind.noun()} has no name; look it up by its id: {cls.__name__}.get(name, id)"
        )
    _check_key(label, name)
    if resource_name or opts or isinstance(name, pulumi.Output):
        return _look_up(cls, kind, resource_name or f"named {name}", name, opts)
    known = (pulumi.get_stack(), cls.__name__, name)
    if known not in _named:
        _named[known] = _look_up(cls, kind, f"named {name}", name, None)
    return _named[known]


def _look_up(cls: Any, kind: type[Kind], resource_name: str, name: Any, opts: pulumi.ResourceOptions | None) -> Any:
    made = cls.__new__(cls)
    declare(made, kind, resource_name, pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=name)), BY_NAME)
    return made


def refuse_import(kind: type[Kind], name: str, opts: pulumi.ResourceOptions) -> None:
    """Pulumi asks a dynamic provider to read what is imported without telling it which one it is."""
    raise pulumi.RunError(import_refusal(kind.__name__, name, str(opts.import_), pulumi.get_stack()))
