"""Renders a value as Python code: references as variables, records as calls of their dataclass."""

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any, get_args

import libcst as cst

from .field_edit import FieldEdit
from .literal import match_type, quote_style, render_literal
from .manual import CannotEdit
from .module import Module


class ValueRenderer:
    """Renders for one edit in one module. `variables` maps names to the ids of the assets they hold."""

    def __init__(self, module: Module, edit: FieldEdit, variables: Mapping[str, str]) -> None:
        self._module = module
        self._edit = edit
        self._variables = variables

    def is_literal(self, node: cst.BaseExpression) -> bool:
        try:
            self._module.value(node)
        except ValueError:
            return False
        return True

    def referenced_id(self, node: cst.BaseExpression) -> str | None:
        """The id of the asset that `web` or `web.id` refers to."""
        if not self._edit.field.reference:
            return None
        if isinstance(node, cst.Attribute) and node.attr.value == "id":
            node = node.value
        return self._variables.get(node.value) if isinstance(node, cst.Name) else None

    def quote(self, node: cst.CSTNode | None) -> str:
        found = re.search(r"[\"']", self._module.code(node)) if node is not None else None
        return quote_style(found[0]) if found else '"'

    def render(self, value: Any, node: cst.BaseExpression | None) -> str:
        """The code that replaces a node, in its style; that of a new value if there is no node."""
        if isinstance(value, list | tuple) and (self._edit.field.reference or self._record_type()):
            return "[" + ", ".join(self.render_element(item, None) for item in value) + "]"
        if self._edit.field.reference:
            return self.render_element(value, node)
        old = self._module.value(node) if node is not None and self.is_literal(node) else None
        if old is None or isinstance(value, Mapping):
            return self.render_new(value, self.quote(node))
        typed = match_type(old, value, numeric=True) if self._edit.numeric else value
        return render_literal(typed, quote=self.quote(node))

    def render_new(self, value: Any, quote: str) -> str:
        """The code of a value where there was none before."""
        if isinstance(value, Mapping):
            value = {key: match_type(None, item, numeric=self._edit.numeric) for key, item in value.items()}
        return render_literal(match_type(None, value, numeric=self._edit.numeric), quote=quote)

    def render_element(self, value: Any, node: cst.BaseExpression | None) -> str:
        if self._edit.field.reference:
            return next((name for name, id in self._variables.items() if id == value), render_literal(value))
        record = self._record_type()
        if record is None or not isinstance(value, Mapping):
            return render_literal(value, quote=self.quote(node))
        first, *rest = record.__dataclass_fields__.values()
        named = [f"{item.name}={render_literal(value[item.name])}" for item in rest if value[item.name] != item.default]
        return f"{self._record_name(node)}({', '.join([render_literal(value[first.name]), *named])})"

    def _record_name(self, node: cst.BaseExpression | None) -> str:
        """How this module spells the dataclass: as the neighbouring element does, else by its import of the library."""
        name = self._record_type().__name__
        if isinstance(node, cst.Call):
            return self._module.code(node.func)
        calls = [item.func for item in self._module.calls if self._is_ours(item.func)]
        prefix = next((self._module.code(item.value) for item in calls if isinstance(item, cst.Attribute)), "")
        if not prefix:
            raise CannotEdit(f"wants {name}, which this file does not import", 1)
        return f"{prefix}.{name}"

    def _is_ours(self, func: cst.BaseExpression) -> bool:
        return any(name.startswith("pulumi_aep.") for name in self._module.qualified_names(func))

    def _record_type(self) -> Any:
        """The dataclass of the field's elements, if it is a list of dataclasses."""
        found = get_args(self._edit.field.type)
        return found[0] if found and is_dataclass(found[0]) else None

    def parse_element(self, node: cst.BaseExpression) -> Any:
        """The value of a list element; ValueError if it is computed."""
        referenced_id = self.referenced_id(node)
        if referenced_id is not None:
            return referenced_id
        record = self._record_type()
        if record and isinstance(node, cst.Call) and self._is_ours(node.func):
            plain = [self._module.value(arg.value) for arg in node.args if arg.keyword is None]
            named = {str(keyword(arg)): self._module.value(arg.value) for arg in node.args if arg.keyword}
            made = record(*plain, **named)
            return {name: getattr(made, name) for name in record.__dataclass_fields__}
        return self._module.value(node)


def keyword(arg: cst.Arg) -> str | None:
    return arg.keyword.value if arg.keyword else None
