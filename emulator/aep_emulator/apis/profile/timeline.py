"""A profile's events, page by page, as `/access/entities` returns them for the ExperienceEvent class."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from ...platform.choices.profile import EVENTS_PAGE
from ...platform.http import Request, Response
from ...platform.iso_time import short_iso_of
from ...platform.store import Doc
from ...pql.comparison import COMPARISONS, compare, moment
from ..property_filter import value_at
from ..ups import EVENT, PROFILE, error_body, number_parameter, refuse
from . import batch_copies, lookup
from .json_values import plain, selected

_PROPERTY = re.compile(r"([\w.]+)(!=|>=|<=|=|>|<)(.*)")
_PROPERTIES = 3  # filters in one request
Test = Callable[[Doc], bool]


def get(request: Request) -> Response:
    query = request.query
    _check_related(query.get("relatedSchema.name"))
    try:
        xid = lookup.xid_of(request, query.get("relatedEntityId"), query.get("relatedEntityIdNS"))
    except lookup.NoIdentity as error:
        missing = not query.get("relatedEntityId")
        raise refuse(400 if missing else 404, str(error).replace("entityId", "relatedEntityId")) from None
    if lookup.find(request, xid) is None:
        raise refuse(404, "The entity is not found")
    order = query.get("orderby") or query.get("orderBy") or "timestamp"
    rows = _events(request, xid, order, _number(query.get("startTime")), _number(query.get("endTime")))
    for each in _filters(query.getlist("property")):
        rows = [row for row in rows if each(row["entity"])]
    page, after = _page(rows, query.get("start"), number_parameter(request, "limit", EVENTS_PAGE, least=1), order)
    more = dict(query) | {"start": after}
    link = "/entities?" + urlencode(more, safe=",") if after else ""
    fields = lookup.fields(query.get("fields"))
    return Response(json={**page, "children": _selected(page["children"], fields), "_links": {"next": {"href": link}}})


def bulk_get(request: Request, body: Doc, identities: list[Doc]) -> Response:
    from .entity import multi_status

    related = body.get("relatedSchema")
    _check_related(related.get("name") if isinstance(related, dict) else None)
    window = body.get("timeFilter") or {}
    limit, order = body.get("limit", EVENTS_PAGE), str(body.get("orderby") or body.get("orderBy") or "timestamp")
    if not isinstance(limit, int) or limit < 1 or not isinstance(window, dict):
        raise refuse(400, "limit must be a whole number, timeFilter an object")
    fields = lookup.fields(body.get("fields"))
    found: dict[str, Doc] = {}
    errors: list[Doc] = []
    for each in identities:
        try:
            xid = lookup.xid_of(request, each.get("relatedEntityId"), lookup.code(each, "relatedEntityIdNS"))
        except lookup.NoIdentity as error:
            errors.append({"xid": str(each.get("relatedEntityId", "")), "error": error_body(422, str(error))})
            continue
        rows = _events(request, xid, order, _number(window.get("startTime")), _number(window.get("endTime")))
        page, after = _page(rows, each.get("start"), limit, order)
        link: Doc = {"href": ""}
        if after:
            kept = {key: value for key, value in body.items() if key != "identities"}
            link = {"href": "/entities", "payload": {**kept, "identities": [{"relatedEntityId": xid, "start": after}]}}
        found[xid] = {**page, "children": _selected(page["children"], fields), "_links": {"next": link}}
    return multi_status(found, errors)


def _check_related(name: Any) -> None:
    if name != PROFILE:
        raise refuse(400, f"relatedSchema.name must be {PROFILE} when schema.name is {EVENT}")


def _number(value: Any) -> float | None:
    """A time in milliseconds."""
    if value is None or value == "":
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise refuse(400, "startTime and endTime are milliseconds") from None


def _events(request: Request, xid: str, order: str, start: float | None, end: float | None) -> list[Doc]:
    """The profile's events from `start`, included, to `end`, excluded."""
    doc = lookup.find(request, xid) or {"events": {}}
    found: list[Doc] = []
    for batch in doc["events"]:
        taken = request.world.store.get(batch_copies.BATCH, batch, sandbox=request.sandbox)
        if taken:
            rows = batch_copies.rows(request.world, request.sandbox, batch, xid=xid)
            found += [_event(xid, taken, number, row) for number, row in enumerate(rows)]
    found = [each for each in found if (start is None or each["timestamp"] >= start)]
    found = [each for each in found if (end is None or each["timestamp"] < end)]
    if order.strip().lstrip("+-") != "timestamp":
        raise refuse(400, "events are ordered by +timestamp or -timestamp")
    return sorted(found, key=lambda each: each["timestamp"], reverse=order.strip().startswith("-"))


def _event(xid: str, batch: Doc, number: int, row: Doc) -> Doc:
    row.pop(batch_copies.XID)
    at = moment(row.get("timestamp"))
    return {
        "relatedEntityId": xid,
        "entityId": row.get("_id") or f"{batch['id']}-{number}",
        "timestamp": int(at.timestamp() * 1000) if at else 0,
        "entity": plain(row) or {},
        "lastModifiedAt": short_iso_of(batch["at"]),
    }


def _page(rows: list[Doc], start: str | None, limit: int, order: str) -> tuple[Doc, str]:
    """The page that begins with event `start`, and the event that the next page begins with."""
    ids = [row["entityId"] for row in rows]
    if start and start not in ids:
        raise refuse(400, f"there is no event {start} to start from")
    first = ids.index(start) if start else 0
    shown = rows[first : first + limit]
    after = ids[first + limit] if first + limit < len(rows) else ""
    head = {"orderby": order, "start": shown[0]["entityId"] if shown else "", "count": len(shown), "next": after}
    return {"_page": head, "children": shown}, after


def _selected(children: list[Doc], fields: list[str]) -> list[Doc]:
    return [{**each, "entity": selected(each["entity"], fields)} for each in children]


def _filters(conditions: list[str]) -> list[Test]:
    if len(conditions) > _PROPERTIES:
        raise refuse(400, f"at most {_PROPERTIES} properties can be filtered by")
    return [_filter(each) for each in conditions]


def _filter(condition: str) -> Test:
    import json

    match = _PROPERTY.fullmatch(condition)
    if match is None or match[2] not in COMPARISONS:
        raise refuse(400, f"property {condition!r} is not of the form path=value")
    path, comparison, text = match.groups()
    try:
        wanted = json.loads(text)
    except ValueError:
        wanted = text
    return lambda row: compare(comparison, value_at(row, path), wanted)
