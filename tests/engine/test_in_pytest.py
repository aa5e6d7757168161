"""A stack tried by its author's own tests: the example of the emulator's page, as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

from tests.support.engine.project import Project
from tests.support.repository import ROOT

PAGE = (ROOT / "docs" / "emulator.md").read_text()


def test_the_example_of_the_page(tmp_path: Path) -> None:
    """An `up` through a fault, in a sandbox of the test's own."""
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "test_mine.py").write_text(example)
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    env = {name: value for name, value in Project(tmp_path).env().items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout
