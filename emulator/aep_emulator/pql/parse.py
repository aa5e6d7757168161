"""Parsing text into a tree, with checks beyond the grammar: names, numbers of arguments, conditions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from .calendar import unit_of
from .comparison import is_number
from .error import PqlError
from .functions import METHODS, OVER, regex
from .grammar import names_of, parser
from .tree import Apply, Binding, Field, ListOf, Literal, Node, Over, Parameter, Quantified, Variable
from .value_types import require_condition

if TYPE_CHECKING:
    from lark import Token, Tree

MOMENTS = ("now", "today", "yesterday", "tomorrow")
CALENDAR = ("currentYear", "currentMonth", "currentDayOfMonth")
LONGEST_NUMBER = 400  # digits
DEEPEST = 100  # levels of nesting; anything deeper is refused before it overflows the stack
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def parse(text: str) -> Node:
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if not text.strip():
        raise PqlError("the expression is empty", 1)
    try:
        tree = parser().parse(text)
    except UnexpectedToken as error:
        found = "the end" if error.token.type == "$END" else f"'{error.token}'"
        position = len(text) + 1 if error.token.type == "$END" else (error.token.start_pos or 0) + 1
        raise PqlError(f"{found} is not expected here; expected one of: {names_of(error.accepts)}", position) from None
    except UnexpectedCharacters as error:
        expected = names_of(error.allowed)
        at = cast("int", error.pos_in_stream)
        raise PqlError(f"'{text[at]}' is not expected here; expected one of: {expected}", at + 1) from None
    if _depth(tree) > DEEPEST:
        raise PqlError(f"the expression is nested more than {DEEPEST} levels deep", 1)
    return _start(tree)


def _depth(tree: "Tree[Token]") -> int:
    """Levels of nesting; a chain of `and`s, or of `or`s, counts as one."""
    waiting: list[tuple[Any, int]] = [(tree, 0)]
    deepest = 0
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        for child in node.children:
            if hasattr(child, "children"):
                chained = child.data == node.data and child.data in ("and", "or")
                waiting.append((child, depth + (not chained)))
    return deepest


def _chain(tree: "Tree[Token]") -> list[Any]:
    """The parts of `a or b or c`, which the grammar nests to the left."""
    links: list[Any] = []
    rest: Any = tree
    while rest.data == tree.data:
        rest, last = rest.children
        links.append(last)
    return [rest, *reversed(links)]


def _start(tree: "Tree[Token]") -> Node:
    scope: dict[str, Node] = {}
    *heads, body = tree.children
    if heads:
        scope[str(heads[0]).partition(")")[0].strip("( \t\n")] = Parameter(1)
    return _condition(build(body, scope, Parameter(1)), body)


def _condition(node: Node, tree: Any) -> Node:
    try:
        return require_condition(node)
    except PqlError as error:
        raise PqlError(str(error), tree.meta.start_pos + 1) from None


def build(tree: Any, scope: dict[str, Node], implicit: Node) -> Node:
    """`scope` maps bound names to nodes; `implicit` is what a field without a prefix belongs to."""

    def node(child: Any) -> Node:
        return build(child, scope, implicit)

    def test(child: Any) -> Node:
        return _condition(node(child), child)

    parts = tree.children
    rules: dict[str, Callable[[], Node]] = {
        "or": lambda: Apply("or", tuple(test(each) for each in _chain(tree))),
        "and": lambda: Apply("and", tuple(test(each) for each in _chain(tree))),
        "not": lambda: Apply("not", (test(parts[0]),)),
        "compare": lambda: Apply(str(parts[1]), (node(parts[0]), node(parts[2]))),
        "add": lambda: Apply(str(parts[1]), (node(parts[0]), node(parts[2]))),
        "multiply": lambda: Apply(str(parts[1]), (node(parts[0]), node(parts[2]))),
        "negative": lambda: _negative(node(parts[0])),
        "field": lambda: Field(node(parts[0]), str(parts[1])),
        "filter": lambda: _over("filter", node(parts[0]), parts[1], scope),
        "method": lambda: _method(parts, scope, implicit),
        "call": lambda: _call(parts, scope, implicit),
        "name": lambda: _name(str(parts[0]), scope, implicit),
        "parameter": lambda: _parameter(parts[0]),
        "list": lambda: ListOf(tuple(node(each) for each in parts)),
        "string": lambda: Literal(_unquoted(str(parts[0]))),
        "number": lambda: _number(parts[0]),
        "truth": lambda: Literal(str(parts[0]) == "true"),
        "quantified": lambda: _quantified(parts, scope, implicit),
        "occurs": lambda: _occurs(node(parts[0]), parts[1], node),
        "period": lambda: Apply("period", (Literal(str(parts[0])), Literal(unit_of(str(parts[1]))))),
    }
    return rules[tree.data]()


def _unquoted(text: str) -> str:
    out: list[str] = []
    rest = iter(text[1:-1])
    for each in rest:
        if each == "\\":
            following = next(rest)
            # Only escapes of single characters are resolved: regular expressions keep their backslashes.
            out.append(_ESCAPES.get(following, following if following in '"\\' else "\\" + following))
        else:
            out.append(each)
    return "".join(out)


def _number(token: "Token") -> Node:
    if len(token) > LONGEST_NUMBER or (value := float(token)) == float("inf"):
        raise PqlError(f"the number {token[:20]}… is too large", (token.start_pos or 0) + 1)
    return Literal(value if token.type == "DOUBLE" else int(token))


def _negative(node: Node) -> Node:
    if isinstance(node, Literal) and is_number(node.value):
        return Literal(-node.value)
    return Apply("-", (Literal(0), node))


def _name(name: str, scope: dict[str, Node], implicit: Node) -> Node:
    if name in scope:
        return scope[name]
    return Apply(name, ()) if name in MOMENTS else Field(implicit, name)


def _parameter(token: "Token") -> Node:
    if str(token) != "$1":
        raise PqlError(f"{token}: a segment has one parameter, the profile, $1", (token.start_pos or 0) + 1)
    return Parameter(1)


def _over(function: str, source: Node, body: Any, scope: dict[str, Node]) -> Node:
    element = Variable("")
    name = source.bindings[0].name if isinstance(source, Quantified) and source.quantifier == "select" else ""
    inner = build(body, {**scope, name: Variable(name)} if name else scope, element)
    return Over(function, source, _condition(inner, body) if function == "filter" else inner, name)


def _method(parts: list[Any], scope: dict[str, Node], implicit: Node) -> Node:
    token, arguments = parts[1], parts[2:]
    name, position = str(token), (token.start_pos or 0) + 1
    source = build(parts[0], scope, implicit)
    if name in OVER and len(arguments) == 1:
        return _over(name, source, arguments[0], scope)
    if name not in METHODS:
        raise PqlError(f"there is no function '{name}', or it is not emulated", position)
    _count(name, len(arguments), METHODS[name].least, METHODS[name].most, position)
    made = tuple(build(each, scope, implicit) for each in arguments)
    if name == "matches" and isinstance(made[0], Literal) and regex(str(made[0].value)) is None:
        raise PqlError(f"{made[0].value!r} is not a regular expression", position)
    return Apply(name, (source, *made))


def _call(parts: list[Any], scope: dict[str, Node], implicit: Node) -> Node:
    token, arguments = parts[0], parts[1:]
    name, position = str(token), (token.start_pos or 0) + 1
    made = tuple(build(each, scope, implicit) for each in arguments)
    if name == "if":
        _count(name, len(made), 3, 3, position)
        return Apply(name, (_condition(made[0], arguments[0]), *made[1:]))
    if name in CALENDAR:
        _count(name, len(made), 0, 0, position)
    elif name == "date":
        _date(made, position)
    else:
        raise PqlError(f"there is no function '{name}', or it is not emulated", position)
    return Apply(name, made)


def _date(arguments: tuple[Node, ...], position: int) -> None:
    from datetime import date

    numbers = [each.value for each in arguments if isinstance(each, Literal)]
    try:
        date(*numbers)
    except (TypeError, ValueError):
        raise PqlError("date takes a year, a month and a day that exist", position) from None


def _count(name: str, given: int, least: int, most: int, position: int) -> None:
    if not least <= given <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise PqlError(f"'{name}' takes {wanted} arguments, not {given}", position)


def _quantified(parts: list[Any], scope: dict[str, Node], implicit: Node) -> Node:
    inner, bindings = dict(scope), []
    for each in parts[1:]:
        first, source, *where = each.children
        name = str(first) if each.data == "binding" else str(first).lstrip(", \t\r\n").split()[0]
        made = build(source, inner, implicit)
        inner = {**inner, name: Variable(name)}
        bindings.append(Binding(name, made, _condition(build(where[0], inner, implicit), where[0]) if where else None))
    return Quantified(str(parts[0]), tuple(bindings))


def _occurs(subject: Node, relation: Any, node: Callable[[Any], Node]) -> Node:
    parts = relation.children
    match relation.data:
        case "within":
            comparison, count, unit, direction, anchor = parts
            words = (str(comparison), int(count), unit_of(str(unit)), str(direction))
            return Apply("occursWithin", (subject, *map(Literal, words), node(anchor)))
        case "side":
            return Apply("occursSide", (subject, Literal(str(parts[0])), node(parts[1])))
        case "between":
            return Apply("occursBetween", (subject, node(parts[0]), node(parts[1])))
        case _:
            return Apply("occursOn", (subject, node(parts[0])))
