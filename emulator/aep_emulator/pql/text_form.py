"""Writing a tree as text that parses to the same tree."""

import json

from .functions import METHODS
from .tree import Apply, Binding, Field, ListOf, Literal, Node, Over, Parameter, Quantified, Variable

# Precedence of the operators; an operand with a lower one gets parentheses.
_LOOSE, _COMPARED, _SUM, _SIGNED, _ATOM = 0, 3, 4, 6, 9
_PRECEDENCE = {"or": 1, "and": 2, "not": _ATOM, "+": _SUM, "-": _SUM, "*": 5, "/": 5, "%": 5}
_PLURALS = {"century": "centuries", "millennium": "millennia"}
_INFIX = ("in", "notIn", "like")


def to_text(node: Node) -> str:
    return _Writer(frozenset()).text(node)


def _precedence(node: Node) -> int:
    match node:
        case Apply(function) if function in _PRECEDENCE:
            return _PRECEDENCE[function]
        case Apply(function) if function in _INFIX or function.startswith("occurs") or not function[:1].isalpha():
            return _COMPARED
        case Quantified():
            return _LOOSE
        case Literal(value) if not isinstance(value, str | bool) and value < 0:
            return _SIGNED
        case _:
            return _ATOM


class _Writer:
    """`taken` are names that don't mean a field of the profile here; "" among them stands for all names."""

    def __init__(self, taken: frozenset[str]) -> None:
        self.taken = taken

    def text(self, node: Node) -> str:
        match node:
            case Literal(str(value)):
                return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
            case Literal(value):
                return json.dumps(value)
            case ListOf(items):
                return f"[{', '.join(map(self.text, items))}]"
            case Parameter() | Variable() | Field():
                return self.reference(node)
            case Over(function, source, body, name):
                inner = _Writer(self.taken | {"", name})
                return f"{self.within(source, _ATOM)}.{function}({inner.text(body)})"
            case Quantified():
                return self.quantified(node)
            case Apply(function, arguments):
                return self.applied(function, arguments)

    def reference(self, node: Parameter | Variable | Field) -> str:
        match node:
            case Parameter(position):
                return f"${position}"
            case Variable(name):
                return name
            case Field(Variable(""), name):
                return name
            case Field(Parameter(1), name) if not self.taken & {"", name}:
                return name
            case Field(of, name):
                return f"{self.within(of, _ATOM)}.{name}"

    def within(self, node: Node, tightness: int) -> str:
        text = self.text(node)
        return text if _precedence(node) >= tightness else f"({text})"

    def quantified(self, node: Quantified) -> str:
        writer, parts = self, []
        for each in node.bindings:
            inner = _Writer(writer.taken | {each.name})
            parts.append(_binding(each, writer, inner))
            writer = inner
        return f"{node.quantifier} {', '.join(parts)}"

    def applied(self, function: str, arguments: tuple[Node, ...]) -> str:
        if function in ("and", "or"):
            return f" {function} ".join(self.within(each, _PRECEDENCE[function] + 1) for each in arguments)
        if function.startswith("occurs"):
            return self.occurs(function, arguments)
        if function in METHODS:
            receiver, *rest = arguments
            return f"{self.within(receiver, _ATOM)}.{function}({', '.join(map(self.text, rest))})"
        if len(arguments) == 2 and (function in _INFIX or not function[:1].isalpha()):
            left, right = arguments
            tight = _PRECEDENCE.get(function, _COMPARED)
            return f"{self.within(left, max(tight, _SUM))} {function} {self.within(right, tight + 1)}"
        if not arguments and not function.startswith("current"):
            return function  # now, today…
        if function == "period":
            return " ".join(str(each.value) for each in arguments if isinstance(each, Literal))
        return f"{function}{' ' * (function == 'not')}({', '.join(map(self.text, arguments))})"

    def occurs(self, function: str, arguments: tuple[Node, ...]) -> str:
        subject, *words, anchor = arguments
        head, tail = f"{self.within(subject, _SUM)} occurs", self.within(anchor, _ATOM)
        values = [each.value for each in words if isinstance(each, Literal)]
        match function:
            case "occursWithin":
                comparison, count, unit, direction = values
                return f"{head} {comparison} {count} {_PLURALS.get(unit, f'{unit}s')} {direction} {tail}"
            case "occursSide":
                return f"{head} {values[0]} {tail}"
            case "occursBetween":
                return f"{head} between {self.within(words[0], _ATOM)} and {tail}"
            case _:
                return f"{head} on {tail}"


def _binding(binding: Binding, outside: _Writer, inside: _Writer) -> str:
    where = f" where {inside.within(binding.condition, 1)}" if binding.condition else ""
    return f"{binding.name} from {outside.within(binding.source, _SUM)}{where}"
