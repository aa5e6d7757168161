"""Where the program holds its resources: its modules and the variables in them, so that new ones can import those."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ..core.registry import is_kind
from ..source.import_closure import MAIN, import_closure
from .program_resource import Name


def holders(folder: Path) -> dict[Name, tuple[str, str]]:
    """(kind, logical name) to (module, variable), for `web = aep.Dataset("luma-web", …)` at a module's top level.

    Only modules that the program imports count: importing any other would declare its resources too. `__main__` can't
    be imported, and of what is written in several modules, which one has run can't be told.
    """
    found: dict[Name, set[tuple[str, str]]] = {}
    for module, tree in import_closure(folder).items():
        for key, variable in _held(tree.body):
            found.setdefault(key, set()).add((module, variable))
    only = {key: next(iter(places)) for key, places in found.items() if len(places) == 1}
    return {key: place for key, place in only.items() if place[0] != MAIN}


def _held(body: list[ast.stmt]) -> Iterator[tuple[Name, str]]:
    for statement in body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=variable)],
                value=ast.Call(func=ast.Attribute(attr=kind), args=[ast.Constant(value=str(name)), *_]),
            ) if is_kind(kind):
                yield (kind, name), variable
