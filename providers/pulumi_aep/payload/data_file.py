"""Data files to be sent: which there are, what format they are in, whether they can be read at all, their hash."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SUFFIXES = {".parquet": "parquet", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".csv": "csv"}


class Unusable(Exception):
    """Why it cannot be sent, in words that follow the file's name."""


class Source(NamedTuple):
    files: list[Path]
    format: str  # parquet, json or csv
    multi_line: bool  # one JSON array (or object over several lines) instead of a line per record


def source(place: Path) -> Source:
    """A file, or a folder's files of one format. Unusable says what is wrong with it."""
    if place == Path():
        raise Unusable("it names no file and no folder")
    if not place.exists():
        raise Unusable(f"{place} does not exist; check the path (it is relative to the project folder)")
    files = sorted(item for item in place.rglob("*") if item.is_file()) if place.is_dir() else [place]
    known = [file for file in files if file.suffix.lower() in SUFFIXES]
    if not known:
        raise Unusable(f"{place} holds no data file; known are {', '.join(sorted(SUFFIXES))}")
    formats = {SUFFIXES[file.suffix.lower()] for file in known}
    if len(formats) > 1:
        raise Unusable(f"{place} mixes the formats {' and '.join(sorted(formats))}; put one format in a folder")
    kind = formats.pop()
    shapes = {_looked_at(file, kind) for file in known}
    if len(shapes) > 1:
        raise Unusable(f"{place} mixes JSON arrays and JSON lines; put one form in a folder")
    return Source(known, kind, shapes.pop())


def _looked_at(file: Path, kind: str) -> bool:
    """Whether it is multi-line JSON; Unusable if it is empty or broken."""
    if file.stat().st_size == 0:
        raise Unusable(f"{file} is empty")
    if kind == "parquet":
        _parquet(file)
        return False
    if kind == "csv":
        return _csv(file)
    return _json(file)


def _parquet(file: Path) -> None:
    with file.open("rb") as handle:
        head = handle.read(4)
        handle.seek(max(0, file.stat().st_size - 4))
        tail = handle.read(4)
    if head != b"PAR1" or tail != b"PAR1":
        raise Unusable(f"{file} is no Parquet file, or a broken one; write it anew")
    import pyarrow.parquet

    try:
        rows = pyarrow.parquet.ParquetFile(file).metadata.num_rows
    except (OSError, ValueError) as error:
        raise Unusable(f"{file} is a broken Parquet file ({str(error).splitlines()[0]}); write it anew") from None
    if rows == 0:
        raise Unusable(f"{file} holds no rows")


def _csv(file: Path) -> bool:
    with file.open(encoding="utf-8", errors="replace") as handle:
        handle.readline()
        if not handle.readline().strip():
            raise Unusable(f"{file} holds no rows below its header")
    return False


def _json(file: Path) -> bool:
    with file.open(encoding="utf-8", errors="replace") as handle:
        first = next((line for line in handle if line.strip()), "").strip()
    if not first:
        raise Unusable(f"{file} is empty")
    try:
        json.loads(first)
    except ValueError:
        pass
    else:
        return first.startswith("[")
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Unusable(f"{file} is not JSON: {error}") from None
    return True


def digest(files: list[Path], root: Path) -> str:
    """Of names and bytes, in order; the same for the same content wherever the folder lies."""
    total = hashlib.sha256()
    for file in files:
        name = file.relative_to(root).as_posix() if root.is_dir() else file.suffix
        total.update(f"{name}\0{file.stat().st_size}\0".encode())
        for part in _parts(file):
            total.update(part)
    return f"sha256:{total.hexdigest()}"


def _parts(file: Path, size: int = 1 << 20) -> Iterator[bytes]:
    with file.open("rb") as handle:
        while part := handle.read(size):
            yield part
