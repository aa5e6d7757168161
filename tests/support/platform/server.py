"""A real emulator in a process of its own, and a client of it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.platform.client import Client
from tests.support.polling import until
from tests.support.repository import ROOT

_COMMAND = "from aep_emulator.cli import main; main()"


class Server:
    """The server process of one data folder. `options` are those of `aep-emulator serve`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.options = options
        self.ready: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        path = os.pathsep.join(filter(None, [str(ROOT / "emulator"), os.environ.get("PYTHONPATH")]))
        arguments = ["serve", "--data", str(self.folder / "data"), "--ready-file", str(self.folder / "ready.json")]
        (self.folder / "ready.json").unlink(missing_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _COMMAND, *arguments, *self.options],
                env=os.environ | {"PYTHONPATH": path},
                stdout=log,
                stderr=log,
            )
        self.ready = until(self._ready)

    def _ready(self) -> dict[str, Any] | None:
        if self.ended:
            raise AssertionError((self.folder / "server.log").read_text())
        file = self.folder / "ready.json"
        if not file.exists():
            return None
        found: dict[str, Any] = json.loads(file.read_text())
        return found

    @property
    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(20)

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process
        self._process.kill()
        self._process.wait(20)


class Platform(Client):
    """A client that knows its server, which a test may kill and start again (then `reconnect`)."""

    def __init__(self, server: Server) -> None:
        self.server = server
        super().__init__(server.ready)

    def reconnect(self) -> None:
        self.connect(self.server.ready)
