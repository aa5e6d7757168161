"""Module-level constants: where in the project one is defined, and how often it is used."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import libcst as cst

from .module import Module

IMPORTS = re.compile(r"^[ \t]*(from[^\n]*import[ \t]*(\([^)]*\)|[^\n]*)|import[^\n]*)", re.MULTILINE)


@dataclass(frozen=True)
class Constant:
    """`uses` counts its uses in all files, without the definition."""

    module: Module
    name: str
    value: cst.BaseExpression
    uses: int


class Constants:
    """`texts` are the project's files, `parse` returns one of them parsed."""

    def __init__(self, texts: Mapping[str, str], parse: Callable[[str], Module]) -> None:
        self._texts = texts
        self._parse = parse

    def resolve(self, module: Module, node: cst.BaseExpression) -> Constant | None:
        """The constant behind `RATES`, or `settings.RATES` of another module; None if it is not a simple constant."""
        local = module.assignment(node) if isinstance(node, cst.Name) else None
        if local and isinstance(node, cst.Name):
            return self._constant(module, node.value, *local)
        for qualified in module.qualified_names(node):
            place, _, name = qualified.rpartition(".")
            path = self._path(place, module)
            if path and path != module.path:
                there = self._parse(path)
                found = there.constant(name)
                return self._constant(there, name, *found) if found else None
        return None

    def _path(self, dotted: str, module: Module) -> str:
        """Relative to the project's folder, or to the importing file: a program may be in a subfolder."""
        inside, here = dotted.replace(".", "/"), module.path.rpartition("/")[0]
        places = [f"{start}{inside}{end}" for start in ("", f"{here}/") for end in (".py", "/__init__.py")]
        return next((path for path in places if inside and path in self._texts), "")

    def _constant(self, module: Module, name: str, value: cst.BaseExpression, uses: int) -> Constant:
        others = (text for path, text in self._texts.items() if path != module.path)
        stem = re.sub(r"(/__init__)?\.py$", "", module.path).rpartition("/")[2]
        named = (text for text in others if _words(text, stem))
        return Constant(module, name, value, uses + sum(_words(IMPORTS.sub("", text), name) for text in named))


def _words(text: str, word: str) -> int:
    return len(re.findall(rf"\b{re.escape(word)}\b", text))
