"""The first way to an engine: the one the user has, if it is not older than ours."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from engine import pins
from engine.problem import Unavailable


def find() -> tuple[Path, str]:
    """The `pulumi` on PATH and its version."""
    path = os.pathsep.join(_folders())
    command = shutil.which("pulumi", path=path)
    if command is None:
        raise Unavailable("there is no pulumi on PATH")
    found = _version(command)
    if found is None:
        raise Unavailable(f"{command} does not tell its version")
    if _number(found) < _number(pins.VERSION):
        raise Unavailable(f"{command} is {found}, older than {pins.VERSION}")
    beside = os.pathsep.join([str(Path(command).resolve().parent), path])
    missing = [name for name in pins.FILES if shutil.which(name, path=beside) is None]
    if missing:
        raise Unavailable(f"{command} has no {missing[0]} beside it")
    return Path(command), found


def _folders() -> list[str]:
    """PATH without virtual environments: what lies in one was put there, by us for one, and goes with it."""
    listed = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return [folder for folder in listed if folder and not (Path(folder).parent / "pyvenv.cfg").exists()]


def _version(command: str) -> str | None:
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        ran = subprocess.run(
            [command, "version"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"v?(\d+\.\d+\.\d+)", ran.stdout.strip())
    return match[1] if match else None


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
