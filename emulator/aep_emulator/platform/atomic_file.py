"""Files that are written whole or not at all, whenever the server is killed."""

import os
from pathlib import Path


def write_private(file: Path, text: str) -> None:
    """For the owner's eyes: such a file holds the emulator's client secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(file)
