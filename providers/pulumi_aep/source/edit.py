"""Putting one value into one call: at its literal, at the constant it names, or at the setting it looks up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst

from .constants import Constant, Constants
from .items import added, removed
from .list_edit import Listed
from .literal import python
from .lookup import lookup
from .manual import ByHand
from .module import Module, Splice
from .render_value import Wish, Written, keyword

KINDS_OF = {
    cst.FormattedString: "is an f-string",
    cst.ListComp: "is a comprehension",
    cst.DictComp: "is a comprehension",
    cst.GeneratorExp: "is a comprehension",
    cst.IfExp: "depends on a condition",
    cst.BinaryOperation: "is computed",
}


@dataclass(frozen=True)
class Setting:
    """What belongs into the stack's file: a key, or a part of its value. None takes it away."""

    key: str
    path: tuple[str, ...]
    value: Any
    line: int
    numeric: bool = False


class Put:
    """Into one module. `variables`: name to the id of the asset it declares, as far as the call can see them."""

    def __init__(
        self, module: Module, wish: Wish, *, project: str, variables: Mapping[str, str], constants: Constants
    ) -> None:
        self.module = module
        self.wish = wish
        self._project = project
        self._constants = constants
        self._values = Written(module, wish, variables)

    def into(self, call: cst.Call) -> list[Splice] | Setting:
        """ByHand where that would be a guess."""
        at = next((at for at, arg in enumerate(call.args) if keyword(arg) == self.wish.field.name), None)
        if at is None:
            return self._new_argument(call)
        if self.wish.left_out and self._values.literal(call.args[at].value):
            return [removed(self.module, call.args, at)]
        return self.at(call.args[at].value, self.wish.path)

    def _new_argument(self, call: cst.Call) -> list[Splice]:
        """None where the program says it already, by saying nothing."""
        if any(arg.star for arg in call.args):
            raise ByHand("may come from what is unpacked into its arguments", self.module.line(call))
        if self.wish.left_out:
            return []
        text = f"{self.wish.field.name}={self._values.code(self.wish.whole, None)}"
        before = [arg for arg in call.args if keyword(arg) in (None, "resource_name", *self.wish.earlier)]
        return [added(self.module, before[-1], [text])]

    # -- at an expression -------------------------------------------------------------------------------------------
    def at(self, node: cst.BaseExpression, path: tuple[str, ...]) -> list[Splice] | Setting:
        if isinstance(node, cst.Dict) and path:
            return self._in_map(node, path)
        if isinstance(node, cst.List | cst.Tuple) and not path:
            return Listed(
                self.module, node, self._values.element, self._values.read, unordered=self.wish.field.unordered
            ).to(self.wish.value)
        if not path and (self._values.literal(node) or self._values.referred(node) is not None):
            if self.wish.value is None:
                raise ByHand("cannot be left out here", self.module.line(node))
            return [self.module.replaced(node, self._values.code(self.wish.value, node))]
        looked_up = self.setting(node, path)
        if looked_up:
            return looked_up
        if isinstance(node, cst.Name | cst.Attribute):
            return self._constant(node, path)
        raise ByHand(self._what(node), self.module.line(node))

    def _in_map(self, node: cst.Dict, path: tuple[str, ...]) -> list[Splice] | Setting:
        spread = False
        for at in reversed(range(len(node.elements))):
            element = node.elements[at]
            if not isinstance(element, cst.DictElement) or self._key(element) is None:
                spread = True
            elif self._key(element) == path[0]:
                if len(path) > 1 or self.wish.value is not None:
                    return self.at(element.value, path[1:])
                if spread or any(isinstance(item, cst.StarredDictElement) for item in node.elements):
                    break
                return [removed(self.module, node.elements, at)]
        if self.wish.value is None:
            raise ByHand("comes into the map from elsewhere", self.module.line(node))
        value = self.wish.value
        for key in reversed(path[1:]):
            value = {key: value}
        new = f"{python(path[0], quote=self._values.quote(node))}: {self._values.new(value, self._values.quote(node))}"
        if not node.elements:
            return [self.module.replaced(node, "{" + new + "}")]
        return [added(self.module, node.elements[-1], [new])]

    def _key(self, element: cst.DictElement) -> Any:
        return self.module.value(element.key) if self._values.literal(element.key) else None

    def _constant(self, node: cst.Name | cst.Attribute, path: tuple[str, ...]) -> list[Splice] | Setting:
        found = self._constants.meant(self.module, node)
        if found is None:
            raise ByHand(f"is {self.module.code(node)}, which is no plain constant", self.module.line(node))
        there = self if found.module is self.module else self._in(found.module)
        try:
            return there.used(found, path)
        except ByHand as reason:
            raise ByHand(reason.why, reason.line, reason.path or found.module.path) from None

    def used(self, found: Constant, path: tuple[str, ...]) -> list[Splice] | Setting:
        """At the constant, unless it means more than this one field."""
        if found.uses > 1 and not self.setting(found.value, path):
            raise ByHand(f"is {found.name}, which is used in {found.uses} places", self.module.line(found.value))
        return self.at(found.value, path)

    def _in(self, module: Module) -> "Put":
        """In another file none of this one's variables can be seen."""
        return Put(module, self.wish, project=self._project, variables={}, constants=self._constants)

    def setting(self, node: cst.BaseExpression, path: tuple[str, ...]) -> Setting | None:
        """Look-ups, with a part picked out of them, or with something to fall back on."""
        line = self.module.line(node)
        if isinstance(node, cst.Subscript):
            key = node.slice[0].slice
            if len(node.slice) != 1 or not isinstance(key, cst.Index) or not self._values.literal(key.value):
                return None
            if self.wish.value is None and not path:
                raise ByHand("must be there", line)
            return self.setting(self._followed(node.value), (str(self.module.value(key.value)), *path))
        fallback: cst.BaseExpression | None = None
        if isinstance(node, cst.BooleanOperation) and isinstance(node.operator, cst.Or):
            fallback = node.right
            node = node.left
        found = lookup(self.module, node, self._project)
        if found is None:
            return None
        if fallback is not None and not self.wish.value and not path and not self._same(fallback):
            raise ByHand("falls back to another value where the setting is empty", line)
        if self.wish.value is None and not path and (found.required or found.fallback is not None):
            raise ByHand(f"is the setting {found.key}, which must be there", line)
        return Setting(found.key, path, self.wish.value, line, self.wish.numeric)

    def _followed(self, node: cst.BaseExpression) -> cst.BaseExpression:
        found = self.module.assigned(node) if isinstance(node, cst.Name) else None
        return found[0] if found else node

    def _same(self, node: cst.BaseExpression) -> bool:
        return self._values.literal(node) and bool(self.module.value(node) == self.wish.value)

    def _what(self, node: cst.BaseExpression) -> str:
        if isinstance(node, cst.Call):
            return f"is computed by {self.module.code(node.func)}(…)"
        return KINDS_OF.get(type(node), "is no plain value")
