"""The engine writes a stack's state while others read it; for a moment the file may be empty."""

import os
import threading
from collections.abc import Callable

import pytest
from pulumi_aep.stack.command import export_state

from tests.support.engine.project import Project


def test_a_half_written_state_is_read_again(project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks meanwhile waits until the state is whole."""
    found = project("")
    for name, value in found.env().items():
        monkeypatch.setenv(name, value)
    whole = export_state("dev", project=found.folder)
    [file] = (found.folder / ".aep" / "state").rglob("dev.json")
    text = file.read_text()
    os.truncate(file, 0)
    later = threading.Timer(0.5, file.write_text, (text,))
    later.start()
    assert export_state("dev", project=found.folder) == whole
    later.join()
