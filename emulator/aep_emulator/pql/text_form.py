"""Tree to text: the shortest spelling that reads back as the same tree."""

import json

from .functions import METHODS
from .tree import Apply, Binding, Field, ListOf, Literal, Node, Over, Parameter, Quantified, Variable

# How tightly what a node is spelled with holds together; an operand that holds less tightly gets parentheses.
_TIGHT = {"or": 1, "and": 2, "not": 9, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5, "period": 9}


def to_text(node: Node) -> str:
    match node:
        case Literal(str(value)):
            return _quoted(value)
        case Literal(value):
            return json.dumps(value)
        case ListOf(items):
            return f"[{', '.join(map(to_text, items))}]"
        case Parameter(position):
            return f"${position}"
        case Variable(name):
            return name
        case Field(Parameter(1) | Variable(""), name):
            return name
        case Field(of, name):
            return f"{_within(of, 9)}.{name}"
        case Over(function, source, body):
            return f"{_within(source, 9)}.{function}({to_text(body)})"
        case Quantified(quantifier, bindings):
            return f"{quantifier} {', '.join(map(_binding, bindings))}"
        case Apply(function, arguments):
            return _apply(function, arguments)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _tightness(node: Node) -> int:
    match node:
        case Apply(function) if function in _TIGHT:
            return _TIGHT[function]
        case Apply(function) if function in METHODS or function[0].isalpha() and not _infix(function):
            return 9
        case Apply():
            return 3
        case Quantified():
            return 0
        case Literal(value) if not isinstance(value, str | bool) and value < 0:
            return 6
        case _:
            return 9


def _infix(function: str) -> bool:
    return function in ("in", "notIn", "like") or function.startswith("occurs")


def _within(node: Node, tightness: int) -> str:
    text = to_text(node)
    return text if _tightness(node) >= tightness else f"({text})"


def _binding(binding: Binding) -> str:
    where = f" where {_within(binding.condition, 1)}" if binding.condition else ""
    return f"{binding.name} from {_within(binding.source, 4)}{where}"


def _apply(function: str, arguments: tuple[Node, ...]) -> str:
    match function, arguments:
        case (("and" | "or"), _):
            return f" {function} ".join(_within(each, _TIGHT[function] + 1) for each in arguments)
        case "not", (test,):
            return f"not ({to_text(test)})"
        case "occursWithin", (subject, *words, anchor):
            comparison, count, unit, direction = (each.value for each in words if isinstance(each, Literal))
            plural = {"century": "centuries", "millennium": "millennia"}.get(unit, f"{unit}s")
            return f"{_within(subject, 4)} occurs {comparison} {count} {plural} {direction} {_within(anchor, 9)}"
        case "occursSide", (subject, Literal(direction), anchor):
            return f"{_within(subject, 4)} occurs {direction} {_within(anchor, 9)}"
        case "occursBetween", (subject, start, end):
            return f"{_within(subject, 4)} occurs between {_within(start, 9)} and {_within(end, 9)}"
        case "occursOn", (subject, anchor):
            return f"{_within(subject, 4)} occurs on {_within(anchor, 9)}"
        case "period", (Literal(relative), Literal(unit)):
            return f"{relative} {unit}"
        case (("now" | "today" | "yesterday" | "tomorrow"), ()):
            return function
        case _ if function in METHODS:
            receiver, *rest = arguments
            return f"{_within(receiver, 9)}.{function}({', '.join(map(to_text, rest))})"
        case _, (left, right) if not function[0].isalpha() or _infix(function):
            tight = _TIGHT.get(function, 3)
            return f"{_within(left, max(tight, 4))} {function} {_within(right, tight + 1)}"
        case _:
            return f"{function}({', '.join(map(to_text, arguments))})"
