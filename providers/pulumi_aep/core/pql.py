"""PQL as text: what no rule can be, without a parser of the whole language.

The Platform has the last word; this finds what is broken: a text or bracket left open, an operator without its side.
"""

import re
from collections.abc import Iterator

from .values import quoted

PAIRS = {")": "(", "]": "[", "}": "{"}
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<open>["'])|(?P<space>\s+)|(?P<bracket>[()\[\]{}])"""
    r"""|(?P<sign><=|>=|!=|<>|=|<|>)|(?P<word>[^\s()\[\]{}"'<>=!,]+)|(?P<other>.)""",
    re.DOTALL,
)
_SIGNS = {"<=", ">=", "!=", "<>", "=", "<", ">"}
_JOINS = {"and", "or"}


def wrong(rule: str) -> str:
    """What is broken in it, a phrase; "" if nothing is seen."""
    return next(_found(rule), "")


def _found(rule: str) -> Iterator[str]:
    open_: list[str] = []
    before = ""
    for token in _TOKEN.finditer(rule):
        if token.lastgroup == "space":
            continue
        if token.lastgroup == "open":
            yield f"has a text that is not closed: {quoted(rule[token.start() :])}"
        yield from _out_of_place(before, token.group())
        yield from _bracket(token.group(), open_)
        before = token.group()
    yield from _out_of_place(before, "")
    yield from (f"leaves {quoted(sign)} open" for sign in open_)
    if not before:
        yield "is empty"


def _out_of_place(before: str, now: str) -> Iterator[str]:
    """An operator without a side."""
    if _waits(before) and (not now or now in PAIRS or now.lower() in _JOINS):
        yield f"has nothing after {quoted(before)}"
    if not before and (now in _SIGNS or now.lower() in _JOINS):
        yield f"has nothing before {quoted(now)}"


def _bracket(token: str, open_: list[str]) -> Iterator[str]:
    if token in PAIRS.values():
        open_.append(token)
    elif token in PAIRS and (not open_ or open_.pop() != PAIRS[token]):
        yield f"closes {quoted(token)}, which is not open"


def _waits(token: str) -> bool:
    """Whether something must come after it."""
    return token in _SIGNS or token.lower() in _JOINS | {"not"}
