"""Compiling a tree to a predicate: each node becomes a function of the environment, the values of names."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from .calendar import Period, on, on_side, period, today, within
from .comparison import COMPARISONS, compare, is_number, moment
from .functions import METHODS, OPERATORS
from .tree import Apply, Binding, Field, ListOf, Literal, Node, Over, Parameter, Quantified, Variable

Env = dict[str, Any]
Value = Callable[[Env], Any]
ROOT = "$1"


def predicate(node: Node, now: datetime) -> Callable[[dict[str, Any]], bool]:
    """Whether a profile (a dict with its events under `xEvent`) satisfies the expression at the time `now`."""
    value = _Compiler(now).value(node)
    return lambda profile: is_true(value({ROOT: profile}))


def is_true(value: Any) -> bool:
    return value is True or (isinstance(value, list) and bool(value))


def field(value: Any, name: str) -> Any:
    """Of an array: the values of the members that have that field."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        found: list[Any] = []
        for each in value:
            inner = field(each, name)
            if isinstance(inner, list):
                found.extend(inner)
            elif inner is not None:
                found.append(inner)
        return found
    return None


def _calculate(sign: str, left: Any, right: Any) -> Any:
    if not is_number(left) or not is_number(right) or (sign in "/%" and right == 0):
        return None
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case _:
            return left % right


class _Compiler:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def value(self, node: Node) -> Value:
        match node:
            case Literal(value):
                return lambda env: value
            case ListOf(items):
                made = [self.value(each) for each in items]
                return lambda env: [each(env) for each in made]
            case Parameter():
                return lambda env: env[ROOT]
            case Variable(name):
                return lambda env: env[name]
            case Field(of, name):
                inner = self.value(of)
                return lambda env: field(inner(env), name)
            case Apply(function, arguments):
                return self.apply(function, arguments)
            case Over():
                return self.over(node)
            case Quantified():
                return self.quantified(node)

    def apply(self, function: str, arguments: tuple[Node, ...]) -> Value:
        if function in ("now", "today", "yesterday", "tomorrow", "date", "period") or function.startswith("current"):
            constant = self.constant(function, [each.value for each in arguments if isinstance(each, Literal)])
            return lambda env: constant
        values = [self.value(each) for each in arguments]
        if function.startswith("occurs"):
            return self.occurs(function, arguments, values)
        if function in ("and", "or", "not", "if"):
            return self.logic(function, values)
        if function in COMPARISONS:
            left, right = values
            return lambda env: compare(function, left(env), right(env))
        if function in ("+", "-", "*", "/", "%"):
            left, right = values
            return lambda env: _calculate(function, left(env), right(env))
        compute = (OPERATORS.get(function) or METHODS[function]).compute
        return lambda env: compute(*(each(env) for each in values))

    def logic(self, function: str, values: list[Value]) -> Value:
        match function:
            case "and":
                return lambda env: all(is_true(each(env)) for each in values)
            case "or":
                return lambda env: any(is_true(each(env)) for each in values)
            case "not":
                return lambda env: not is_true(values[0](env))
            case _:
                return lambda env: values[1](env) if is_true(values[0](env)) else values[2](env)

    def constant(self, function: str, given: list[Any]) -> Any:
        match function:
            case "now":
                return self.now
            case "today":
                return today(self.now)
            case "yesterday":
                return today(self.now) - timedelta(days=1)
            case "tomorrow":
                return today(self.now) + timedelta(days=1)
            case "date":
                year, month, day = given
                return datetime(year, month, day, tzinfo=UTC)
            case "period":
                return period(given[0], given[1], self.now)
            case "currentYear":
                return self.now.year
            case "currentMonth":
                return self.now.month
            case _:
                return self.now.day

    def occurs(self, function: str, arguments: tuple[Node, ...], values: list[Value]) -> Value:
        subject, anchors = values[0], values[-2:] if function == "occursBetween" else values[-1:]
        words = [each.value for each in arguments[1:-1] if isinstance(each, Literal)]

        def related(at: datetime, *to: datetime | Period) -> bool:
            match function:
                case "occursWithin":
                    comparison, count, unit, direction = words
                    return within(at, comparison, count, unit, direction, to[0])
                case "occursSide":
                    return on_side(at, words[0], to[0])
                case "occursBetween":
                    return on_side(at, "from", to[0]) and not on_side(at, "after", to[1])
                case _:
                    return on(at, to[0])

        def test(env: Env) -> bool:
            to = [_anchor(each(env)) for each in anchors]
            found = subject(env)
            times = [moment(each) for each in found] if isinstance(found, list) else [moment(found)]
            return None not in to and any(at is not None and related(at, *to) for at in times)  # type: ignore[arg-type]

        return test

    def over(self, node: Over) -> Value:
        source, body = self.value(node.source), self.value(node.body)
        filtering, compute = node.function == "filter", None
        if node.function not in ("filter", "map"):
            compute = METHODS[node.function].compute

        def run(env: Env) -> Any:
            items = source(env)
            if not isinstance(items, list):
                items = [] if items is None else [items]
            inner, out = dict(env), []
            for item in items:
                inner[""] = inner[node.name] = item
                found = body(inner)
                if filtering:
                    if is_true(found):
                        out.append(item)
                elif found is not None:
                    out.append(found)
            return compute(out) if compute else out

        return run

    def quantified(self, node: Quantified) -> Value:
        match node.quantifier:
            case "select":
                first, rest = node.bindings[0], node.bindings[1:]
                return lambda env: list(self.chosen(first, self.any(rest))(env))
            case "exists":
                return self.any(node.bindings)
            case _:
                return self.all(node.bindings)

    def chosen(self, binding: Binding, further: Value) -> Value:
        """The elements of the binding's array that satisfy its condition and `further`."""
        source = self.value(binding.source)
        meets = self.value(binding.condition) if binding.condition else None

        def run(env: Env) -> Any:
            items = source(env)
            inner = dict(env)
            for item in items if isinstance(items, list) else [] if items is None else [items]:
                inner[binding.name] = item
                if (meets is None or is_true(meets(inner))) and further(inner):
                    yield item

        return run

    def any(self, bindings: tuple[Binding, ...]) -> Value:
        if not bindings:
            return lambda env: True
        chosen = self.chosen(bindings[0], self.any(bindings[1:]))
        return lambda env: any(True for _ in chosen(env))

    def all(self, bindings: tuple[Binding, ...]) -> Value:
        """Every element of every array satisfies its condition; an empty array does."""
        if not bindings:
            return lambda env: True
        first, further = bindings[0], self.all(bindings[1:])
        source = self.value(first.source)
        meets = self.value(first.condition) if first.condition else None

        def run(env: Env) -> bool:
            items = source(env)
            inner = dict(env)
            for item in items if isinstance(items, list) else [] if items is None else [items]:
                inner[first.name] = item
                if not ((meets is None or is_true(meets(inner))) and further(inner)):
                    return False
            return True

        return run


def _anchor(value: Any) -> datetime | Period | None:
    return value if isinstance(value, Period) else moment(value)
