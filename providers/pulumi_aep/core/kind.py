"""A kind is a resource type, such as Dataset: the class that holds its fields, rules and API calls.

A kind is written once, as a class with fields. Type checkers see a Pulumi resource (constructor takes `Input[T]`,
attributes are `Output[T]`); at run time it is plain data and functions, without Pulumi, and the binding makes the
resource out of it. Everything special about a kind is in its class; nothing elsewhere knows it by name.
"""

from collections.abc import Mapping
from dataclasses import replace
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, ClassVar, Self
from typing import dataclass_transform as _dataclass_transform

from .adoptable import Adoptable
from .archivable import Archivable
from .field import Field, carried, derived, output, prop, ref, target, value_type

if TYPE_CHECKING:
    from pulumi import Input, Output, ResourceOptions
    from pulumi.dynamic import Resource as _Base
else:
    _Base = object

FOLDER = "pulumi_aep.kinds"
RESERVED = frozenset({"id", "urn", "get", "named", "opts", "resource_name"})  # what every Pulumi resource has
KINDS: dict[str, type["Kind"]] = {}  # those whose modules have been imported, by name


def _label(*, default: Any = ..., kw_only: bool = True) -> Any:
    """Constructor arguments that every resource has."""
    return default


@_dataclass_transform(kw_only_default=True, field_specifiers=(prop, ref, carried, derived, output, _label))
class _Declared(_Base):
    """What type checkers make constructors for (the fields of this class itself would not count)."""


class Kind(_Declared, Adoptable, Archivable):
    """Base of all kinds."""

    if TYPE_CHECKING:
        resource_name: str = _label(kw_only=False)
        opts: ResourceOptions | None = _label(default=None)
        sandbox: ClassVar[Output[str]]  # the sandbox it is in, out of the stack's settings
        org: ClassVar[Output[str]]

        @classmethod
        def get(cls, resource_name: str, id: Input[str], opts: ResourceOptions | None = None) -> Self:
            """The asset of that id, whoever made it: read, never changed or deleted."""

        @classmethod
        def named(cls, name: Input[str], *, resource_name: str = "", opts: ResourceOptions | None = None) -> Self:
            """The asset of that name, whoever made it: read, never changed or deleted. There must be exactly one."""

    FIELDS: ClassVar[Mapping[str, Field]] = {}

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        hints = get_annotations(cls)
        found = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.FIELDS = dict(cls.FIELDS) | {
            name: replace(value, name=name, type=value_type(hints[name]), target=target(hints[name]))
            for name, value in found.items()
        }
        for name in found:
            if hasattr(Kind, name) or name in RESERVED:
                raise TypeError(
                    f"{cls.__name__}.{name}: every kind has something of that name; call the field otherwise"
                )
            delattr(cls, name)  # instances keep the outputs under these names
        if not abstract and cls.__module__.startswith(FOLDER):  # a resource made of a kind bears the kind's name
            KINDS[cls.__name__] = cls

    @classmethod
    def declared_fields(cls) -> list[Field]:
        return [item for item in cls.FIELDS.values() if not item.output]
