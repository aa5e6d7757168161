"""Who may import whom: the layers of the library, and the wall between library and emulator."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "providers" / "pulumi_aep"
EMULATOR = ROOT / "emulator" / "aep_emulator"

BINDING = {"resource", "provider", "platform_provider", "refresh", "rpc", "_loader", "__init__"}
# module (or folder): what of the library it may import
LAYERS = {
    "errors": set(),
    "values": set(),
    "xdm": {"values"},
    "data_file": set(),
    "package": {"errors"},
    "field": set(),
    "along": {"errors"},
    "kind": {"field", "along"},
    "registry": {"kind", "kinds"},
    "check": {"kind", "field", "validation", "values"},
    "validation": {"kind", "field", "values"},
    "diff": {"kind", "field"},
    "downstream": {"kind", "field"},
    "apis": {"along", "kind", "field", "errors", "values", "apis"},
    "kinds": {"along", "kind", "field", "errors", "values", "xdm", "apis", "kinds", "data_file", "package", "image"},
    "image": {"errors", "package"},
    "adoption": {"kind", "field", "errors", "values", "xdm", "recorded", "registry", "lifecycle", "archive"},
    "embedded": {"errors"},
    "endpoint": {"errors", "embedded"},
    "reply": {"errors", "endpoint"},
    "archive": {"errors", "kind"},
    "shared": set(),
    "client": {"errors", "endpoint", "reply", "shared"},
    "recorded": {"kind", "errors"},
    "ignored": {"errors"},
    "drift": {"kind", "diff", "lifecycle", "recorded"},
    "environments": {"kind", "field", "diff", "recorded", "values"},
    "source": {"field", "values", "errors"},
    "destroying": {"along", "apis", "kind", "kinds", "recorded"},
    "planning": {"kind", "field", "diff", "downstream", "errors", "registry"},
    "lifecycle": {"along", "kind", "field", "values", "client", "errors", "diff"},
}
ONLY = {
    "requests": {"client", "image"},
    "deepdiff": {"diff"},
    "oras": {"image"},
    "libcst": {"source"},
    "pulumi": BINDING,
}


def modules(folder: Path) -> list[tuple[str, Path]]:
    """(layer, file): a file at the top is its own layer, one in a folder belongs to the folder's."""
    return [(file.relative_to(folder).parts[0].removesuffix(".py"), file) for file in sorted(folder.rglob("*.py"))]


def at_run_time(tree: ast.Module) -> list[ast.stmt]:
    """Every import statement but those that only type checkers read."""
    hidden = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for part in node.body
        for inner in ast.walk(part)
    }
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in hidden]


def imported(file: Path, package: Path) -> tuple[set[str], set[str]]:
    """(layers of the own package, top-level names of others)."""
    own, others = set(), set()
    for node in at_run_time(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            others |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            here = file.parent
            for _ in range(node.level - 1):
                here = here.parent
            base = [*here.relative_to(package).parts, *(node.module or "").split(".")]
            parts = [part for part in base if part]
            own |= {parts[0]} if parts else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            others.add((node.module or "").split(".")[0])
    return own, others


@pytest.mark.parametrize(("layer", "file"), modules(LIBRARY), ids=lambda value: getattr(value, "name", value))
def test_each_module_imports_only_what_its_layer_may(layer: str, file: Path) -> None:
    """The import table of the design."""
    own, others = imported(file, LIBRARY)
    if layer in LAYERS:
        assert own - {layer} <= LAYERS[layer] | {layer}
    if layer not in {"cli", "pytest_plugin"}:
        for name, allowed in ONLY.items():
            assert name not in others or layer in allowed, f"{name} is imported by {layer}"


def test_every_layer_is_in_the_table() -> None:
    """A new module is given its place in the table, or is part of the binding or the command line."""
    assert {layer for layer, _ in modules(LIBRARY)} - {"cli"} <= LAYERS.keys() | BINDING


@pytest.mark.parametrize(
    ("folder", "other"), [(LIBRARY, "aep_emulator"), (EMULATOR, "pulumi_aep"), (ROOT / "tests", "aep_emulator")]
)
def test_library_and_emulator_meet_over_http_only(folder: Path, other: str) -> None:
    """Neither imports the other, and no test imports the emulator's insides."""
    guilty = [file for _, file in modules(folder) if other in imported(file, folder)[1]]
    own_tests = ROOT / "tests" / "emulator"
    assert [file for file in guilty if own_tests not in file.parents] == []
