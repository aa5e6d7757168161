"""Whether the attributes in an expression are in the union schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from .tree import EVENTS, Apply, Field, ListOf, Literal, Node, Over, Parameter, Quantified, Variable, children

Shape = dict[str, Any] | None  # a part of a resolved JSON schema; None: anything is allowed
Names = Mapping[str, Shape]


def unknown_paths(node: Node, profile: Shape, event: Shape) -> list[str]:
    """The dotted paths that the unions lack; if a union is None, anything is allowed."""
    events: Shape = {"type": "array", "items": event} if event is not None else None
    root: Shape = None
    if profile is not None:
        root = {"type": "object", "properties": {**profile.get("properties", {}), EVENTS: events}}
    elif events is not None:
        root = {"type": "object", "properties": _AnythingElse({EVENTS: events})}
    return list(dict.fromkeys(_walk(node, {"$1": root})))


class _AnythingElse(dict[str, Shape]):
    def __missing__(self, key: str) -> Shape:
        return None

    def __contains__(self, key: object) -> bool:
        return True


def _walk(node: Node, names: Names) -> Iterator[str]:
    match node:
        case Field():
            path = _unknown_path(node, names)
            if path:
                yield path
            else:
                yield from _walk(node.of, names)
        case Over(_, source, body, name):
            yield from _walk(source, names)
            element = items(shape(source, names))
            yield from _walk(body, {**names, "": element, name: element})
        case Quantified(_, bindings):
            inner = dict(names)
            for each in bindings:
                yield from _walk(each.source, inner)
                inner[each.name] = items(shape(each.source, inner))
                if each.condition:
                    yield from _walk(each.condition, inner)
        case _:
            for child in children(node):
                yield from _walk(child, names)


def _unknown_path(node: Field, names: Names) -> str:
    """The path up to the missing field; "" if none is missing."""
    above = items(shape(node.of, names))
    known = above is None or "properties" not in above or node.name in above["properties"]
    return "" if known else ".".join([*_path(node.of), node.name])


def _path(node: Node) -> list[str]:
    match node:
        case Field(of, name):
            return [*_path(of), name]
        case Variable(name) if name:
            return [name]
        case _:
            return []


def items(of: Shape) -> Shape:
    """The shape of an array's elements; any other shape as it is."""
    return of.get("items") if of is not None and of.get("type") == "array" else of


def shape(node: Node, names: Names) -> Shape:
    match node:
        case Parameter():
            return names["$1"]
        case Variable(name):
            return names.get(name)
        case Field(of, name):
            above = items(shape(of, names))
            return None if above is None or "properties" not in above else above["properties"].get(name)
        case Over("filter", source):
            return shape(source, names)
        case Quantified("select", bindings):
            return shape(bindings[0].source, names)
        case Apply() | Literal() | ListOf() | Over() | Quantified():
            return None
