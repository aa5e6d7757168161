"""Edits a list or tuple in the source so that it holds other values; elements that stay are not touched."""

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from .item_edit import insert_after, on_own_lines, remove_item
from .manual import CannotEdit
from .module import Module, Splice

Render = Callable[[Any, cst.BaseExpression | None], str]
Parse = Callable[[cst.BaseExpression], Any]


class ListEdit:
    """`render` returns an element's code, in the style of a neighbour; `parse` its value, or raises ValueError."""

    def __init__(
        self, module: Module, node: cst.List | cst.Tuple, render: Render, parse: Parse, *, unordered: bool
    ) -> None:
        self._module = module
        self._node = node
        self._render = render
        self._unordered = unordered
        try:
            self._current = [self._value(item, parse) for item in node.elements]
        except ValueError:
            raise CannotEdit("holds an element that is computed", module.line(node)) from None

    @staticmethod
    def _value(item: cst.BaseElement, parse: Parse) -> Any:
        if not isinstance(item, cst.Element):
            raise ValueError("unpacked")  # noqa: TRY004 the caller takes one kind of error for all it cannot read
        return parse(item.value)

    def splices(self, wanted: Sequence[Any]) -> list[Splice]:
        obsolete = [at for at, value in enumerate(self._current) if value not in wanted]
        new = [value for value in wanted if value not in self._current]
        after = list(self._current)
        for at, value in zip(obsolete, new, strict=False):
            after[at] = value
        after = [value for at, value in enumerate(after) if at not in obsolete[len(new) :]] + new[len(obsolete) :]
        if not self._unordered and after != list(wanted):
            return [self._rewrite(wanted)]
        if on_own_lines(self._module, self._node.elements):
            return self._edit_lines(obsolete, new)
        return [self._rewrite(after)]

    def _edit_lines(self, obsolete: Sequence[int], new: Sequence[Any]) -> list[Splice]:
        """Replaces obsolete elements by new ones in pairs, then inserts or removes what is left over."""
        items = self._node.elements
        neighbour = items[0].value if items else None
        splices = [
            self._module.replace(items[at].value, self._render(value, neighbour))
            for at, value in zip(obsolete, new, strict=False)
        ]
        if len(new) > len(obsolete):
            more = [self._render(value, neighbour) for value in new[len(obsolete) :]]
            splices.append(insert_after(self._module, items[-1], more) if items else self._rewrite(new))
        return splices + [remove_item(self._module, items, at) for at in obsolete[len(new) :]]

    def _rewrite(self, wanted: Sequence[Any]) -> Splice:
        """Replaces the whole list; elements that stay keep their code."""
        items = self._node.elements
        known = [(value, self._module.code(item.value)) for value, item in zip(self._current, items, strict=True)]
        neighbour = items[0].value if items else None
        codes = [next((code for current, code in known if current == value), None) for value in wanted]
        parts = [code or self._render(value, neighbour) for code, value in zip(codes, wanted, strict=True)]
        if isinstance(self._node, cst.List):
            return self._module.replace(self._node, f"[{', '.join(parts)}]")
        return self._module.replace(self._node, f"({', '.join(parts)}{',' if len(parts) == 1 else ''})")
