"""Sensei ML's lists: property filters, order, pages of summaries."""

import operator as operators
import re
from collections.abc import Callable
from functools import cmp_to_key
from typing import Any
from urllib.parse import urlencode

from ...platform.http import Request, Response
from ...platform.store import Doc
from ..paging import whole_number
from ..property_filter import value_at
from .asset import ObjectType, shown
from .errors import refuse
from .media_type import profile

_CONDITION = re.compile(r"\s*([\w.\-]+)\s*(==|!=|<=|>=|~|<|>)(.*)", re.DOTALL)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    ">": operators.gt,
    "<=": operators.le,
    ">=": operators.ge,
}
_LIMIT, _MOST = 25, 100


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _holds(value: Any, operator: str, wanted: str) -> bool:
    if value is None:
        return operator == "!="
    if isinstance(value, list):
        return any(_holds(one, operator, wanted) for one in value)
    left: Any = _text(value)
    right: Any = wanted
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            left, right = float(value), float(wanted)
        except ValueError:
            return operator == "!="
    if operator == "~":
        return re.search(wanted, _text(value)) is not None
    return bool(_COMPARE[operator](left, right))


def conditions(request: Request) -> list[tuple[str, str, str]]:
    """The `property` parameters, repeated or separated by commas; plus `deleted==false`, unless they name it."""
    texts: list[str] = []
    for part in ",".join(request.query.getlist("property")).split(","):
        if texts and not _CONDITION.fullmatch(part):
            texts[-1] += "," + part  # a comma inside a value
        elif part.strip():
            texts.append(part)
    found = []
    for text in texts:
        matched = _CONDITION.fullmatch(text)
        if not matched:
            raise refuse(400, f"property must be like name==value, not {text}")
        name, operator, wanted = matched[1], matched[2], matched[3].strip()
        if operator == "~":
            _check_pattern(wanted)
        found.append((name, operator, wanted))
    if not any(name == "deleted" for name, _, _ in found):
        found.append(("deleted", "==", "false"))
    return found


def _check_pattern(wanted: str) -> None:
    try:
        re.compile(wanted)
    except re.error as error:
        raise refuse(400, f"{wanted} is not a regular expression: {error}") from None


def _ordered(docs: list[Doc], orderby: str) -> list[Doc]:
    """By each property in turn; documents without it come first."""

    def compare(one: Doc, other: Doc) -> int:
        for name in orderby.split(","):
            left, right = (value_at(doc, name.strip().lstrip("-+")) for doc in (one, other))
            left, right = ("" if left is None else _text(left)), ("" if right is None else _text(right))
            if left != right:
                return (1 if left > right else -1) * (-1 if name.strip().startswith("-") else 1)
        return 0

    return sorted(docs, key=cmp_to_key(compare))


def listing(request: Request, object_type: ObjectType, docs: list[Doc]) -> Response:
    """A page of summaries. `docs` may include deleted ones: the filter removes them."""
    wanted = conditions(request)
    start = whole_number(request, "start", 0, refuse=refuse)
    limit = whole_number(request, "limit", _LIMIT, most=_MOST, refuse=refuse)
    orderby = ",".join(request.query.getlist("orderby")) or "created"
    found = [doc for doc in docs if all(_holds(value_at(doc, name), op, value) for name, op, value in wanted)]
    found = _ordered(found, orderby)
    page = found[start : start + limit]
    info: Doc = {
        "property": ",".join(name + op + value for name, op, value in wanted),
        "totalCount": len(found),
        "count": len(page),
        "start": str(start),
        "orderby": orderby,
    }
    links: Doc = {"self": _link(request, start, limit), "page": {"href": _page_template(request), "templated": True}}
    if page and start + limit < len(found):
        info["next"] = str(start + limit)
        links["next"] = _link(request, start + limit, limit)
    links["create" + object_type.word] = {"href": request.href(request.url_path), "method": "POST"}
    children = [_summary(request, object_type, doc) for doc in page]
    body = {"children": children, "_page": info, "_links": links}
    return Response(json=body, media_type=profile(object_type.media + "Listing"))


def _summary(request: Request, object_type: ObjectType, doc: Doc) -> Doc:
    return {name: value for name, value in shown(request, object_type, doc).items() if name not in object_type.hidden}


def _link(request: Request, start: int, limit: int) -> Doc:
    rest = [(name, value) for name, value in request.query.multi_items() if name not in ("start", "limit")]
    return {"href": request.href(f"{request.url_path}?{urlencode([*rest, ('start', start), ('limit', limit)])}")}


def _page_template(request: Request) -> str:
    return request.href(request.url_path) + "{?start,limit,orderby,property}"
