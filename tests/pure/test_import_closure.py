"""Which modules a program imports, without running it."""

from pathlib import Path

import pytest
from pulumi_aep.source.import_closure import import_closure


def written(folder: Path, files: dict[str, str]) -> set[str]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return set(import_closure(folder)) - {"__main__"}


@pytest.mark.parametrize(
    ("main", "found"),
    [
        ("import one", {"one"}),
        ("import os, one as first", {"one"}),
        ("if True:\n    from one import value", {"one"}),
        ("def later() -> None:\n    import one", {"one"}),
        ("import pack.inner", {"pack", "pack.inner"}),
        ("from pack import inner", {"pack", "pack.inner"}),
        ("from pack import nothing", {"pack"}),
        ("from pack.deep import leaf", {"pack", "pack.deep.leaf", "one"}),
        ("import both", {"both"}),
        ("import broken, missing", set()),
        ("'import one'", set()),
    ],
)
def test_imported(tmp_path: Path, main: str, found: set[str]) -> None:
    """Those it names, the packages they are in, and those that they import."""
    files = {
        "__main__.py": main,
        "one.py": "",
        "pack/__init__.py": "",
        "pack/inner.py": "",
        "pack/deep/leaf.py": "from .. import nothing\nimport one",
        "both.py": "import one",
        "both/__init__.py": "",
        "broken.py": "import one as",
        "beside.py": "import pack.inner",
    }
    assert written(tmp_path, files) == found


def test_relative_ones_and_circles(tmp_path: Path) -> None:
    """A dot is the package it stands in, two are the one around it."""
    files = {
        "__main__.py": "import pack.a",
        "pack/__init__.py": "from .b import *",
        "pack/a.py": "from . import c",
        "pack/b.py": "import pack.a",
        "pack/c.py": "from .sub.d import x",
        "pack/e.py": "",
        "pack/f.py": "",
        "pack/sub/__init__.py": "",
        "pack/sub/d.py": "from ..e import x",
    }
    assert written(tmp_path, files) == {"pack", "pack.a", "pack.b", "pack.c", "pack.sub", "pack.sub.d", "pack.e"}
