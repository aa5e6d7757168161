"""What was set by control calls (clock, faults, delays); it survives a restart.

It has a file of its own, because snapshots are of the Platform's documents: restoring one must not move the clock.
"""

from pathlib import Path

from .store import ORG, Doc, Store

_KIND = "order"


class ControlState:
    def __init__(self, file: Path) -> None:
        self._store = Store(file)

    def get(self, name: str) -> Doc:
        """Empty if nothing was set."""
        return self._store.get(_KIND, name, sandbox=ORG) or {}

    def put(self, name: str, doc: Doc) -> None:
        self._store.put(_KIND, name, doc, sandbox=ORG)

    def close(self) -> None:
        self._store.close()
