"""Values as Python literals, in the manner of what stood there before."""

import ast
from collections.abc import Mapping
from typing import Any

from ..core.values import scalar_text

NUMBERS = (int, float)


def python(value: Any, *, quote: str = '"') -> str:
    """One line of Python that evaluates to it."""
    match value:
        case str():
            return _text(value, quote)
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case Mapping():
            inside = (f"{_text(str(key), quote)}: {python(item, quote=quote)}" for key, item in value.items())
            return "{" + ", ".join(inside) + "}"
        case list() | tuple():
            return "[" + ", ".join(python(item, quote=quote) for item in value) + "]"
        case _:
            return repr(value)


def _text(value: str, quote: str) -> str:
    """`repr` takes single quotes where it can; the other kind is got by giving it a single one to avoid."""
    made = repr("'" + value)[2:-1] if '"' not in value else repr(value)[1:-1].replace("\\'", "'").replace('"', '\\"')
    if quote == "'":
        made = made.replace('\\"', '"').replace("'", "\\'")
    return f"{quote}{made}{quote}"


def quote_of(code: str) -> str:
    """The quotes a text literal is written with."""
    return "'" if code.lstrip("rRuUbB").startswith("'") else '"'


def evaluated(code: str) -> Any:
    """What a literal is; ValueError where it is anything else."""
    try:
        return ast.literal_eval(f"({code}\n)")
    except (SyntaxError, TypeError, MemoryError) as error:
        raise ValueError(code) from error


def like(old: Any, new: Any, *, numeric: bool = False) -> Any:
    """The new value in the type of the old one: the Platform keeps parameters as text, programs say numbers.

    `numeric`: where nothing stood before, a text that reads as a number or truth value is one.
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
