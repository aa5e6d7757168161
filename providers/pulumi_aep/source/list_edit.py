"""A list in the source that is to hold other values: what stays is not touched."""

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from .items import added, alone, removed
from .manual import ByHand
from .module import Module, Splice

Writer = Callable[[Any, cst.BaseExpression | None], str]
Reader = Callable[[cst.BaseExpression], Any]


class Listed:
    """`write` makes an element's code (beside another one), `read` gives the value of one, or ValueError."""

    def __init__(
        self, module: Module, node: cst.List | cst.Tuple, write: Writer, read: Reader, *, unordered: bool
    ) -> None:
        self._module = module
        self._node = node
        self._write = write
        self._unordered = unordered
        try:
            self._have = [self._value(item, read) for item in node.elements]
        except ValueError:
            raise ByHand("holds an element that is computed", module.line(node)) from None

    @staticmethod
    def _value(item: cst.BaseElement, read: Reader) -> Any:
        if not isinstance(item, cst.Element):
            raise ValueError("unpacked")  # noqa: TRY004 the caller takes one kind of error for all it cannot read
        return read(item.value)

    def to(self, want: Sequence[Any]) -> list[Splice]:
        gone = [at for at, value in enumerate(self._have) if value not in want]
        new = [value for value in want if value not in self._have]
        after = list(self._have)
        for at, value in zip(gone, new, strict=False):
            after[at] = value
        after = [value for at, value in enumerate(after) if at not in gone[len(new) :]] + new[len(gone) :]
        if not self._unordered and after != list(want):
            return [self._whole(want)]
        return self._inside(gone, new) if alone(self._module, self._node.elements) else [self._whole(after)]

    def _inside(self, gone: Sequence[int], new: Sequence[Any]) -> list[Splice]:
        """One in place of another as far as it goes, then lines more, or less."""
        items = self._node.elements
        beside = items[0].value if items else None
        swaps = [
            self._module.replaced(items[at].value, self._write(value, beside))
            for at, value in zip(gone, new, strict=False)
        ]
        if len(new) > len(gone):
            more = [self._write(value, beside) for value in new[len(gone) :]]
            swaps.append(added(self._module, items[-1], more) if items else self._whole(new))
        return swaps + [removed(self._module, items, at) for at in gone[len(new) :]]

    def _whole(self, want: Sequence[Any]) -> Splice:
        items = self._node.elements
        known = [(value, self._module.code(item.value)) for value, item in zip(self._have, items, strict=True)]
        beside = items[0].value if items else None
        codes = [next((code for have, code in known if have == value), None) for value in want]
        made = [code or self._write(value, beside) for code, value in zip(codes, want, strict=True)]
        if isinstance(self._node, cst.List):
            return self._module.replaced(self._node, f"[{', '.join(made)}]")
        return self._module.replaced(self._node, f"({', '.join(made)}{',' if len(made) == 1 else ''})")
