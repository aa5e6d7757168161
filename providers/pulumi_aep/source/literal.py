"""Python literals: rendered in the style of the literal they replace, and parsed."""

import ast
from collections.abc import Mapping
from typing import Any

from ..core.values import scalar_text

NUMBERS = (int, float)


def render_literal(value: Any, *, quote: str = '"') -> str:
    """One line of Python that evaluates to the value."""
    match value:
        case str():
            return _quote(value, quote)
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case Mapping():
            inside = (f"{_quote(str(key), quote)}: {render_literal(item, quote=quote)}" for key, item in value.items())
            return "{" + ", ".join(inside) + "}"
        case list() | tuple():
            return "[" + ", ".join(render_literal(item, quote=quote) for item in value) + "]"
        case _:
            return repr(value)


def _quote(value: str, quote: str) -> str:
    """`repr` prefers single quotes; a single quote in the text makes it use double ones."""
    made = repr("'" + value)[2:-1] if '"' not in value else repr(value)[1:-1].replace("\\'", "'").replace('"', '\\"')
    if quote == "'":
        made = made.replace('\\"', '"').replace("'", "\\'")
    return f"{quote}{made}{quote}"


def quote_style(code: str) -> str:
    """The quotation mark a string literal is written with."""
    return "'" if code.lstrip("rRuUbB").startswith("'") else '"'


def parse_literal(code: str) -> Any:
    """The literal's value; ValueError if the code is anything else."""
    try:
        return ast.literal_eval(f"({code}\n)")
    except (SyntaxError, TypeError, MemoryError) as error:
        raise ValueError(code) from error


def match_type(old: Any, new: Any, *, numeric: bool = False) -> Any:
    """The new value in the type of the old one: the Platform stores parameters as text, programs write numbers.

    `numeric`: without an old value, text that reads as a number or a boolean becomes one.
    """
    if not isinstance(new, str) or isinstance(old, str) or (old is None and not numeric):
        return new
    if new in ("true", "false") and (old is None or isinstance(old, bool)):
        return new == "true"
    if isinstance(old, bool) or not (old is None or isinstance(old, NUMBERS)):
        return new
    for type_ in NUMBERS:
        try:
            found = type_(new)
        except ValueError:
            continue
        if scalar_text(found) == new:
            return found
    return new
