"""How an expression uses events: which fields it reads, and if it can be evaluated while events stream in."""

from collections.abc import Iterator
from datetime import timedelta

from .tree import EVENTS, Apply, Field, Literal, Node, Over, Parameter, Quantified, Variable, children

_DAY_UNITS = {
    "millisecond": timedelta(milliseconds=1),
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from walk(child)


def uses_events(node: Node) -> bool:
    return any(each == Field(Parameter(1), EVENTS) for each in walk(node))


def streamable(node: Node) -> bool:
    """If it uses attributes only, or one event, or several events of the last 24 hours, none of them negated.

    Counts, sums, "none" and "all" need the whole history, so they are not streamable.
    """
    if not uses_events(node):
        return True
    found = list(_looks_at_events(node, plain=True))
    if any(not plain for _, plain in found):
        return False
    return len(found) == 1 or all(_of_last_day(each) for each, _ in found)


def _looks_at_events(node: Node, *, plain: bool) -> Iterator[tuple[Node, bool]]:
    """Each use of the events, and whether it only asks if there is such an event."""
    match node:
        case Quantified(quantifier, bindings) if uses_events(bindings[0].source):
            yield node, plain and quantifier in ("exists", "select")
        case Over() | Field() if uses_events(node):
            yield node, plain and not (isinstance(node, Over) and node.function != "filter")
        case Apply(function, arguments):
            kept = plain and (function in ("and", "or") or not any(uses_events(each) for each in arguments))
            for each in arguments:
                yield from _looks_at_events(each, plain=kept)
        case _:
            for each in children(node):
                yield from _looks_at_events(each, plain=plain)


def _of_last_day(node: Node) -> bool:
    return any(_recent(each) for each in walk(node))


def _recent(node: Node) -> bool:
    match node:
        case Apply("occursWithin", (_, Literal(comparison), Literal(count), Literal(unit), Literal("before"), anchor)):
            near = comparison in ("<", "<=") and anchor == Apply("now", ())
            return near and unit in _DAY_UNITS and count * _DAY_UNITS[unit] <= timedelta(days=1)
        case _:
            return False


_WHOLE = ("get", "keys", "values", "distinct", "includes", "intersects", "intersection", "subsetOf", "supersetOf")


def event_paths(node: Node) -> list[str] | None:
    """Dotted paths that include everything read from events, and perhaps more; None if whole events are read."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        match each:
            case Field():
                root, names = _chain(each)
                if not isinstance(root, Parameter):
                    found.append(".".join(names))
                    waiting += [] if isinstance(root, Variable) else [root]
                elif names[0] == EVENTS and names[1:]:
                    found.append(".".join(names[1:]))
            case Variable():
                return None
            case Apply(function) if function in _WHOLE:
                return None
            case _:
                waiting += children(each)
    return list(dict.fromkeys(found))


def _chain(node: Node) -> tuple[Node, list[str]]:
    names: list[str] = []
    while isinstance(node, Field):
        names.insert(0, node.name)
        node = node.of
    return node, names
