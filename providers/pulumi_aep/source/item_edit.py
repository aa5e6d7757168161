"""Inserts and removes items between brackets (arguments, list elements, map entries) in the layout of the others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from .module import Module, Splice

Item = cst.Arg | cst.BaseElement | cst.BaseDictElement


@dataclass(frozen=True)
class _Position:
    """Offsets of an item (`end` excludes its comma, `after` includes it) and of the lines it is on."""

    start: int
    end: int
    after: int
    line_start: int
    line_end: int
    own_lines: bool


def _position(module: Module, item: Item) -> _Position:
    text = module.text
    start, end = module.span(item)
    comma = re.compile(r"\s*,").match(text, end) if isinstance(item.comma, cst.Comma) else None
    after = comma.end() if comma else end
    line_start = text.rfind("\n", 0, start) + 1
    rest = re.compile(r"[^\r\n]*").match(text, after)
    line_end = rest.end() if rest else len(text)
    own_lines = not text[line_start:start].strip() and not text[after:line_end].partition("#")[0].strip()
    return _Position(start, end, after, line_start, line_end, own_lines and line_start > 0)


def on_own_lines(module: Module, items: Sequence[Item]) -> bool:
    """Whether no item shares a line with anything else."""
    return all(_position(module, item).own_lines for item in items)


def insert_after(module: Module, item: Item, new: Sequence[str]) -> Splice:
    """On lines of their own if `item` has its own, below its trailing comment."""
    place = _position(module, item)
    if not place.own_lines:
        return Splice(module.path, place.end, place.end, "".join(f", {code}" for code in new))
    text = module.text
    newline = "\r\n" if text.startswith("\r\n", place.line_end) else "\n"
    comma = text[place.end : place.after]
    break_ = newline + text[place.line_start : place.start]
    lines = ",".join(break_ + code for code in new)
    comment = text[place.after : place.line_end]
    return Splice(module.path, place.end, place.line_end, (comma or ",") + comment + lines + ("," if comma else ""))


def remove_item(module: Module, items: Sequence[Item], at: int) -> Splice:
    """With its line and the comment on it, if nothing else is there."""
    place = _position(module, items[at])
    if place.own_lines:
        newline = re.compile(r"\r\n?|\n").match(module.text, place.line_end)
        return Splice(module.path, place.line_start, newline.end() if newline else place.line_end, "")
    if at + 1 < len(items):
        return Splice(module.path, place.start, _position(module, items[at + 1]).start, "")
    if at:
        return Splice(module.path, _position(module, items[at - 1]).end, place.end, "")
    return Splice(module.path, place.start, place.after, "")
