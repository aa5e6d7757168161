"""Lists of the registry: filters on top-level attributes, an order, and a cursor that is a value, not an index."""

import re
from typing import Any
from urllib.parse import urlencode

from ..answer import Call
from ..store import Doc
from .problem import invalid

CAP = 300
_CONDITION = re.compile(r"([^=!<>~]+)(==|!=|<=|>=|<|>|~)(.*)\Z", re.DOTALL)
MODIFIED = {"updated": "repo:lastModifiedDate", "created": "repo:createdDate"}


def _value(row: Doc, key: str) -> Any:
    if key in MODIFIED:
        return (row.get("meta:registryMetadata") or {}).get(MODIFIED[key], 0)
    return row.get(key)


def _holds(row: Doc, condition: str) -> bool:
    match = _CONDITION.match(condition)
    if not match:
        return condition in row
    key, sign, wanted = match[1], match[2], match[3]
    value = _value(row, key)
    if value is None:
        return sign == "!="
    texts = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    checks = {
        "==": lambda text: text == wanted,
        "!=": lambda text: text != wanted,
        "<": lambda text: text < wanted,
        ">": lambda text: text > wanted,
        "<=": lambda text: text <= wanted,
        ">=": lambda text: text >= wanted,
        "~": lambda text: re.search(wanted, text) is not None,
    }
    return any(checks[sign](text) for text in texts)


def page(call: Call, rows: list[Doc]) -> Doc:
    orderby = call.query.get("orderby", "")
    try:
        rows = [row for row in rows if all(_holds(row, text) for text in call.query.getlist("property"))]
    except re.error as error:
        raise invalid(call, f"the regular expression is not valid: {error}") from None
    keys = [key for key in (orderby or "updated").split(",") if key]
    for key in reversed(keys):
        name = key.lstrip("-")
        rows.sort(key=lambda row, name=name: (_value(row, name) is None, _value(row, name) or 0), reverse=key[0] == "-")
    first = keys[0]
    if "start" in call.query and orderby:
        rows = [row for row in rows if _after(_value(row, first.lstrip("-")), call.query["start"], first)]
    limit = _limit(call)
    found, rest = rows[:limit], rows[limit:]
    following = str(_value(found[-1], first.lstrip("-"))) if rest and found else None
    link = None
    if following is not None:
        asked = [(key, value) for key, value in call.query.multi_items() if key != "start"]
        link = call.href(f"{call.url_path}?{urlencode([*asked, ('start', following)])}")
    return {
        "results": found,
        "_page": {"orderby": orderby or "updated", "next": following, "count": len(found)},
        "_links": {"next": {"href": link}, "global_schemas": {"href": None}},
    }


def _after(value: Any, start: str, key: str) -> bool:
    text = str(value)
    return text < start if key.startswith("-") else text > start


def _limit(call: Call) -> int:
    try:
        limit = int(call.query.get("limit", CAP))
    except ValueError:
        raise invalid(call, "limit is a whole number") from None
    if not 0 <= limit <= 500:
        raise invalid(call, "limit lies between 0 and 500")
    return limit
