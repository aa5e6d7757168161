"""The emulator: its start, what it takes when nobody asks anything, and (`bench.load`) its reads and writes."""

import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from . import load
from .emulator import Emulator
from .figure import Figure, middle

_IDLE_S = 3.0


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    times = 2 if quick else 5
    fresh = [_started(folder / f"fresh-{number}") for number in range(times)]
    how = f"command to ready file, median of {times}; aim: less than 1 s"
    yield Figure(name="emulator: start", value=middle([ready for ready, _ in fresh]), unit="s", how=how)
    how = f"command to first answer, median of {times}"
    yield Figure(name="emulator: first answer", value=middle([answer for _, answer in fresh]), unit="s", how=how)
    again = [_started(folder / "fresh-0")[0] for _ in range(times)]
    how = f"command to ready file on data that is there already, median of {times}"
    yield Figure(name="emulator: start again", value=middle(again), unit="s", how=how)
    with Emulator(folder / "served") as emulator:
        process = psutil.Process(emulator.process.pid)
        yield from _idle(process)
        yield from load.figures(emulator, 200 if quick else 400)
        yield _memory("emulator: memory, after", process, "resident, after those reads and writes")


def _started(data: Path) -> tuple[float, float]:
    with Emulator(data) as emulator:
        return emulator.started, emulator.answered


def _idle(process: psutil.Process) -> Iterator[Figure]:
    time.sleep(1)
    before = process.cpu_times()
    time.sleep(_IDLE_S)
    after = process.cpu_times()
    yield _memory("emulator: memory, idle", process, f"resident, {1 + _IDLE_S:.0f} s after its start")
    used = after.user + after.system - before.user - before.system
    how = f"of one processor, over {_IDLE_S:.0f} s without a call"
    yield Figure(name="emulator: processor, idle", value=100 * used / _IDLE_S, unit="%", how=how)


def _memory(name: str, process: psutil.Process, how: str) -> Figure:
    return Figure(name=name, value=process.memory_info().rss / 2**20, unit="MiB", how=how)
