"""The first rows of a raw file as JSON, not checked against the schema."""

from itertools import islice
from pathlib import Path
from typing import Any

from ...platform.row_json import plain
from ...platform.store import Doc
from .findings import UNREADABLE, UnusableFile
from .json_file import records


def sample(place: Path, name: str, form: Doc, *, header: bool, most: int) -> list[Any]:
    import pyarrow as pa

    try:
        match form["format"]:
            case "parquet":
                return _parquet(place, most)
            case "csv":
                return _csv(place, form, header=header, most=most)
    except (OSError, pa.ArrowException, LookupError, ValueError) as error:
        raise UnusableFile(UNREADABLE, f"The file {name} cannot be read as {form['format']}: {error}") from None
    rows = [row for _, row in islice(records(place, form), most)]
    broken = next((row for row in rows if isinstance(row, ValueError)), None)
    if broken:
        raise UnusableFile(UNREADABLE, f"The file {name} cannot be read as json: {broken}")
    return rows


def _parquet(place: Path, most: int) -> list[Any]:
    import pyarrow.parquet as pq

    first = next(pq.ParquetFile(place).iter_batches(most), None)
    return [plain(row) for row in first.to_pylist(maps_as_pydicts="lossy")] if first else []


def _csv(place: Path, form: Doc, *, header: bool, most: int) -> list[Any]:
    import csv

    with place.open(encoding=form["charset"], newline="") as lines:
        reader = csv.reader(lines, delimiter=form["delimiter"], quotechar=form["quote"], escapechar=form["escape"])
        names = next(reader, []) if header else []
        cells = list(islice(reader, most))
    return [{names[at] if at < len(names) else f"column{at}": cell for at, cell in enumerate(row)} for row in cells]
