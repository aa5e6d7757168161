"""Carrying out an adoption: files written, resources imported, the preview empty."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


class Files:
    """Files of the project, written together or not at all."""

    def __init__(self, folder: Path, wanted: Mapping[str, str]) -> None:
        self._wanted = {folder / name: text for name, text in wanted.items()}
        self._before: dict[Path, str | None] = {}

    def write(self) -> None:
        for path, text in self._wanted.items():
            self._before[path] = path.read_text() if path.exists() else None
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def take_back(self) -> None:
        for path, text in self._before.items():
            if text is None:
                path.unlink()
                if path.parent != path.parent.parent and not any(path.parent.iterdir()):
                    path.parent.rmdir()
            else:
                path.write_text(text)


def project_name(folder: Path) -> str:
    from ruamel.yaml import YAML

    found: Any = YAML(typ="safe").load(folder / "Pulumi.yaml")
    return str(found["name"])
