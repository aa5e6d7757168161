"""The tree of an expression. Its names are resolved: a single name is a field of the profile or of an element."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Literal:
    value: Any  # str, int, float or bool


@dataclass(frozen=True)
class ListOf:
    items: tuple["Node", ...]


@dataclass(frozen=True)
class Parameter:
    """`$1`, the profile, which a field without a prefix belongs to."""

    position: int = 1


@dataclass(frozen=True)
class Variable:
    """A name bound by `exists E from …`; the name "" is the current element of a filter or a sum."""

    name: str


@dataclass(frozen=True)
class Field:
    of: "Node"
    name: str


@dataclass(frozen=True)
class Apply:
    """An operator, a function, or a method, whose receiver is the first argument."""

    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Over:
    """A method that evaluates `body` for each element of an array: `filter`, `map`, `sum(x)`, `min(x)`…

    The element's fields need no prefix in `body`; `name` is the element's name if a `select` before it gave it one.
    """

    function: str
    source: "Node"
    body: "Node"
    name: str = ""


@dataclass(frozen=True)
class Binding:
    name: str
    source: "Node"
    condition: "Node | None" = None


@dataclass(frozen=True)
class Quantified:
    """`exists`, `forall` or `select` over an array, or over arrays within the elements of others."""

    quantifier: str
    bindings: tuple[Binding, ...]


Node = Literal | ListOf | Parameter | Variable | Field | Apply | Over | Quantified
EVENTS = "xEvent"  # the profile's array of ExperienceEvents


def children(node: Node) -> list[Node]:
    match node:
        case ListOf(items):
            return list(items)
        case Field(of, _):
            return [of]
        case Apply(_, arguments):
            return list(arguments)
        case Over(_, source, body, _):
            return [source, body]
        case Quantified(_, bindings):
            return [part for each in bindings for part in (each.source, each.condition) if part is not None]
        case _:
            return []
