"""What the user sees: plain lines, and a sign of life every few seconds from whatever takes long."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 10.0  # seconds between two signs of life


def say(line: str) -> None:
    print(line, flush=True)


@dataclass(frozen=True)
class Ran:
    """How a command ended, and the lines it wrote."""

    code: int
    lines: list[str]

    def holds(self, *parts: str) -> bool:
        return any(part in line for line in self.lines for part in parts)

    def last(self, mark: str = "") -> str:
        """The last line that holds the mark, for a sentence."""
        found = [line.strip() for line in self.lines if mark.lower() in line.lower() and line.strip()]
        return found[-1][:300] if found else "it said nothing"


def watch(
    command: Sequence[str],
    what: str,
    stage: Callable[[list[str]], str],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Ran:
    """Run a command; while it runs, say every few seconds what it is, how far it is, and since when."""
    with subprocess.Popen(
        list(command),
        cwd=cwd,
        env=dict(env if env is not None else os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        lines: list[str] = []
        try:
            _follow(process, lines, what, stage)
            return Ran(process.wait(), lines)
        except BaseException:
            process.terminate()
            raise


def _follow(process: "subprocess.Popen[str]", lines: list[str], what: str, stage: Callable[[list[str]], str]) -> None:
    """Until it says no more."""
    reader = threading.Thread(target=_collect, args=(process, lines), daemon=True)
    reader.start()
    began = time.monotonic()
    while reader.is_alive():
        reader.join(EVERY)
        if reader.is_alive():
            say(f"  {what}: {stage(lines)}, {time.monotonic() - began:.0f} s")


def _collect(process: "subprocess.Popen[str]", lines: list[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip("\n"))  # noqa: PERF401 - one by one: the other thread reads meanwhile
