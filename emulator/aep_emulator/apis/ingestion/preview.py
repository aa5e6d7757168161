"""A preview of a batch's raw files before they are processed: columns by path, cells as text."""

from typing import Any

from ...platform.choices.storage import PREVIEW_ROWS
from ...platform.http import Request, Response
from ...platform.store import Doc
from ..data_foundation import refuse
from ..paging import whole_number
from . import staged_file
from .findings import UnusableFile
from .raw_rows import sample
from .upload import batch_of

_DIALECT = {"delimiter": ",", "quote": '"', "escape": "\\", "charset": "UTF-8"}


def get(request: Request) -> Response:
    form = request.query.get("format", "").lower()
    if form not in ("json", "parquet", "csv"):
        raise refuse(400, "format must be one of json, parquet, csv")
    wanted = {key: request.query.get(key, default) for key, default in _DIALECT.items()}
    many, header = (_flag(request, name, default) for name, default in (("isMultiLineJson", False), ("header", True)))
    rows = _rows(request, {"format": form, "isMultiLineJson": many, **wanted}, header=header, most=_nrow(request))
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [{str(cid): _text(row[name]) for cid, name in enumerate(names) if name in row} for row in rows]
    columns = [{"cid": str(cid), "name": name} for cid, name in enumerate(names)]
    params = {**wanted, "header": header, "format": form}
    return Response(json={"formatParams": params, "preview": {"columns": columns, "rows": cells}})


def _flag(request: Request, name: str, default: bool) -> bool:
    value = request.query.get(name, str(default)).lower()
    if value not in ("true", "false"):
        raise refuse(400, f"{name} must be true or false")
    return value == "true"


def _nrow(request: Request) -> int:
    """0, the default, means as many as a preview can show."""
    return min(whole_number(request, "nrow", 0, refuse=refuse) or PREVIEW_ROWS, PREVIEW_ROWS)


def _rows(request: Request, form: Doc, *, header: bool, most: int) -> list[Doc]:
    batch = batch_of(request)
    found: list[Any] = []
    for one in staged_file.all_of(request.world, request.sandbox, batch["id"]):
        if len(found) < most and one["parts"] is None and one["size"]:
            place = staged_file.path_of(request.world, request.sandbox, batch["id"], one["name"])
            try:
                found += sample(place, one["name"], form, header=header, most=most - len(found))
            except UnusableFile as error:
                raise refuse(400, error.description) from None
    return [_flat(row, "") for row in found]


def _flat(row: Any, path: str) -> Doc:
    if not isinstance(row, dict):
        return {path: row}
    found: Doc = {}
    for name, value in row.items():
        found |= _flat(value, f"{path}/{name}" if path else name)
    return found


def _text(value: Any) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value)
