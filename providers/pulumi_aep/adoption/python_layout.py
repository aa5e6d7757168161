"""Python expressions, laid out as ruff lays them out: on one line where they fit, else opened up from outside in."""

from dataclasses import dataclass
from unicodedata import east_asian_width

WIDTH = 120
STEP = 4


@dataclass(frozen=True)
class Bare:
    """What is written as it is: a name, a number, a string's literal."""

    code: str


@dataclass(frozen=True)
class Nest:
    """Something with brackets: parts of a call, a list or a map, each after a lead such as `name=`."""

    opening: str
    parts: tuple[tuple[str, "Node"], ...]
    closing: str

    @property
    def call(self) -> bool:
        return self.closing == ")"


Node = Bare | Nest


def call(name: str, /, *arguments: Node, **named: Node) -> Nest:
    plain = tuple(("", argument) for argument in arguments)
    return Nest(f"{name}(", plain + tuple((f"{key}=", value) for key, value in named.items()), ")")


def listed(items: list[Node]) -> Nest:
    return Nest("[", tuple(("", item) for item in items), "]")


def mapped(items: dict[str, Node]) -> Nest:
    return Nest("{", tuple((f"{literal(key)}: ", value) for key, value in items.items()), "}")


def literal(text: str) -> str:
    """A string in double quotes, unless that costs more backslashes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    inside = "".join("\\" + char if char == quote else char if char in "'\"" else repr(char)[1:-1] for char in text)
    return quote + inside + quote


def flat(node: Node) -> str:
    if isinstance(node, Bare):
        return node.code
    return node.opening + ", ".join(lead + flat(part) for lead, part in node.parts) + node.closing


def laid_out(node: Node, *, lead: str = "", indent: int = 0, tail: str = "") -> str:
    """The expression after its lead, at that indent; `tail` follows on its last line."""
    line = " " * indent + lead + flat(node) + tail
    if isinstance(node, Bare) or not node.parts or _fits(line):
        return line
    first, last = " " * indent + lead + node.opening, " " * indent + node.closing + tail
    inner = " " * (indent + STEP) + ", ".join(part_lead + flat(part) for part_lead, part in node.parts)
    if node.call and _fits(inner):
        return f"{first}\n{inner}\n{last}"
    comma = "," if len(node.parts) > 1 or not _opens(node.parts[0][1]) else ""
    lines = [laid_out(part, lead=part_lead, indent=indent + STEP, tail=comma) for part_lead, part in node.parts]
    return "\n".join([first, *lines, last])


def _opens(node: Node) -> bool:
    """A part that is alone and has brackets of its own is opened up instead of being followed by a comma."""
    return isinstance(node, Nest) and bool(node.parts)


def _fits(line: str) -> bool:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line) <= WIDTH
