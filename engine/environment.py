"""The virtual environment `.venv`: the locked packages, in groups, and the two packages of this checkout, editable."""

import hashlib
import importlib.util
import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from engine import pins
from engine.problem import Problem
from engine.say import Ran, say, watch

LOCKS = pins.ROOT / "requirements"  # a file for each group of pyproject.toml's dependency-groups
PACKAGES = ("providers", "emulator")
VERSION = pins.ROOT / "providers" / "pulumi_aep" / "__init__.py"  # of both packages: their pyproject.toml point here
STAMP = pins.VENV / "setup.json"
PYTHON = pins.VENV / "bin" / "python"
PIP = (str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check")

MARK = "# >>> pulumi-aep >>>"
# A stack on the emulator holds no secret: its passphrase is empty. Whoever has secrets sets one, or uses a key service.
ACTIVATION = f"""
{MARK}
if [ -z "${{PULUMI_CONFIG_PASSPHRASE+set}}" ] && [ -z "${{PULUMI_CONFIG_PASSPHRASE_FILE+set}}" ]; then
    export PULUMI_CONFIG_PASSPHRASE=""
fi
export PULUMI_SKIP_UPDATE_CHECK=true
# <<< pulumi-aep <<<
"""


def ensure(groups: Sequence[str], *, this_python: bool) -> None:
    """Make what is missing, renew what has changed, and do nothing if it is all there.

    An environment made from another Python is kept, unless it must be this one; so are groups that aren't asked for.
    """
    found = _found()
    wanted = _wanted(groups)
    if found and not this_python:
        wanted["python"] = found["python"]
    if found | wanted == found:
        return
    if any(found.get(part) != wanted[part] for part in ("python", "place")):
        _create()
        found = {}
    if missing := [group for group in groups if found.get(_lock(group).name) != wanted[_lock(group).name]]:
        _install(missing)
    _install_packages()
    activate(bin_folder() / "activate")
    STAMP.write_text(json.dumps(found | wanted))


def _wanted(groups: Sequence[str]) -> dict[str, str]:
    packages = [(pins.ROOT / name / "pyproject.toml").read_bytes() for name in PACKAGES]
    version = re.findall(rb"^__version__ = .*$", VERSION.read_bytes(), re.MULTILINE)
    locks = {_lock(group).name: _digest(_lock(group).read_bytes()) for group in groups}
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "place": str(pins.VENV),
        "packages": _digest(*packages, *version),
        "activation": _digest(ACTIVATION.encode()),
        **locks,
    }


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def known_groups() -> list[str]:
    return sorted(lock.stem for lock in LOCKS.glob("*.lock"))


def _lock(group: str) -> Path:
    return LOCKS / f"{group}.lock"


def _found() -> dict[str, str]:
    """What the last whole set-up was for; nothing if the environment does not start any more."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
        return stamp if PYTHON.exists() else {}
    except (OSError, ValueError):
        return {}


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise Problem(f"Python's venv module is not complete here: run `apt install {name}`, then this again.")
    say(f"Creating the virtual environment {pins.VENV} with Python {sys.version.split()[0]}.")
    shutil.rmtree(pins.VENV, ignore_errors=True)
    base = getattr(sys, "_base_executable", sys.executable)  # not the environment's own, which is gone by now
    ran = watch([base, "-m", "venv", str(pins.VENV)], "creating the virtual environment", lambda _lines: "pip")
    if ran.code:
        raise Problem(
            f"{pins.VENV} could not be made ({ran.last('error')}): make its folder writable and run it again."
        )


def _install(groups: Sequence[str]) -> None:
    locks = [_lock(group) for group in groups]
    count = sum(len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE)) for lock in locks)
    say(f"Installing some {count} packages ({', '.join(groups)}), each at its locked version and hash.")
    files = [word for lock in locks for word in ("-r", str(lock))]
    ran = watch([*PIP, "--progress-bar", "off", "--require-hashes", *files], "installing", _stage)
    if ran.code:
        raise Problem(_sentence(ran))


def _install_packages() -> None:
    editable = [word for name in PACKAGES for word in ("-e", str(pins.ROOT / name))]
    command = [*PIP, "--no-deps", "--no-build-isolation", *editable]
    ran = watch(command, "installing", lambda _lines: "the packages of this checkout")
    if ran.code:
        raise Problem(
            f"The packages of this checkout could not be installed ({ran.last('error')}): see their pyproject.toml."
        )


def _stage(lines: list[str]) -> str:
    if any(line.startswith("Installing collected packages") for line in lines):
        return "all downloaded, unpacking"
    return f"{sum(line.startswith('Collecting') for line in lines)} packages collected"


def _sentence(ran: Ran) -> str:
    if ran.holds("DO NOT MATCH THE HASHES"):
        return "A package's hash is not the one in requirements/*.lock: look at what your package index serves."
    if ran.holds("No space left on device"):
        return "The disk is full: free about 1.5 GB and run it again."
    remedy = "check the network or PIP_INDEX_URL, and run it again"
    return f"The packages could not be installed ({ran.last('error')}): {remedy}."


def activate(script: Path) -> None:
    """What a plain `pulumi` needs to know, in the script that users source."""
    text = script.read_text().partition(f"\n{MARK}")[0]
    script.write_text(text + ACTIVATION)


def bin_folder() -> Path:
    return pins.VENV / "bin"
