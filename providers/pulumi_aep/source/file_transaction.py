"""Writes a set of files: all of them or none."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


class FileTransaction:
    """`texts` maps paths below the folder to their new content."""

    def __init__(self, folder: Path, texts: Mapping[str, str]) -> None:
        self._texts = {folder / path: text for path, text in texts.items()}
        self._before: dict[Path, bytes | None] = {}

    def commit(self) -> None:
        """Everything is written to temporary files first: an interruption leaves no file half written."""
        written = [(_write_temporary(path, text), path) for path, text in self._texts.items()]
        for temporary, path in written:
            self._before[path] = path.read_bytes() if path.exists() else None
            temporary.replace(path)

    def roll_back(self) -> None:
        """Restores what `commit` replaced; a folder that is empty then goes too."""
        for path, content in self._before.items():
            if content is not None:
                path.write_bytes(content)
                continue
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def _write_temporary(path: Path, text: str) -> Path:
    """Beside the file, with its permissions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    temporary = Path(name)
    if path.exists():
        shutil.copymode(path, temporary)
    else:
        temporary.chmod(0o644)
    return temporary
