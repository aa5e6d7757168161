"""A recipe in Adobe's layout: a package whose metadata names its modules in three groups of entry points."""

import importlib.metadata
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

_NEEDED = {
    "train": (
        ("Training", "training_dataloader"),
        ("Training", "training_pipeline"),
        ("Evaluation", "evaluator"),
    ),
    "score": (
        ("Scoring", "scoring_dataloader"),
        ("Scoring", "scoring_pipeline"),
        ("Scoring", "scoring_datasaver"),
    ),
}


class Evaluator(Protocol):
    def split(self, config: dict[str, str], data: Any) -> Any: ...

    def evaluate(self, data: Any, model: Any, config: dict[str, str]) -> Any: ...


class BadRecipe(Exception):
    """The recipe is not what a recipe must be; the text says why in a sentence."""


def _distributions(paths: list[str]) -> list[importlib.metadata.Distribution]:
    """Of eggs, folders with `*.egg-info`, and folders that are an unpacked egg under another name."""
    found = list(importlib.metadata.distributions(path=paths))
    unpacked = [Path(path, "EGG-INFO") for path in paths if not path.endswith(".egg")]
    return found + [importlib.metadata.Distribution.at(one) for one in unpacked if one.is_dir()]


class Recipe:
    """Found by its metadata on `paths`; each module is loaded when its step begins."""

    def __init__(self, paths: list[str], mode: str) -> None:
        distributions = _distributions(paths)
        self.requirements = [one for found in distributions for one in found.requires or []]
        self._points: dict[str, importlib.metadata.EntryPoint] = {}
        declared = {(point.group, point.name): point for found in distributions for point in found.entry_points}
        lacking = [f"{group}/{name}" for group, name in _NEEDED[mode] if (group, name) not in declared]
        if lacking:
            raise BadRecipe(f"The recipe declares no entry point {', '.join(lacking)}, which a {mode} run needs.")
        for group, name in _NEEDED[mode]:
            self._points[name] = declared[group, name]

    def _load(self, name: str, *functions: str) -> Any:
        point = self._points[name]
        try:
            found = point.load()
        except (ModuleNotFoundError, AttributeError) as error:
            if isinstance(error, ModuleNotFoundError) and not point.module.startswith(error.name or "?"):
                raise
            raise BadRecipe(f"The entry point {point.group}/{name} names {point.value}, which is not there.") from None
        if isinstance(found, type):
            found = found()
        for function in functions:
            if not callable(getattr(found, function, None)):
                raise BadRecipe(f"{point.value}, the recipe's {name}, has no function {function}.")
        return found

    def call(self, name: str, function: str, *arguments: Any) -> Any:
        return getattr(self._load(name, function), function)(*arguments)

    def evaluator(self) -> Evaluator:
        found: Evaluator = self._load("evaluator", "split", "evaluate")
        return found


def _text(value: Any) -> str:
    """A string as it is; numbers, lists, matrices and mappings as JSON; anything else in its own words."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if not isinstance(value, bool | int | float | list | tuple | dict):
        return encodable(str(value))
    try:
        return json.dumps(value, default=_plain)
    except (TypeError, ValueError):  # keys that are no text, or it holds itself
        return encodable(str(value))


def _plain(value: Any) -> Any:
    """What is inside of a list or a mapping: numpy's numbers stay numbers."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def encodable(text: str) -> str:
    """Text that every encoder takes: half of a surrogate pair is spelt out."""
    return text.encode("utf-8", "backslashreplace").decode()


def metrics_of(given: Any) -> list[dict[str, str]]:
    """An evaluator's result in the form of an Insight's metrics."""
    if not isinstance(given, Iterable) or isinstance(given, str | dict):
        raise BadRecipe("evaluator.evaluate returned no metrics: a list of name and value was expected.")
    found = []
    for one in given:
        if not isinstance(one, dict) or not one.get("name") or one.get("value") is None:
            raise BadRecipe(f"evaluator.evaluate returned {one!r} among its metrics, which has no name and value.")
        found.append(
            {
                "name": encodable(str(one["name"])),
                "value": _text(one["value"]),
                "valueType": str(one.get("valueType") or "double"),
            }
        )
    if not found:
        raise BadRecipe("evaluator.evaluate returned no metrics: its list is empty.")
    return found
