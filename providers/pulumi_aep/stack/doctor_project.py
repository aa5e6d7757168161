"""The checks of `aep doctor` on a project: the Python that its program runs with, and the passphrase of its secrets."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from ..errors import AepError
from .command import pulumi
from .doctor_finding import Finding, ok, problem
from .doctor_machine import MAKE_VENV, pip_install, sdk_range
from .project import pulumi_yaml, stack_file

PROBE = """
import json
from importlib.metadata import PackageNotFoundError, version

found = {}
for name in ("pulumi-aep", "pulumi"):
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
"""
PASSPHRASE, FILE = "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"


def check_program(folder: Path) -> Finding:
    """Pulumi runs program and provider with the environment that Pulumi.yaml names, else with the Python on PATH."""
    said = pulumi_yaml(folder)
    runtime = said.get("runtime")
    options: dict[str, Any] = (runtime.get("options") or {}) if isinstance(runtime, dict) else {}
    environment = options.get("virtualenv") or (".venv" if options.get("toolchain") == "uv" else "")
    if not environment:
        return _check_interpreter(os.environ.get("PULUMI_PYTHON_CMD") or shutil.which("python3") or "python3")
    place = folder / environment
    if not (place / "bin" / "python").exists():
        made = MAKE_VENV.replace(".venv", str(place))
        return problem("program", f"{place}, which Pulumi.yaml names, is no virtual environment; {made}")
    if said.get("main") and not Path(environment).is_absolute():
        return problem(
            "program",
            f"virtualenv: {environment} is relative, and Pulumi starts the provider in {folder / str(said['main'])}, "
            f"which main: names; write virtualenv: {place}",
        )
    return _check_interpreter(str(place / "bin" / "python"))


def _check_interpreter(python: str) -> Finding:
    try:
        done = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, check=True, timeout=60)
        found = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return problem("program", f"{python}, which would run it, does not start ({error}); {MAKE_VENV}")
    missing = [name for name in ("pulumi-aep", "pulumi") if name not in found]
    if missing:
        return problem(
            "program", f"{python} would run it, and has no {' and no '.join(missing)}; {pip_install(python)}"
        )
    if not sdk_range().contains(found["pulumi"]):
        return problem(
            "program",
            f"{python} would run it, with pulumi {found['pulumi']}, which is not in the range {sdk_range()}; "
            f"{pip_install(python)}",
        )
    return ok("program", f"runs with {python}: pulumi-aep {found['pulumi-aep']}, pulumi {found['pulumi']}")


def check_passphrase(folder: Path, stack: str) -> Finding:
    """Check the passphrase: without it, Pulumi opens no stack that is set to use one, even if it holds no secrets."""
    file = stack_file(folder, stack)
    said = pulumi_yaml(folder, file)
    if not _asks_for_passphrase(folder, said):
        return ok("passphrase", f"none is needed: {said.get('secretsprovider') or 'the backend keeps the secrets'}")
    if PASSPHRASE not in os.environ and not os.environ.get(FILE):
        return problem(
            "passphrase",
            f"neither {PASSPHRASE} nor {FILE} is set; set one to what stack {stack} was made with "
            f"(export {PASSPHRASE}= if that was empty)",
        )
    if PASSPHRASE not in os.environ and not Path(os.environ[FILE]).is_file():
        return problem("passphrase", f"{FILE} names {os.environ[FILE]}, which is no file; correct it")
    try:
        pulumi("stack", "output", "--json", "--show-secrets", "--stack", stack, project=folder)
    except AepError as error:
        if "passphrase" in str(error):
            return problem("passphrase", f"it is not the one that stack {stack} was made with; correct {PASSPHRASE}")
    return ok("passphrase", f"from {PASSPHRASE if PASSPHRASE in os.environ else FILE}")


def _asks_for_passphrase(folder: Path, said: dict[str, Any]) -> bool:
    """Whether secrets are encrypted with a passphrase, by the stack's file or else by its backend's default."""
    provider = str(said.get("secretsprovider") or "")
    if provider or "encryptionsalt" in said:
        return provider in ("", "passphrase")
    backend = pulumi_yaml(folder).get("backend") or {}
    return not (os.environ.get("PULUMI_BACKEND_URL") or str(backend.get("url") or _logged_in())).startswith("http")


def _logged_in() -> str:
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    try:
        return str(json.loads((home / "credentials.json").read_text()).get("current") or "https://")
    except (OSError, ValueError):
        return "https://"
