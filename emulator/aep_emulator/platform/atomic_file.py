"""Files that are written whole or not at all, whenever the process is killed."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def draft_of(file: Path) -> Iterator[Path]:
    """A path to write to. It becomes the file when the block ends, or is removed if the block fails."""
    draft = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}.draft")
    try:
        yield draft
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def write_private(file: Path, text: str) -> None:
    """Readable by the owner only: some of these files hold the emulator's client secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with draft_of(file) as draft:
        draft.touch(mode=0o600)
        draft.write_text(text)
