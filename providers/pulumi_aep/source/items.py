"""Items between brackets, with commas, line breaks and comments: one more, or one less, in the manner of the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from .module import Module, Splice

Item = cst.Arg | cst.BaseElement | cst.BaseDictElement


@dataclass(frozen=True)
class _Seat:
    """Where an item stands: `end` is before its comma, `after` behind it; its lines, when it has them for itself."""

    start: int
    end: int
    after: int
    first: int
    last: int
    alone: bool


def _seat(module: Module, item: Item) -> _Seat:
    text = module.text
    start, end = module.span(item)
    comma = re.compile(r"\s*,").match(text, end) if isinstance(item.comma, cst.Comma) else None
    after = comma.end() if comma else end
    first = text.rfind("\n", 0, start) + 1
    last = re.compile(r"[^\r\n]*").match(text, after)
    stop = last.end() if last else len(text)
    alone = not text[first:start].strip() and not text[after:stop].partition("#")[0].strip()
    return _Seat(start, end, after, first, stop, alone and first > 0)


def alone(module: Module, items: Sequence[Item]) -> bool:
    """Whether each has its own line, or several."""
    return all(_seat(module, item).alone for item in items)


def added(module: Module, before: Item, new: Sequence[str]) -> Splice:
    """New ones behind that one: on lines of their own if it has one, and below its comment."""
    seat = _seat(module, before)
    if not seat.alone:
        return Splice(module.path, seat.end, seat.end, "".join(f", {item}" for item in new))
    text = module.text
    newline = "\r\n" if text.startswith("\r\n", seat.last) else "\n"
    comma = text[seat.end : seat.after]
    break_ = newline + text[seat.first : seat.start]
    lines = ",".join(break_ + item for item in new)
    return Splice(
        module.path, seat.end, seat.last, (comma or ",") + text[seat.after : seat.last] + lines + ("," if comma else "")
    )


def removed(module: Module, items: Sequence[Item], at: int) -> Splice:
    """That one away, with its line and the comment on it if it has one for itself."""
    seat = _seat(module, items[at])
    if seat.alone:
        newline = re.compile(r"\r\n?|\n").match(module.text, seat.last)
        return Splice(module.path, seat.first, newline.end() if newline else seat.last, "")
    if at + 1 < len(items):
        return Splice(module.path, seat.start, _seat(module, items[at + 1]).start, "")
    if at:
        return Splice(module.path, _seat(module, items[at - 1]).end, seat.end, "")
    return Splice(module.path, seat.start, seat.after, "")
