"""The emulated Platform as a whole: its organisation, storage and clock, and its work in the background."""

import json
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import data_format
from .atomic_file import write_private
from .clock import Clock
from .control_state import ControlState
from .faults import Faults
from .journal import Journal
from .store import ORG, Store

log = logging.getLogger("aep_emulator")


@dataclass(frozen=True)
class Organisation:
    """The organisation and its only credential; made once per data folder, stored in its `identity.json`."""

    org: str
    client_id: str
    client_secret: str
    tenant: str

    @staticmethod
    def load(folder: Path) -> "Organisation":
        file = folder / "identity.json"
        if file.exists():
            return Organisation(**json.loads(file.read_text()))
        made = Organisation(
            org=f"{secrets.token_hex(12).upper()}@AdobeOrg",
            client_id=secrets.token_hex(16),
            client_secret=f"p8e-{secrets.token_urlsafe(24)}",
            tenant="luma",
        )
        write_private(file, json.dumps(asdict(made), indent=2))
        return made


@dataclass(frozen=True)
class Delays:
    """The least time in seconds that asynchronous work takes; on the Platform it takes minutes."""

    sandbox: float = 0.2
    ingestion: float = 0.0
    segmentation: float = 0.0


class World:
    def __init__(self, folder: Path, *, run_timeout: float = 3600.0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        data_format.check_folder(folder)
        data_format.mark(folder)
        self.folder = folder
        self.organisation = Organisation.load(folder)
        self.store = Store(folder / "platform.sqlite")
        self.control_state = ControlState(folder / "orders.sqlite")  # the name of its file in format 1
        self.clock = Clock(self.control_state)
        self.journal = Journal(folder / "journal.sqlite")
        self.faults = Faults(self.control_state)
        self.delays = Delays(**self.control_state.get("delays"))
        self.run_timeout = run_timeout  # seconds that a training or scoring may take
        self.url = ""  # set by the server before it listens
        self.told_to_stop: Callable[[], bool] = lambda: False  # replaced by the server
        self.ready = threading.Event()  # set once all APIs have started
        self.stopping = threading.Event()
        self.stopped_runs: set[str] = set()  # by a control call
        self.revert_listeners: list[Callable[[World, str, str], object]] = []
        self.batch_listeners: list[Callable[[World, str, dict[str, Any], dict[str, Any]], None]] = []

    def subfolder(self, *parts: str) -> Path:
        """A folder in the data folder (`lake`, `blobs`, `runs`…), created if it doesn't exist."""
        folder = self.folder.joinpath(*parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def spawn(self, name: str, work: Callable[..., None], *args: Any) -> None:
        """Do the work in a thread, once all APIs have started; exceptions are logged."""

        def run() -> None:
            self.ready.wait()
            try:
                work(*args)
            except Exception:
                if not self.stopping.is_set():
                    log.exception("%s failed", name)

        threading.Thread(target=run, name=name, daemon=True).start()

    def announce_batch(self, sandbox: str, dataset: dict[str, Any], batch: dict[str, Any]) -> None:
        """A batch has become `success`."""
        for listener in self.batch_listeners:
            listener(self, sandbox, dataset, batch)

    def announce_revert(self, sandbox: str, batch: str) -> None:
        """A batch's rows have been removed after it was `success`."""
        for listener in self.revert_listeners:
            listener(self, sandbox, batch)

    def sandbox(self, name: str) -> dict[str, Any] | None:
        return self.store.get("sandbox", name, sandbox=ORG)

    def close(self) -> None:
        self.stopping.set()
        self.clock.stop()
        for kept in (self.store, self.control_state, self.journal):
            kept.close()
