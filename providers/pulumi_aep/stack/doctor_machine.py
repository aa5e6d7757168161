"""The checks of `aep doctor` on this machine: the engine, and the Python that programs run in."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import AepError
from . import command
from .advice import set_up
from .doctor_finding import Finding, ok, problem, warning

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

OLDEST_ENGINE = "3.259.0"
HOST = ("pulumi-language-python", "pulumi-language-python-exec", "pulumi-resource-pulumi-python")
PYTHON = (3, 11)
PLUGIN = "pulumi-plugin.json"
MAKE_VENV = "run: python3 -m venv .venv && .venv/bin/python -m pip install pulumi-aep"
PACKAGES = ("pulumi", "pydantic", "requests", "deepdiff", "croniter", "oras", "pyarrow", "rich")


def check_machine() -> Iterator[Finding]:
    yield _check_engine()
    yield _check_host()
    yield _check_python()
    yield _check_packages()
    yield _check_environment()


def _check_engine() -> Finding:
    found = command.find_executable("pulumi")
    if not found:
        return problem("engine", f"pulumi is not on PATH; {set_up(command.INSTALL)}")
    try:
        message = command.pulumi("version", project=Path.cwd()).strip().removeprefix("v")
    except AepError as error:
        return problem("engine", f"{found} does not run ({error}); {set_up(command.INSTALL)}")
    if _version_tuple(message) < _version_tuple(OLDEST_ENGINE):
        return problem(
            "engine", f"{found} is version {message}, and {OLDEST_ENGINE} is needed; {set_up(command.INSTALL)}"
        )
    return ok("engine", f"pulumi {message}, {found}{_origin()}")


def _version_tuple(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text.partition("-")[0])[:3]))


def _origin() -> str:
    """Where this engine came from, as noted at set-up."""
    try:
        note = json.loads((Path(sys.prefix) / "engine.json").read_text())
    except (OSError, ValueError):
        return ""
    return f" ({note['why']})" if isinstance(note, dict) and note.get("why") else ""


def _check_host() -> Finding:
    missing = [name for name in HOST if not command.find_executable(name)]
    if missing:
        return problem("language host", f"{', '.join(missing)} not on PATH; {set_up(command.INSTALL)}")
    return ok("language host", str(command.find_executable(HOST[0])))


def _check_python() -> Finding:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON:
        return problem("python", f"Python {running} is too old; install {'.'.join(map(str, PYTHON))} or newer")
    return ok("python", f"{running}, {sys.executable}")


def _check_packages() -> Finding:
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        return problem("packages", f"{', '.join(missing)} not installed in this environment; {set_up(pip_install())}")
    sdk = version("pulumi")
    if not sdk_range().contains(sdk):
        return problem("packages", f"pulumi {sdk} is not in the range {sdk_range()}; {set_up(pip_install())}")
    if not (Path(__file__).parents[1] / PLUGIN).exists():
        return problem("packages", f"{PLUGIN}, without which Pulumi asks for a plugin, is not there; {pip_install()}")
    return ok("packages", f"pulumi-aep {version('pulumi-aep')}, pulumi {sdk}")


def sdk_range() -> "SpecifierSet":
    """The versions of Pulumi's SDK that this library takes."""
    from packaging.requirements import Requirement

    needed = map(Requirement, requires("pulumi-aep") or ())
    return next(item.specifier for item in needed if item.name == "pulumi")


def pip_install(python: str = sys.executable) -> str:
    return f"run: {python} -m pip install --upgrade pulumi-aep"


def _check_environment() -> Finding:
    """The language host runs programs and providers with the first `python3` on PATH."""
    here, first = Path(sys.prefix), shutil.which("python3")
    if sys.prefix == sys.base_prefix:
        return warning("virtual environment", f"none is used; {set_up(MAKE_VENV)}, then: . .venv/bin/activate")
    if first is None or Path(first).parent != here / "bin":
        return warning(
            "virtual environment",
            f"{here} is not active, programs would run with {first or 'no Python'}; run: . {here}/bin/activate",
        )
    return ok("virtual environment", str(here))
