"""Where the project holds its resources: modules and the variables in them, so that new ones can import those."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ..core.registry import is_kind
from .program_resource import Name

HIDDEN = (".", "_")


def holders(folder: Path) -> dict[Name, tuple[str, str]]:
    """(kind, logical name) to (module, variable), for `web = aep.Dataset("luma-web", …)` at a module's top level.

    The program's own `__main__` is no module that others import from.
    """
    found: dict[Name, tuple[str, str]] = {}
    for file in sorted(_modules(folder)):
        module = ".".join(file.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
        try:
            body = ast.parse(file.read_text()).body
        except (SyntaxError, UnicodeDecodeError):
            continue  # not a module of the program: that has just been run
        found |= {key: (module, variable) for key, variable in _held(body)}
    return found


def _modules(folder: Path) -> Iterator[Path]:
    """Those beside the program, and those in packages, at any depth."""
    for item in folder.iterdir():
        if item.suffix == ".py" and item.name != "__main__.py":
            yield item
        elif (item / "__init__.py").is_file() and not item.name.startswith(HIDDEN):
            yield from _modules(item)


def _held(body: list[ast.stmt]) -> Iterator[tuple[Name, str]]:
    for statement in body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=variable)],
                value=ast.Call(func=ast.Attribute(attr=kind), args=[ast.Constant(value=str(name)), *_]),
            ) if is_kind(kind):
                yield (kind, name), variable
