"""The plain client run beside Pulumi, on the same emulator, each command a process of its own."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .calls import Calls
from .emulator import Emulator
from .place import ROOT
from .timed import run


@dataclass(frozen=True, kw_only=True)
class Done:
    seconds: float
    calls: Calls  # its own
    others: Calls  # made meanwhile by somebody else: a recipe that runs on the Platform


@dataclass(frozen=True, kw_only=True)
class Beside:
    """`program` is `luma` or `recipes`; `options` go to each command."""

    emulator: Emulator
    program: str
    sandbox: str
    notes: Path
    options: list[str] = field(default_factory=list)

    def run(self, verb: str) -> Done:
        words = [sys.executable, "-m", "bench.plain", self.program, verb, "--sandbox", self.sandbox]
        files = ["--ready", str(self.emulator.ready_file), "--notes", str(self.notes)]
        self.emulator.calls()
        done = run([*words, *files, *self.options], folder=ROOT)
        own: Calls = Calls(json.loads(done.text))
        return Done(seconds=done.seconds, calls=own, others=self.emulator.calls() - own)

    def noted(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.notes.read_text())
        return found
