"""Environments like the one that the tests run in, but with another Pulumi SDK of the range that the library takes."""

import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.support.repository import ROOT

PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
COMMANDS = ("aep", "aep-emulator")


def floor() -> str:
    """The oldest that the library takes."""
    return _version(ROOT / "providers" / "pyproject.toml", r'"pulumi>=([\d.]+),<4"')


def newest() -> str:
    """The newest that is known to work."""
    return _version(ROOT / "requirements" / "newest-sdk.txt", r"^pulumi==([\d.]+)$")


def _version(file: Path, pattern: str) -> str:
    found = re.search(pattern, file.read_text(), re.MULTILINE)
    assert found, f"{file} names no version of pulumi"
    return found[1]


def interpreter(version: str, folder: Path) -> Path:
    """The Python of an environment with that SDK and, for all the rest, what is installed here. Skips without pip."""
    here = Path(sys.prefix)
    made = folder / f"sdk-{version}"
    venv.create(made, symlinks=True)
    python = made / "bin" / "python"
    words = ["--python", str(python), "install", "--quiet", "--no-deps", "--no-input", f"pulumi=={version}"]
    done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip can't get pulumi {version}: {(done.stderr.splitlines() or ['it said nothing'])[-1]}")
    rest = f"import site; site.addsitedir({str(here / 'lib' / PYTHON / 'site-packages')!r})\n"
    (made / "lib" / PYTHON / "site-packages" / "rest.pth").write_text(rest)
    for name in COMMANDS:
        text = (here / "bin" / name).read_text()
        (made / "bin" / name).write_text(f"#!{python}\n{text.partition(chr(10))[2]}")
        (made / "bin" / name).chmod(0o755)
    for command in (here / "bin").glob("pulumi*"):
        (made / "bin" / command.name).symlink_to(command)
    return python
