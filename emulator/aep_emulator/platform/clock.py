"""The Platform's time: the machine's, plus what it was moved by; or a moment at which it is frozen.

Whatever writes a time or waits for one asks this clock. It survives a restart. Its ticks drive the schedules.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from .control_state import ControlState
from .iso_time import iso


class Clock:
    def __init__(self, control_state: ControlState) -> None:
        self._control_state = control_state
        known = control_state.get("clock")
        self.offset = timedelta(seconds=known.get("offset", 0.0))
        self.frozen_at = datetime.fromisoformat(known["frozen"]) if known.get("frozen") else None
        self._listeners: list[Callable[[datetime], None]] = []
        self._stop = threading.Event()

    def now(self) -> datetime:
        """Aware, in UTC."""
        return self.frozen_at or datetime.now(UTC) + self.offset

    def millis(self) -> int:
        return int(self.now().timestamp() * 1000)

    def seconds(self) -> int:
        return int(self.now().timestamp())

    def iso(self) -> str:
        """Now, as 2026-01-31T09:30:00.123Z."""
        return iso(self.now())

    def advance(self, by: timedelta) -> datetime:
        """Only forward. Listeners have been called when this returns."""
        if by < timedelta(0):
            raise ValueError("the clock only goes forward")
        if self.frozen_at:
            self.frozen_at += by
        else:
            self.offset += by
        self._save()
        self.tick()
        return self.now()

    def freeze(self) -> None:
        self.frozen_at = self.now()
        self._save()

    def thaw(self) -> None:
        if self.frozen_at:
            self.offset = self.frozen_at - datetime.now(UTC)
            self.frozen_at = None
            self._save()

    def _save(self) -> None:
        frozen = self.frozen_at.isoformat() if self.frozen_at else None
        self._control_state.put("clock", {"offset": self.offset.total_seconds(), "frozen": frozen})

    def on_tick(self, listener: Callable[[datetime], None]) -> None:
        self._listeners.append(listener)

    def tick(self) -> None:
        for listener in self._listeners:
            listener(self.now())

    def run(self, every: float = 1.0) -> threading.Thread:
        """Tick in a thread of its own until `stop`."""

        def loop() -> None:
            while not self._stop.wait(every):
                self.tick()

        thread = threading.Thread(target=loop, name="clock", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        self._stop.set()


def sleep(seconds: float) -> None:
    """Real time, for work that really takes time; schedules wait for the clock."""
    time.sleep(seconds)
