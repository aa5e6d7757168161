"""A recipe's source folder: its files and entry points, and the egg built from them.

Adobe builds an egg by running `setup.py`. Here the egg is built from the literals in `setup.py` or `pyproject.toml`:
no code of the recipe runs, and the same source always gives the same bytes.
"""

import ast
import fnmatch
import io
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .project_path import begins_at

REQUIRED = {  # entry points
    "Training": ("training_dataloader", "training_pipeline"),
    "Scoring": ("scoring_dataloader", "scoring_pipeline", "scoring_datasaver"),
    "Evaluation": ("evaluator",),
}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time in a zip file
EXCLUDED = ("__pycache__", "*.pyc", ".*", "*.egg-info", "build", "dist")


class InvalidRecipe(Exception):
    """Why a folder is not a recipe, as a sentence."""


@dataclass(frozen=True)
class RecipePackage:
    folder: Path
    name: str
    version: str
    requires: tuple[str, ...]
    entry_points: dict[str, dict[str, str]]
    files: tuple[Path, ...]

    def egg(self) -> bytes:
        """Byte for byte the same for the same source."""
        info = {
            "EGG-INFO/PKG-INFO": f"Metadata-Version: 1.2\nName: {self.name}\nVersion: {self.version}\n",
            "EGG-INFO/entry_points.txt": "\n".join(
                f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in sorted(points.items()))
                for group, points in sorted(self.entry_points.items())
            ),
            "EGG-INFO/requires.txt": "".join(f"{line}\n" for line in self.requires),
            "EGG-INFO/zip-safe": "\n",
        }
        content = {name: text.encode() for name, text in info.items()}
        content |= {file.relative_to(self.folder).as_posix(): file.read_bytes() for file in self.files}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as egg:
            for name in sorted(content):
                egg.writestr(zipfile.ZipInfo(name, EPOCH), content[name])
        return out.getvalue()


def read_package(folder: Path) -> RecipePackage:
    """Raises InvalidRecipe with what is missing."""
    if not folder.is_dir():
        raise InvalidRecipe(f"{folder} is no folder; give the recipe's source folder ({begins_at()})")
    metadata = _read_metadata(folder)
    points = {group: dict(entries) for group, entries in metadata["entry_points"].items()}
    missing = [
        f"{group}.{name}" for group, names in REQUIRED.items() for name in names if name not in points.get(group, {})
    ]
    if missing:
        raise InvalidRecipe(f"{folder} declares no entry point {', '.join(missing)}; see: aep recipe new")
    files = _list_files(folder)
    modules = {file.relative_to(folder).with_suffix("").as_posix() for file in files}
    for group, names in REQUIRED.items():
        for name in names:
            module = points[group][name].partition(":")[0].strip().replace(".", "/")
            if not {module, f"{module}/__init__"} & modules:
                raise InvalidRecipe(
                    f"{folder}: the entry point {group}.{name} names {points[group][name]}, which isn't there"
                )
    name, version, requires = metadata["name"], metadata["version"], tuple(metadata["requires"])
    return RecipePackage(folder, name, version, requires, points, tuple(files))


def _list_files(folder: Path) -> list[Path]:
    def included(file: Path) -> bool:
        parts = file.relative_to(folder).parts
        return not any(fnmatch.fnmatch(part, pattern) for part in parts for pattern in EXCLUDED)

    return sorted(file for file in folder.rglob("*") if file.is_file() and included(file) and file.name != "setup.py")


def _read_metadata(folder: Path) -> dict[str, Any]:
    if (folder / "setup.py").exists():
        return _read_setup_py(folder / "setup.py")
    if (folder / "pyproject.toml").exists():
        return _read_pyproject(folder / "pyproject.toml")
    raise InvalidRecipe(f"{folder} holds no setup.py and no pyproject.toml with entry points; see: aep recipe new")


def _read_pyproject(file: Path) -> dict[str, Any]:
    try:
        project = tomllib.loads(file.read_text()).get("project", {})
    except tomllib.TOMLDecodeError as error:
        raise InvalidRecipe(f"{file} is not TOML: {error}") from None
    return {
        "name": project.get("name", file.parent.name),
        "version": str(project.get("version", "0")),
        "requires": project.get("dependencies", []),
        "entry_points": project.get("entry-points", {}),
    }


def _read_setup_py(file: Path) -> dict[str, Any]:
    try:
        tree = ast.parse(file.read_text())
    except SyntaxError as error:
        raise InvalidRecipe(f"{file}, line {error.lineno}: {error.msg}") from None
    names: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = _literal(node.value)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _function_name(node) == "setup"]
    if not calls:
        raise InvalidRecipe(f"{file} calls no setup(); see: aep recipe new")
    arguments = {
        item.arg: names.get(item.value.id) if isinstance(item.value, ast.Name) else _literal(item.value)
        for item in calls[0].keywords
        if item.arg
    }
    points = arguments.get("entry_points")
    if not isinstance(points, dict):
        raise InvalidRecipe(f"{file}: entry_points is not written as a literal dictionary, so it can't be read")
    return {
        "name": arguments.get("name") or file.parent.name,
        "version": str(arguments.get("version") or "0"),
        "requires": arguments.get("install_requires") or [],
        "entry_points": {group: _parse_entries(entries) for group, entries in points.items()},
    }


def _parse_entries(entries: Any) -> dict[str, str]:
    """From `["name = module:attr", …]`, or the same lines as one string."""
    lines = entries.splitlines() if isinstance(entries, str) else entries
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _function_name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
