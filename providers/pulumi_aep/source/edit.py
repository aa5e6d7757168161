"""Edits one argument of one call: its literal, the constant it names, or the setting it looks up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst

from .config_lookup import parse_lookup
from .constants import Constant, Constants
from .field_edit import FieldEdit
from .item_edit import insert_after, remove_item
from .list_edit import ListEdit
from .literal import render_literal
from .manual import CannotEdit
from .module import Module, Splice
from .render_value import ValueRenderer, keyword

REASONS = {
    cst.FormattedString: "is an f-string",
    cst.ListComp: "is a comprehension",
    cst.DictComp: "is a comprehension",
    cst.GeneratorExp: "is a comprehension",
    cst.IfExp: "depends on a condition",
    cst.BinaryOperation: "is computed",
}


@dataclass(frozen=True)
class ConfigEdit:
    """A new value for a key of the stack's file, or for the part of it under `path`; None removes it."""

    key: str
    path: tuple[str, ...]
    value: Any
    line: int
    numeric: bool = False


class CallEditor:
    """Makes one edit in one module. `variables` maps the names that the call can see to the ids of their assets."""

    def __init__(
        self, module: Module, edit: FieldEdit, *, project: str, variables: Mapping[str, str], constants: Constants
    ) -> None:
        self.module = module
        self.edit = edit
        self._project = project
        self._constants = constants
        self._values = ValueRenderer(module, edit, variables)

    def edit_call(self, call: cst.Call) -> list[Splice] | ConfigEdit:
        """Raises CannotEdit if the edit would be a guess."""
        at = next((at for at, arg in enumerate(call.args) if keyword(arg) == self.edit.field.name), None)
        if at is None:
            return self._add_argument(call)
        if self.edit.omits_argument and self._values.is_literal(call.args[at].value):
            return [remove_item(self.module, call.args, at)]
        return self.edit_expression(call.args[at].value, self.edit.path)

    def _add_argument(self, call: cst.Call) -> list[Splice]:
        if any(arg.star for arg in call.args):
            raise CannotEdit("may come from what is unpacked into its arguments", self.module.line(call))
        if self.edit.omits_argument:
            return []
        text = f"{self.edit.field.name}={self._values.render(self.edit.field_value, None)}"
        before = [arg for arg in call.args if keyword(arg) in (None, "resource_name", *self.edit.preceding)]
        return [insert_after(self.module, before[-1], [text])]

    # -- expressions ------------------------------------------------------------------------------------------------
    def edit_expression(self, node: cst.BaseExpression, path: tuple[str, ...]) -> list[Splice] | ConfigEdit:
        if isinstance(node, cst.Dict) and path:
            return self._edit_map(node, path)
        if isinstance(node, cst.List | cst.Tuple) and not path:
            render, parse = self._values.render_element, self._values.parse_element
            editor = ListEdit(self.module, node, render, parse, unordered=self.edit.field.unordered)
            return editor.splices(self.edit.value)
        if not path and (self._values.is_literal(node) or self._values.referenced_id(node) is not None):
            if self.edit.value is None:
                raise CannotEdit("cannot be left out here", self.module.line(node))
            return [self.module.replace(node, self._values.render(self.edit.value, node))]
        setting = self.edit_setting(node, path)
        if setting:
            return setting
        if isinstance(node, cst.Name | cst.Attribute):
            return self._edit_constant(node, path)
        raise CannotEdit(self._reason(node), self.module.line(node))

    def _edit_map(self, node: cst.Dict, path: tuple[str, ...]) -> list[Splice] | ConfigEdit:
        spread = False
        for at in reversed(range(len(node.elements))):
            element = node.elements[at]
            if not isinstance(element, cst.DictElement) or self._key(element) is None:
                spread = True
            elif self._key(element) == path[0]:
                if len(path) > 1 or self.edit.value is not None:
                    return self.edit_expression(element.value, path[1:])
                if spread or any(isinstance(item, cst.StarredDictElement) for item in node.elements):
                    break
                return [remove_item(self.module, node.elements, at)]
        if self.edit.value is None:
            raise CannotEdit("comes into the map from elsewhere", self.module.line(node))
        value = self.edit.value
        for key in reversed(path[1:]):
            value = {key: value}
        quote = self._values.quote(node)
        new = f"{render_literal(path[0], quote=quote)}: {self._values.render_new(value, quote)}"
        if not node.elements:
            return [self.module.replace(node, "{" + new + "}")]
        return [insert_after(self.module, node.elements[-1], [new])]

    def _key(self, element: cst.DictElement) -> Any:
        return self.module.value(element.key) if self._values.is_literal(element.key) else None

    def _edit_constant(self, node: cst.Name | cst.Attribute, path: tuple[str, ...]) -> list[Splice] | ConfigEdit:
        found = self._constants.resolve(self.module, node)
        if found is None:
            raise CannotEdit(f"is {self.module.code(node)}, which is no plain constant", self.module.line(node))
        editor = self if found.module is self.module else self._in_module(found.module)
        try:
            return editor.edit_constant(found, path)
        except CannotEdit as reason:
            raise CannotEdit(reason.why, reason.line, reason.path or found.module.path) from None

    def edit_constant(self, found: Constant, path: tuple[str, ...]) -> list[Splice] | ConfigEdit:
        """Edits the constant, unless other code uses it too."""
        if found.uses > 1 and not self.edit_setting(found.value, path):
            raise CannotEdit(f"is {found.name}, which is used in {found.uses} places", self.module.line(found.value))
        return self.edit_expression(found.value, path)

    def _in_module(self, module: Module) -> "CallEditor":
        """The same edit in another file, which sees none of this one's variables."""
        return CallEditor(module, self.edit, project=self._project, variables={}, constants=self._constants)

    def edit_setting(self, node: cst.BaseExpression, path: tuple[str, ...]) -> ConfigEdit | None:
        """Edits a configuration look-up, possibly one with a subscript or an `or` behind it; None if it is none."""
        line = self.module.line(node)
        if isinstance(node, cst.Subscript):
            key = node.slice[0].slice
            if len(node.slice) != 1 or not isinstance(key, cst.Index) or not self._values.is_literal(key.value):
                return None
            if self.edit.value is None and not path:
                raise CannotEdit("must be there", line)
            return self.edit_setting(self._assigned_value(node.value), (str(self.module.value(key.value)), *path))
        fallback: cst.BaseExpression | None = None
        if isinstance(node, cst.BooleanOperation) and isinstance(node.operator, cst.Or):
            fallback = node.right
            node = node.left
        found = parse_lookup(self.module, node, self._project)
        if found is None:
            return None
        if fallback is not None and not self.edit.value and not path and not self._is_edited_value(fallback):
            raise CannotEdit("falls back to another value where the setting is empty", line)
        if self.edit.value is None and not path and (found.required or found.fallback is not None):
            raise CannotEdit(f"is the setting {found.key}, which must be there", line)
        return ConfigEdit(found.key, path, self.edit.value, line, self.edit.numeric)

    def _assigned_value(self, node: cst.BaseExpression) -> cst.BaseExpression:
        found = self.module.assignment(node) if isinstance(node, cst.Name) else None
        return found[0] if found else node

    def _is_edited_value(self, node: cst.BaseExpression) -> bool:
        return self._values.is_literal(node) and bool(self.module.value(node) == self.edit.value)

    def _reason(self, node: cst.BaseExpression) -> str:
        if isinstance(node, cst.Call):
            return f"is computed by {self.module.code(node.func)}(…)"
        return REASONS.get(type(node), "is no plain value")
