"""Data files to upload: finds them, detects their format, rejects broken ones, and computes their digest."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .project_path import begins_at

SUFFIXES = {".parquet": "parquet", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".csv": "csv"}


class InvalidData(Exception):
    """Why a file cannot be uploaded, as the second half of a sentence."""


class DataFiles(NamedTuple):
    files: list[Path]
    format: str  # parquet, json or csv
    multi_line: bool  # JSON that is not one record per line, such as an array


def find_data_files(place: Path) -> DataFiles:
    """A single file, or all files of a folder, which must have the same format. Raises InvalidData."""
    if place == Path():
        raise InvalidData("it names no file and no folder")
    if not place.exists():
        raise InvalidData(f"{place} does not exist; check the path ({begins_at()})")
    files = sorted(item for item in place.rglob("*") if item.is_file()) if place.is_dir() else [place]
    known = [file for file in files if file.suffix.lower() in SUFFIXES]
    if not known:
        raise InvalidData(f"{place} holds no data file; known are {', '.join(sorted(SUFFIXES))}")
    formats = {SUFFIXES[file.suffix.lower()] for file in known}
    if len(formats) > 1:
        raise InvalidData(f"{place} mixes the formats {' and '.join(sorted(formats))}; put one format in a folder")
    format_ = formats.pop()
    multi_line = {_check(file, format_) for file in known}
    if len(multi_line) > 1:
        raise InvalidData(f"{place} mixes JSON arrays and JSON lines; put one form in a folder")
    return DataFiles(known, format_, multi_line.pop())


def _check(file: Path, format_: str) -> bool:
    """Whether the file is multi-line JSON. Raises InvalidData if it is empty or broken."""
    if file.stat().st_size == 0:
        raise InvalidData(f"{file} is empty")
    if format_ == "parquet":
        _check_parquet(file)
        return False
    if format_ == "csv":
        return _check_csv(file)
    return _check_json(file)


def _check_parquet(file: Path) -> None:
    with file.open("rb") as handle:
        head = handle.read(4)
        handle.seek(max(0, file.stat().st_size - 4))
        tail = handle.read(4)
    if head != b"PAR1" or tail != b"PAR1":
        raise InvalidData(f"{file} is no Parquet file, or a broken one; write it anew")
    import pyarrow.parquet

    try:
        rows = pyarrow.parquet.ParquetFile(file).metadata.num_rows
    except (OSError, ValueError) as error:
        raise InvalidData(f"{file} is a broken Parquet file ({str(error).splitlines()[0]}); write it anew") from None
    if rows == 0:
        raise InvalidData(f"{file} holds no rows")


def _check_csv(file: Path) -> bool:
    with file.open(encoding="utf-8", errors="replace") as handle:
        handle.readline()
        if not handle.readline().strip():
            raise InvalidData(f"{file} holds no rows below its header")
    return False


def _check_json(file: Path) -> bool:
    with file.open(encoding="utf-8", errors="replace") as handle:
        first = next((line for line in handle if line.strip()), "").strip()
    if not first:
        raise InvalidData(f"{file} is empty")
    try:
        json.loads(first)
    except ValueError:
        pass
    else:
        return first.startswith("[")
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidData(f"{file} is not JSON: {error}") from None
    return True


def files_digest(files: list[Path], root: Path) -> str:
    """Covers names and contents, but not where the folder is."""
    total = hashlib.sha256()
    for file in files:
        name = file.relative_to(root).as_posix() if root.is_dir() else file.suffix
        total.update(f"{name}\0{file.stat().st_size}\0".encode())
        for chunk in _chunks(file):
            total.update(chunk)
    return f"sha256:{total.hexdigest()}"


def _chunks(file: Path, size: int = 1 << 20) -> Iterator[bytes]:
    with file.open("rb") as handle:
        while chunk := handle.read(size):
            yield chunk
