"""A look at a batch's raw files before they are processed: columns by their paths, cells as text."""

from typing import Any

from ...platform.choices import PREVIEW_ROWS
from ...platform.http import Answer, Call
from ...platform.store import Doc
from ..platform_errors import refuse
from . import file
from .finding import Unusable
from .sample import sample
from .upload import batch_of

_DIALECT = {"delimiter": ",", "quote": '"', "escape": "\\", "charset": "UTF-8"}


def preview(call: Call) -> Answer:
    form = call.query.get("format", "").lower()
    if form not in ("json", "parquet", "csv"):
        raise refuse(400, "format must be one of json, parquet, csv")
    wanted = {key: call.query.get(key, default) for key, default in _DIALECT.items()}
    many, header = (_flag(call, name, default) for name, default in (("isMultiLineJson", False), ("header", True)))
    rows = _rows(call, {"format": form, "isMultiLineJson": many, **wanted}, header=header, most=_nrow(call))
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [{str(cid): _text(row[name]) for cid, name in enumerate(names) if name in row} for row in rows]
    columns = [{"cid": str(cid), "name": name} for cid, name in enumerate(names)]
    params = {**wanted, "header": header, "format": form}
    return Answer(json={"formatParams": params, "preview": {"columns": columns, "rows": cells}})


def _flag(call: Call, name: str, default: bool) -> bool:
    value = call.query.get(name, str(default)).lower()
    if value not in ("true", "false"):
        raise refuse(400, f"{name} must be true or false")
    return value == "true"


def _nrow(call: Call) -> int:
    """0, the default, means as many as a preview shows."""
    text = call.query.get("nrow", "0")
    if not text.isdecimal():
        raise refuse(400, "nrow must be a whole number")
    return min(int(text) or PREVIEW_ROWS, PREVIEW_ROWS)


def _rows(call: Call, form: Doc, *, header: bool, most: int) -> list[Doc]:
    batch = batch_of(call)
    found: list[Any] = []
    for one in file.every(call.world, call.sandbox, batch["id"]):
        if len(found) < most and one["parts"] is None and one["size"]:
            place = file.place(call.world, call.sandbox, batch["id"], one["name"])
            try:
                found += sample(place, one["name"], form, header=header, most=most - len(found))
            except Unusable as error:
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
