"""The type of an expression's value, as far as its form shows; a field's is unknown here."""

from .comparison import COMPARISONS
from .error import PqlError
from .functions import METHODS, OPERATORS, OVER
from .tree import Apply, Field, ListOf, Literal, Node, Over, Quantified

_BOOLEAN = {"and", "or", "not", "occursWithin", "occursSide", "occursBetween", "occursOn", *COMPARISONS}
_NUMBER = {"+", "-", "*", "/", "%", "currentYear", "currentMonth", "currentDayOfMonth"}
_TIME = {"now", "today", "yesterday", "tomorrow", "date", "period"}


def value_type(node: Node) -> str:
    match node:
        case Literal(value):
            return {bool: "Boolean", str: "String"}.get(type(value), "Number")
        case ListOf() | Quantified("select"):
            return "List"
        case Quantified():
            return "Boolean"
        case Over(function):
            return OVER[function]
        case Apply("if", (_, left, right)):
            return value_type(left) if value_type(left) == value_type(right) else "Any"
        case Apply(function):
            return _type_of(function)
        case _:
            return "Any"


def _type_of(function: str) -> str:
    for names, gives in ((_BOOLEAN, "Boolean"), (_NUMBER, "Number"), (_TIME, "Time")):
        if function in names:
            return gives
    known = OPERATORS.get(function) or METHODS.get(function)
    return known.gives if known else "Any"


def require_condition(node: Node) -> Node:
    """The node, if it can be true or false. An array is true if it is not empty."""
    found = value_type(node)
    if found in ("Number", "String", "Time") or isinstance(node, ListOf):
        raise PqlError(f"a condition is expected, and this gives a {found.lower()}: {_shown(node)}")
    return node


def _shown(node: Node) -> str:
    from .text_form import to_text

    return to_text(node) if not isinstance(node, Field) else node.name
