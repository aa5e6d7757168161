"""A CSV file as a table: flat, with a header row of dotted paths. An empty cell is an absent value."""

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...platform.store import Doc
from .findings import NO_HEADER, NOT_ALLOWED, UNREADABLE, UnusableFile

if TYPE_CHECKING:
    import pyarrow as pa


def read(place: Path, name: str, form: Doc, schema: Doc) -> "pa.Table":
    import pyarrow as pa

    try:
        head, flat = _cells(place, name, form, schema)
    except (pa.ArrowException, LookupError, ValueError) as error:
        text = str(error).splitlines()[0]
        raise UnusableFile(UNREADABLE, f"The file {name} is no readable CSV file: {text}") from None
    columns = {path: _typed(column, _field(schema, path)) for path, column in zip(head, flat.columns, strict=True)}
    return _nested(columns)


def _cells(place: Path, name: str, form: Doc, schema: Doc) -> tuple[list[str], Any]:
    """The header and the cells, all as text."""
    import pyarrow as pa
    from pyarrow import csv

    dialect = csv.ParseOptions(
        delimiter=str(form.get("delimiter") or ","),
        quote_char=str(form.get("quote") or '"'),
        escape_char=str(form["escape"]) if form.get("escape") else False,
        newlines_in_values=True,
    )
    encoding = str(form.get("charset") or "utf8")
    with place.open("rb") as lines:
        first = lines.readline().decode(encoding, "replace")
    if not first.strip():
        raise UnusableFile(NO_HEADER, f"The file {name} has no header row")
    head = csv.open_csv(place, csv.ReadOptions(encoding=encoding), dialect).schema.names
    _check(head, name, schema)
    texts = csv.ConvertOptions(
        column_types=dict.fromkeys(head, pa.string()),
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
        null_values=[""],
    )
    return head, csv.read_csv(place, csv.ReadOptions(encoding=encoding), dialect, texts)


def _field(schema: Doc, path: str) -> Doc | None:
    here: Any = schema
    for part in path.split("."):
        here = (here.get("properties") or {}).get(part) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else None


def _check(head: list[str], name: str, schema: Doc) -> None:
    known = [_field(schema, column) for column in head]
    if not any(known):
        raise UnusableFile(NO_HEADER, f"The file {name} has no header row: no cell of its first line names a field")
    if len(set(head)) < len(head):
        raise UnusableFile(NOT_ALLOWED, f"two columns have the same name (file {name})")
    for column, field in zip(head, known, strict=True):
        if field is None:
            raise UnusableFile(NOT_ALLOWED, f"column {column} is not in the schema (file {name})")
        if field.get("type") in ("object", "array"):
            raise UnusableFile(NOT_ALLOWED, f"column {column} is an {field['type']}; a CSV file is flat (file {name})")


def _typed(column: Any, field: Doc | None) -> Any:
    """Text converts to every type but boolean; there the words true and false are accepted, as CSV has only text."""
    import pyarrow as pa

    array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.nulls(0, pa.string())
    if (field or {}).get("type") != "boolean":
        return array
    words = [value if value is None else value.lower() for value in array.to_pylist()]
    if not set(words) <= {"true", "false", None}:
        return array
    return pa.array([value if value is None else value == "true" for value in words], pa.bool_())


def _nested(columns: dict[str, Any]) -> "pa.Table":
    """Dotted columns as objects; a row has the object if it has any of its fields."""
    import pyarrow as pa
    import pyarrow.compute as pc

    tree: dict[str, Any] = {}
    for path, array in columns.items():
        *above, last = path.split(".")
        here = tree
        for part in above:
            here = here.setdefault(part, {})
        here[last] = array

    def made(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        inner = {name: made(child) for name, child in node.items()}
        lacking = reduce(pc.and_, (child.is_null() for child in inner.values()))
        return pa.StructArray.from_arrays(list(inner.values()), names=list(inner), mask=lacking)

    return pa.table({name: made(node) for name, node in tree.items()})
