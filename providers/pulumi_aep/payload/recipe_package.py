"""A recipe's source folder, read: its Python packages and its entry points, and the egg they make.

Adobe's build runs the recipe's `setup.py` into one egg. Here the same egg is made from what `setup.py` (or
`pyproject.toml`) says in literals, so that the same source always gives the same bytes, and nothing of it is run.
"""

import ast
import fnmatch
import io
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NEEDED = {
    "Training": ("training_dataloader", "training_pipeline"),
    "Scoring": ("scoring_dataloader", "scoring_pipeline", "scoring_datasaver"),
    "Evaluation": ("evaluator",),
}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold
LEFT_OUT = ("__pycache__", "*.pyc", ".*", "*.egg-info", "build", "dist")


class Unpackable(Exception):
    """Why a folder is no recipe, in words that follow its name."""


@dataclass(frozen=True)
class Package:
    folder: Path
    name: str
    version: str
    requires: tuple[str, ...]
    entry_points: dict[str, dict[str, str]]
    files: tuple[Path, ...]

    def egg(self) -> bytes:
        """The egg, byte for byte the same for the same source."""
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


def package(folder: Path) -> Package:
    """Unpackable says what is missing."""
    if not folder.is_dir():
        raise Unpackable(f"{folder} is no folder; give the recipe's source folder, relative to the project folder")
    said = _said(folder)
    points = {group: dict(entries) for group, entries in said["entry_points"].items()}
    missing = [
        f"{group}.{name}" for group, names in NEEDED.items() for name in names if name not in points.get(group, {})
    ]
    if missing:
        raise Unpackable(f"{folder} declares no entry point {', '.join(missing)}; see: aep recipe new")
    files = _files(folder)
    modules = {file.relative_to(folder).with_suffix("").as_posix() for file in files}
    for group, names in NEEDED.items():
        for name in names:
            module = points[group][name].partition(":")[0].strip().replace(".", "/")
            if not {module, f"{module}/__init__"} & modules:
                raise Unpackable(
                    f"{folder}: the entry point {group}.{name} names {points[group][name]}, which isn't there"
                )
    return Package(folder, said["name"], said["version"], tuple(said["requires"]), points, tuple(files))


def _files(folder: Path) -> list[Path]:
    def kept(file: Path) -> bool:
        parts = file.relative_to(folder).parts
        return not any(fnmatch.fnmatch(part, pattern) for part in parts for pattern in LEFT_OUT)

    return sorted(file for file in folder.rglob("*") if file.is_file() and kept(file) and file.name != "setup.py")


def _said(folder: Path) -> dict[str, Any]:
    if (folder / "setup.py").exists():
        return _setup_py(folder / "setup.py")
    if (folder / "pyproject.toml").exists():
        return _pyproject(folder / "pyproject.toml")
    raise Unpackable(f"{folder} holds no setup.py and no pyproject.toml with entry points; see: aep recipe new")


def _pyproject(file: Path) -> dict[str, Any]:
    try:
        project = tomllib.loads(file.read_text()).get("project", {})
    except tomllib.TOMLDecodeError as error:
        raise Unpackable(f"{file} is not TOML: {error}") from None
    return {
        "name": project.get("name", file.parent.name),
        "version": str(project.get("version", "0")),
        "requires": project.get("dependencies", []),
        "entry_points": project.get("entry-points", {}),
    }


def _setup_py(file: Path) -> dict[str, Any]:
    try:
        tree = ast.parse(file.read_text())
    except SyntaxError as error:
        raise Unpackable(f"{file}, line {error.lineno}: {error.msg}") from None
    names: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = _literal(node.value)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) == "setup"]
    if not calls:
        raise Unpackable(f"{file} calls no setup(); see: aep recipe new")
    said = {
        item.arg: names.get(item.value.id) if isinstance(item.value, ast.Name) else _literal(item.value)
        for item in calls[0].keywords
        if item.arg
    }
    points = said.get("entry_points")
    if not isinstance(points, dict):
        raise Unpackable(f"{file}: entry_points is not written as a literal dictionary, so it can't be read")
    return {
        "name": said.get("name") or file.parent.name,
        "version": str(said.get("version") or "0"),
        "requires": said.get("install_requires") or [],
        "entry_points": {group: _entries(listed) for group, listed in points.items()},
    }


def _entries(listed: Any) -> dict[str, str]:
    """`["name = module:attr", …]`, or the same as one text."""
    lines = listed.splitlines() if isinstance(listed, str) else listed
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
