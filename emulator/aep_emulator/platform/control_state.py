"""What the control calls ordered of the emulator itself (its clock, faults, delays), kept over a restart.

In a file apart from the Platform's documents: a snapshot is of those, and putting one back moves no clock.
"""

from pathlib import Path

from .store import ORG, Doc, Store

_KIND = "order"


class ControlState:
    def __init__(self, file: Path) -> None:
        self._store = Store(file)

    def get(self, name: str) -> Doc:
        """Empty if nothing was ordered."""
        return self._store.get(_KIND, name, sandbox=ORG) or {}

    def put(self, name: str, doc: Doc) -> None:
        self._store.put(_KIND, name, doc, sandbox=ORG)

    def close(self) -> None:
        self._store.close()
