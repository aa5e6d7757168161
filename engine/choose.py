"""Which engine: PATH's, else one kept from before, else the official release, else one built from source."""

import json
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from engine import archive, build, cache, on_path, pins, place, toolchain
from engine.problem import Problem, Unavailable
from engine.say import say

ORIGIN = "origin.json"  # beside a kept engine: how it was made
INSTEAD = f"put Pulumi {pins.VERSION} on PATH, and run it again"


@dataclass(frozen=True)
class Chosen:
    """What `.venv/engine.json` holds, for `aep doctor`."""

    version: str
    chosen: str  # path, release, build
    why: str
    path: str

    def sentence(self) -> str:
        return f"Engine: Pulumi {self.version} at {self.path}: {self.why}."


def choose(bin_folder: Path) -> Chosen:
    """An engine, usable with that bin folder first on PATH."""
    try:
        command, version = on_path.find()
    except Unavailable as lacking:
        return _ours(bin_folder, str(lacking))
    place.remove(bin_folder)
    return Chosen(version, "path", f"the one on PATH, not older than the pinned {pins.VERSION}", str(command))


def _ours(bin_folder: Path, lacking: str) -> Chosen:
    engine = cache.fill(pins.key(), (*pins.FILES, ORIGIN), lambda into: _make(into, bin_folder / "python", lacking))
    place.put(engine, bin_folder)
    origin = json.loads((engine / ORIGIN).read_text())
    return Chosen(pins.VERSION, origin["chosen"], f"{origin['how']}; {lacking}", str(bin_folder / "pulumi"))


def _make(into: Path, python: Path, lacking: str) -> None:
    say(f"Getting the Pulumi engine {pins.VERSION}, as {lacking}; it will be kept in {cache.folder()}.")
    try:
        archive.fetch(into)
        chosen, how = "release", "the official release"
    except Unavailable as closed:
        go = toolchain.find(python)
        say(f"Building it from source with Go {go.version}, which takes a few minutes, as {closed}.")
        build.build(into, go)
        chosen, how = "build", f"built from source with Go {go.version}, as {closed}"
    _judge(into)
    (into / ORIGIN).write_text(json.dumps({"chosen": chosen, "how": how}))


def _judge(made: Path) -> None:
    """It runs here and is what it should be."""
    try:
        ran = subprocess.run([str(made / "pulumi"), "version"], capture_output=True, text=True, timeout=60, check=False)
    except OSError as error:
        raise Problem(f"The engine does not run on this machine ({error.strerror}): {INSTEAD}.") from None
    if ran.stdout.strip().removeprefix("v") != pins.VERSION:
        told = ran.stdout.strip() or ran.stderr.strip()[:200]
        raise Problem(f"The engine that was made calls itself {told!r}, not {pins.VERSION}: {INSTEAD}.")


def record(chosen: Chosen, file: Path) -> bool:
    """Keep it for later readers; True if it is news."""
    text = json.dumps(asdict(chosen), indent=2) + "\n"
    if file.exists() and file.read_text() == text:
        return False
    file.write_text(text)
    return True
