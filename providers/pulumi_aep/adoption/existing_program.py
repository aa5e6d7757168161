"""The program that exists already: whether it declares anything."""

import ast
from pathlib import Path

from ..errors import AepError


def declares_nothing(main: Path) -> bool:
    """Whether a program is missing, or no more than texts and imports of libraries."""
    if not main.exists():
        return True
    try:
        body = ast.parse(main.read_text()).body
    except SyntaxError as error:
        raise AepError(f"{main.name} cannot be read: {error.msg} in line {error.lineno}; mend it first") from None
    return all(_idle(item, main.parent) for item in body)


def _idle(item: ast.stmt, folder: Path) -> bool:
    """A statement that declares nothing: text, or an import of something that is not part of the project."""
    match item:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Import(names=names):
            modules = [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            modules = [module]
        case _:
            return False
    tops = [name.partition(".")[0] for name in modules]
    return not any((folder / top).exists() or (folder / f"{top}.py").exists() for top in tops)
