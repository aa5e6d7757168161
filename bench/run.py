"""`python -m bench.run [--only NAME] [--quick]`: every figure, as a table and in `bench/out.json`."""

import argparse
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import adoption, program, provider, recipes, server, training
from .figure import Figure, save, table
from .timed import Failed

OUT = Path(__file__).parent / "out.json"
_SECTIONS: dict[str, Callable[..., Iterator[Figure]]] = {
    "luma": program.figures,
    "recipes": recipes.figures,
    "provider": provider.figures,
    "emulator": server.figures,
    "training": training.figures,
    "adopt": adoption.figures,
}


def _machine() -> dict[str, Any]:
    """What the figures hang on; the load says how far to trust those that are no ratios."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def _measured(name: str, folder: Path, *, quick: bool) -> Iterator[Figure]:
    """A part that fails says so in its place; the others go on."""
    try:
        yield from _SECTIONS[name](folder, quick=quick)
    except (Failed, OSError) as problem:
        sys.stderr.write(f"{name}: {problem}\n")
        first = str(problem).partition("\n")[0]
        yield Figure(name=f"{name}: not measured", value=None, unit="", how=first)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Figures of speed and size.")
    parser.add_argument("--only", action="append", choices=_SECTIONS, help="only this part; may be given again")
    parser.add_argument("--quick", action="store_true", help="each figure once, the program without latency")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended on the way out
    machine, began, found = _machine(), time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="aep-bench-") as temporary:
        for name in given.only or _SECTIONS:
            sys.stderr.write(f"measuring {name} …\n")
            folder = Path(temporary) / name
            folder.mkdir()
            found += list(_measured(name, folder, quick=given.quick))
    print(table(found))
    words = ", ".join(f"{name} {value}" for name, value in machine.items())
    print(f"\n{words} (at the start); taken in {time.monotonic() - began:.0f} s")
    save(found, machine, OUT)


if __name__ == "__main__":
    main()
