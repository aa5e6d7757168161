"""One Python file of a program, parsed by libcst: its calls and assignments, and what its names refer to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import libcst as cst
from libcst import metadata

from .literal import parse_literal


@dataclass(frozen=True)
class Splice:
    """A replacement for the text between two offsets of a file."""

    path: str
    start: int
    end: int
    text: str

    def apply(self, text: str) -> str:
        return text[: self.start] + self.text + text[self.end :]


class Module:
    """`path` is the name that messages use."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._wrapper = metadata.MetadataWrapper(cst.parse_module(text))
        self.tree = self._wrapper.module
        self._positions = self._wrapper.resolve(metadata.PositionProvider)
        self._parents = self._wrapper.resolve(metadata.ParentNodeProvider)

    # -- positions --------------------------------------------------------------------------------------------------
    @cached_property
    def _lines(self) -> list[int]:
        """The offset at which each line starts."""
        return [0, *(found.end() for found in re.finditer(r"\r\n?|\n", self.text))]

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Start and end offset, including the parentheses around the node."""
        before, after = (
            sum(len(self.tree.code_for_node(part)) for part in getattr(node, side, ())) for side in ("lpar", "rpar")
        )
        found = self._positions[node]
        first, last = found.start, found.end
        start, end = self._lines[first.line - 1] + first.column, self._lines[last.line - 1] + last.column
        return start - before, end + after

    def line(self, node: cst.CSTNode) -> int:
        return int(self._positions[node].start.line)

    def code(self, node: cst.CSTNode) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def value(self, node: cst.CSTNode) -> Any:
        """The literal's value; ValueError if the node is anything else."""
        return parse_literal(self.code(node))

    def replace(self, node: cst.CSTNode, text: str) -> Splice:
        return Splice(self.path, *self.span(node), text)

    # -- names ------------------------------------------------------------------------------------------------------
    @cached_property
    def _qualified(self) -> Any:
        return self._wrapper.resolve(metadata.QualifiedNameProvider)

    @cached_property
    def _scopes(self) -> Any:
        return self._wrapper.resolve(metadata.ScopeProvider)

    def qualified_names(self, node: cst.CSTNode) -> set[str]:
        """The full names an expression may stand for, by the imports: `pulumi_aep.Dataset`."""
        found = self._qualified.get(node, ())
        return {name.name for name in (found() if callable(found) else found)}

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        return self._parents[node]

    @cached_property
    def calls(self) -> list[cst.Call]:
        class Calls(cst.CSTVisitor):
            def __init__(self) -> None:
                self.found: list[cst.Call] = []

            def visit_Call(self, node: cst.Call) -> None:  # noqa: N802 as libcst calls it
                self.found.append(node)

        seen = Calls()
        self.tree.visit(seen)
        return seen.found

    def assignment(self, name: cst.Name, *, anywhere: bool = False) -> tuple[cst.BaseExpression, int] | None:
        """The expression of its only assignment, at the top level, and how often the name is used."""
        return self._single_assignment(self._scopes.get(name), name.value, anywhere=anywhere)

    def constant(self, name: str) -> tuple[cst.BaseExpression, int] | None:
        """The same for a module-level name that another module uses."""
        return self._single_assignment(self._scopes.get(self.tree), name, anywhere=False)

    def _single_assignment(self, scope: Any, name: str, *, anywhere: bool) -> tuple[cst.BaseExpression, int] | None:
        found = list(scope[name]) if scope else []
        if len(found) != 1 or not (anywhere or isinstance(found[0].scope, metadata.GlobalScope)):
            return None
        target = getattr(found[0], "node", None)
        node = self.parent(target) if target else None
        node = self.parent(node) if isinstance(node, cst.AssignTarget) else node
        if not isinstance(node, cst.Assign | cst.AnnAssign) or node.value is None:
            return None
        top = self.parent(self.parent(node)) is self.tree
        return (node.value, len(found[0].references)) if top or anywhere else None

    def variables(self) -> Iterator[tuple[str, cst.BaseExpression]]:
        """(name, assigned expression) of every assignment at the top level."""
        for line in self.tree.body:
            for part in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                if isinstance(part, cst.Assign) and len(part.targets) == 1:
                    target: cst.BaseExpression = part.targets[0].target
                elif isinstance(part, cst.AnnAssign):
                    target = part.target
                else:
                    continue
                if isinstance(target, cst.Name) and part.value is not None:
                    yield target.value, part.value
