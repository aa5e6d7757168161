"""What of `aep doctor` concerns this machine: the engine and the Python that programs run in."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ..errors import AepError
from . import command
from .finding import Finding, ok, problem, warning

ENGINE = "3.259.0"  # the oldest one that works
HOST = ("pulumi-language-python", "pulumi-language-python-exec", "pulumi-resource-pulumi-python")
PYTHON = (3, 11)
PACKAGES = ("pulumi", "pydantic", "requests", "deepdiff", "croniter", "oras", "pyarrow", "rich")


def machine() -> Iterator[Finding]:
    yield _engine()
    yield _host()
    yield _python()
    yield _packages()
    yield _environment()


def _engine() -> Finding:
    found = command.executable("pulumi")
    if not found:
        return problem("engine", "pulumi is not on PATH; run: make setup")
    try:
        said = command.pulumi("version", project=Path.cwd()).strip().removeprefix("v")
    except AepError as error:
        return problem("engine", f"{found} does not run ({error}); run: make setup")
    if _numbers(said) < _numbers(ENGINE):
        return problem("engine", f"{found} is version {said}, and {ENGINE} is needed; run: make setup")
    return ok("engine", f"pulumi {said}, {found}{_origin()}")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text.partition("-")[0])[:3]))


def _origin() -> str:
    """What the set-up noted about where this engine came from."""
    try:
        note = json.loads((Path(sys.prefix) / "engine.json").read_text())
    except (OSError, ValueError):
        return ""
    return f" ({note['why']})" if isinstance(note, dict) and note.get("why") else ""


def _host() -> Finding:
    missing = [name for name in HOST if not command.executable(name)]
    if missing:
        return problem("language host", f"{', '.join(missing)} not on PATH; run: make setup")
    return ok("language host", str(command.executable(HOST[0])))


def _python() -> Finding:
    have = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON:
        return problem("python", f"Python {have} is too old; install {'.'.join(map(str, PYTHON))} or newer")
    return ok("python", f"{have}, {sys.executable}")


def _packages() -> Finding:
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        return problem("packages", f"{', '.join(missing)} not installed in this environment; run: make setup")
    return ok("packages", f"pulumi-aep {version('pulumi-aep')}, pulumi {version('pulumi')}")


def _environment() -> Finding:
    """The language host runs programs and providers with the first `python3` on PATH."""
    here, first = Path(sys.prefix), shutil.which("python3")
    if sys.prefix == sys.base_prefix:
        return warning("virtual environment", "none is used; run: make setup, then: . .venv/bin/activate")
    if first is None or Path(first).parent != here / "bin":
        return warning(
            "virtual environment",
            f"{here} is not active, programs would run with {first or 'no Python'}; run: . {here}/bin/activate",
        )
    return ok("virtual environment", str(here))
