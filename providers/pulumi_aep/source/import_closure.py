"""The modules of a project that a program imports, by name: its own, and theirs in turn."""

import ast
from collections.abc import Iterator
from pathlib import Path

MAIN = "__main__"


def import_closure(folder: Path) -> dict[str, ast.Module]:
    """Name to syntax tree, the program's own `__main__` among them.

    What lies beside the program and isn't imported is no part of it. An import that is computed is not seen.
    """
    found: dict[str, ast.Module] = {}
    waiting = [MAIN]
    while waiting:
        name = waiting.pop()
        file = _file(folder, name)
        if name in found or file is None:
            continue
        try:
            found[name] = ast.parse(file.read_bytes())
        except (SyntaxError, ValueError):
            continue  # it has never been imported with success
        waiting += _imported(found[name], name if file.stem == "__init__" else name.rpartition(".")[0])
    return found


def _file(folder: Path, name: str) -> Path | None:
    """A package goes before a module of its name, as Python has it."""
    place = folder.joinpath(*name.split("."))
    return next((file for file in (place / "__init__.py", place.with_name(f"{place.name}.py")) if file.is_file()), None)


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    """Every name that may be a module: `from a import b` imports `a`, and perhaps `a.b`."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                wanted = [alias.name for alias in names]
            case ast.ImportFrom(module=module, names=names, level=level):
                parts = package.split(".")[: -(level - 1) or None] if level else []
                start = ".".join([*filter(None, parts), *([module] if module else [])])
                wanted = [start, *(f"{start}.{alias.name}".lstrip(".") for alias in names)]
            case _:
                continue
        for name in wanted:
            yield from _with_packages(name)


def _with_packages(name: str) -> Iterator[str]:
    """`a.b.c` imports `a` and `a.b` first."""
    parts = name.split(".")
    yield from (".".join(parts[: length + 1]) for length in range(len(parts)) if all(parts))
