"""Values between Python's source and the Platform: references as variables, records as their own calls."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any, get_args

import libcst as cst

from ..core.field import Field
from ..core.values import Parameters
from .literal import like, python, quote_of
from .manual import ByHand
from .module import Module


@dataclass(frozen=True)
class Wish:
    """A field of a resource, or the part of it under `path`, and what it is to be; `whole` is all of the field."""

    field: Field
    path: tuple[str, ...]
    value: Any
    whole: Any
    earlier: tuple[str, ...] = ()  # fields that one would write before this one

    @property
    def numeric(self) -> bool:
        return bool(self.field.type == Parameters)

    @property
    def left_out(self) -> bool:
        """Whether one would not write the field at all."""
        default = list(self.field.default) if isinstance(self.field.default, tuple) else self.field.default
        return not self.path and (self.value is None or (not self.field.required and self.value == default))


class Written:
    """For one wish in one module. `variables`: name to the id of the asset that it declares."""

    def __init__(self, module: Module, wish: Wish, variables: Mapping[str, str]) -> None:
        self._module = module
        self._wish = wish
        self._variables = variables

    def literal(self, node: cst.BaseExpression) -> bool:
        try:
            self._module.value(node)
        except ValueError:
            return False
        return True

    def referred(self, node: cst.BaseExpression) -> str | None:
        """The id behind `web` or `web.id`."""
        if not self._wish.field.reference:
            return None
        if isinstance(node, cst.Attribute) and node.attr.value == "id":
            node = node.value
        return self._variables.get(node.value) if isinstance(node, cst.Name) else None

    def quote(self, node: cst.CSTNode | None) -> str:
        found = re.search(r"[\"']", self._module.code(node)) if node is not None else None
        return quote_of(found[0]) if found else '"'

    def code(self, value: Any, node: cst.BaseExpression | None) -> str:
        """Python for a value that comes in place of a node, or for a new one."""
        if isinstance(value, list | tuple) and (self._wish.field.reference or self._record()):
            return "[" + ", ".join(self.element(item, None) for item in value) + "]"
        if self._wish.field.reference:
            return self.element(value, node)
        old = self._module.value(node) if node is not None and self.literal(node) else None
        if old is None or isinstance(value, Mapping):
            return self.new(value, self.quote(node))
        return python(like(old, value, numeric=self._wish.numeric), quote=self.quote(node))

    def new(self, value: Any, quote: str) -> str:
        """Python for a value where none stood before."""
        if isinstance(value, Mapping):
            value = {key: like(None, item, numeric=self._wish.numeric) for key, item in value.items()}
        return python(like(None, value, numeric=self._wish.numeric), quote=quote)

    def element(self, value: Any, node: cst.BaseExpression | None) -> str:
        if self._wish.field.reference:
            return next((name for name, id in self._variables.items() if id == value), python(value))
        record = self._record()
        if record is None or not isinstance(value, Mapping):
            return python(value, quote=self.quote(node))
        first, *rest = record.__dataclass_fields__.values()
        named = [f"{item.name}={python(value[item.name])}" for item in rest if value[item.name] != item.default]
        return f"{self._called(node)}({', '.join([python(value[first.name]), *named])})"

    def _called(self, node: cst.BaseExpression | None) -> str:
        """The name by which the module knows the dataclass: as beside it, else as the library is known here."""
        name = self._record().__name__
        if isinstance(node, cst.Call):
            return self._module.code(node.func)
        calls = [item.func for item in self._module.calls if self._ours(item.func)]
        prefix = next((self._module.code(item.value) for item in calls if isinstance(item, cst.Attribute)), "")
        if not prefix:
            raise ByHand(f"wants {name}, which this file does not import", 1)
        return f"{prefix}.{name}"

    def _ours(self, func: cst.BaseExpression) -> bool:
        return any(name.startswith("pulumi_aep.") for name in self._module.names(func))

    def _record(self) -> Any:
        """The dataclass of which the field is a list, if it is one."""
        found = get_args(self._wish.field.type)
        return found[0] if found and is_dataclass(found[0]) else None

    def read(self, node: cst.BaseExpression) -> Any:
        """What an element is; ValueError where that is not plain to see."""
        referred = self.referred(node)
        if referred is not None:
            return referred
        record = self._record()
        if record and isinstance(node, cst.Call) and self._ours(node.func):
            plain = [self._module.value(arg.value) for arg in node.args if arg.keyword is None]
            named = {str(keyword(arg)): self._module.value(arg.value) for arg in node.args if arg.keyword}
            made = record(*plain, **named)
            return {name: getattr(made, name) for name in record.__dataclass_fields__}
        return self._module.value(node)


def keyword(arg: cst.Arg) -> str | None:
    return arg.keyword.value if arg.keyword else None
