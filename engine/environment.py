"""The virtual environment `.venv`: what the lock says, and the two packages of this checkout, editable."""

import hashlib
import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path

from engine import pins
from engine.problem import Problem
from engine.say import Ran, say, watch

LOCK = pins.ROOT / "requirements.lock"
PACKAGES = ("providers", "emulator")
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


def ensure(*, this_python: bool) -> None:
    """Make what is missing, renew what has changed, and do nothing if it is all there.

    An environment made from another Python is kept, unless it must be this one.
    """
    found = _found()
    wanted = _wanted()
    if found and not this_python:
        wanted["python"] = found["python"]
    if found == wanted:
        return
    fresh = any(found.get(part) != wanted[part] for part in ("python", "place"))
    if fresh:
        _create()
    if fresh or found.get("lock") != wanted["lock"]:
        _install()
    _install_packages()
    activate(bin_folder() / "activate")
    STAMP.write_text(json.dumps(wanted))


def _wanted() -> dict[str, str]:
    packages = hashlib.sha256(b"".join((pins.ROOT / name / "pyproject.toml").read_bytes() for name in PACKAGES))
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "place": str(pins.VENV),
        "lock": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
        "packages": packages.hexdigest(),
        "activation": hashlib.sha256(ACTIVATION.encode()).hexdigest(),
    }


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


def _install() -> None:
    count = len(re.findall(r"^\S+==", LOCK.read_text(), re.MULTILINE))
    say(f"Installing some {count} packages, each at its locked version and hash.")
    ran = watch([*PIP, "--progress-bar", "off", "--require-hashes", "-r", str(LOCK)], "installing", _stage)
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
        return "A package's hash is not the one in requirements.lock: look at what your package index serves."
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
