"""Segment definitions (`/segment/definitions`). POST responds with 200; PATCH replaces the whole definition.

Source: `segmentation.yaml`, page `segmentation/api/segment-definitions`.
"""

import math
import uuid
from typing import Any

from ... import pql
from ...platform.choices.segmentation import SEGMENTS_PAGE
from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from ..profile import merge_policy
from ..property_filter import value_at
from ..ups import (
    INSTANCE,
    PREFIX,
    PROFILE,
    PROFILE_CLASS,
    json_object,
    number_parameter,
    refuse,
    sandbox_entry,
    wanted_ids,
)
from . import expression

KIND = "segment"
PATH = f"{PREFIX}/segment/definitions"
_MODES = ("batch", "continuous", "synchronous")


def text_of(body: Doc, name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise refuse(400, f"{name} is required" if body.get(name) is None else f"{name} must be a string")
    return value


def _schema(body: Doc) -> Doc:
    found = body.get("schema")
    if not isinstance(found, dict) or not (found.get("name") or found.get("id")):
        raise refuse(400, "schema.name is required")
    if found.get("name", PROFILE) != PROFILE or found.get("id", PROFILE_CLASS) not in (PROFILE_CLASS, PROFILE):
        raise refuse(400, f"schema {found.get('name') or found.get('id')} is not one that segments are made of")
    return {"name": PROFILE}


def _evaluation(asked: Any, node: pql.Node, policy: Doc) -> Doc:
    """The modes asked for that expression and merge policy allow; batch if there are none."""
    asked = {} if asked is None else asked
    if not isinstance(asked, dict):
        raise refuse(400, "evaluationInfo must be an object")
    wanted = {}
    for mode in _MODES:
        flag = asked.get(mode, {})
        if not isinstance(flag, dict) or not isinstance(flag.get("enabled", False), bool):
            raise refuse(400, f"evaluationInfo.{mode}.enabled must be true or false")
        wanted[mode] = flag.get("enabled", False)
    wanted["continuous"] &= pql.streamable(node)
    wanted["synchronous"] &= pql.streamable(node) and bool(policy.get("isActiveOnEdge"))
    wanted["batch"] |= not any(wanted.values())
    return {mode: {"enabled": enabled} for mode, enabled in wanted.items()}


def _ttl(body: Doc) -> int:
    value = body.get("ttlInDays", 30)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise refuse(400, "ttlInDays must be a whole number, 1 or more")
    return value


def _governance(body: Doc) -> Doc:
    found = body.get("dataGovernancePolicy", {"excludeOptOut": True})
    if not isinstance(found, dict) or not isinstance(found.get("excludeOptOut", True), bool):
        raise refuse(400, "dataGovernancePolicy.excludeOptOut must be true or false")
    return {"excludeOptOut": found.get("excludeOptOut", True)}


def _policy(world: World, sandbox: str, body: Doc) -> Doc:
    id = body.get("mergePolicyId")
    policy = merge_policy.by_id(world, sandbox, None if id is None else str(id))
    if policy is None:
        raise refuse(400, f"Merge policy {id} is not found")
    return policy


def _client_fields(request: Request, body: Doc, own: str | None) -> Doc:
    """The client's fields; `own` is the id of the definition to be replaced."""
    world, sandbox = request.world, request.sandbox
    name, schema = text_of(body, "name"), _schema(body)
    node = expression.parse_checked(world, sandbox, body.get("expression"))
    policy = _policy(world, sandbox, body)
    for other in world.store.all(KIND, sandbox=sandbox):
        if other["name"] == name and other["id"] != own:
            raise refuse(422, f"A segment definition with the name {name} already exists", other["id"])
    sent = body["expression"]
    return {
        "schema": schema,
        "profileInstanceId": text_of(body, "profileInstanceId", INSTANCE),
        "name": name,
        "description": text_of(body, "description", ""),
        "expression": {"type": "PQL", "format": sent["format"], "value": sent["value"]},
        "mergePolicyId": policy["id"],
        "evaluationInfo": _evaluation(body.get("evaluationInfo"), node, policy),
        "dataGovernancePolicy": _governance(body),
        "ttlInDays": _ttl(body),
        **({"payloadSchema": body["payloadSchema"]} if isinstance(body.get("payloadSchema"), str) else {}),
    }


def _store(request: Request, doc: Doc) -> Response:
    world = request.world
    now = world.clock.millis()
    made = {
        **doc,
        "imsOrgId": world.organisation.org,
        "sandbox": sandbox_entry(world, request.sandbox),
        "updateTime": now,
        "updateEpoch": now // 1000,
    }
    world.store.put(KIND, made["id"], made, sandbox=request.sandbox)
    return Response(json=made, headers={"X-Location": request.href(f"{PATH}/{made['id']}")})


def create(request: Request) -> Response:
    body = json_object(request)
    with request.world.store.transaction():
        said = _client_fields(request, body, None)
        now = request.world.clock.millis()
        made = {
            "id": str(uuid.uuid4()),
            **said,
            "creationTime": now,
            "createEpoch": now // 1000,
            "baselineTime": now // 1000,
            "dependents": [],
            "definedOn": [
                {
                    "meta:resourceType": "unions",
                    "meta:containerId": "tenant",
                    "$ref": f"{PROFILE_CLASS}__union",
                }
            ],
        }
        return _store(request, made)


def find(request: Request) -> Doc:
    doc = request.world.store.get(KIND, request.path["id"], sandbox=request.sandbox)
    if doc is None:
        raise refuse(404, f"Segment definition {request.path['id']} is not found")
    return doc


def get(request: Request) -> Response:
    return Response(json=find(request))


def replace(request: Request) -> Response:
    """PATCH, but with a full definition: fields left out get their defaults."""
    body = json_object(request)
    with request.world.store.transaction():
        old = find(request)
        said = _client_fields(request, body, old["id"])
        made = {key: value for key, value in old.items() if key != "payloadSchema"} | said
        return _store(request, made)


def delete(request: Request) -> Response:
    with request.world.store.transaction():
        doc = find(request)
        request.world.store.delete(KIND, doc["id"], sandbox=request.sandbox)
    return Response(json={"status": True, "message": f"Segment definition {doc['id']} has been deleted"})


def list_(request: Request) -> Response:
    rows = request.world.store.all(KIND, sandbox=request.sandbox)
    for name in request.query:
        if name.startswith("evaluationInfo."):
            wanted = request.query[name].lower() == "true"
            rows = [row for row in rows if value_at(row, name) is wanted]
    limit = number_parameter(request, "limit", SEGMENTS_PAGE, least=1)
    start = number_parameter(request, "start", number_parameter(request, "page", 0) * limit)
    field, _, direction = (request.query.get("sort") or "creationTime:desc").partition(":")
    if direction not in ("asc", "desc", ""):
        raise refuse(400, "sort must be of the form attribute:asc or attribute:desc")
    rows = sorted_by(rows, field, direction or "asc")
    page = {
        "totalCount": len(rows),
        "totalPages": math.ceil(len(rows) / limit),
        "sortField": field,
        "sort": direction or "asc",
        "pageSize": len(rows[start : start + limit]),
        "limit": limit,
    }
    more = start + limit < len(rows)
    link = {"next": {"href": request.href(f"{PATH}?start={start + limit}&limit={limit}")}} if more else {}
    return Response(json={"segments": rows[start : start + limit], "page": page, "link": link})


def sorted_by(rows: list[Doc], field: str, direction: str) -> list[Doc]:
    """Rows without the field come last. Equal ones are newest first when descending, else oldest first."""
    rows = list(reversed(rows)) if direction == "desc" else rows
    values = {id(row): value_at(row, field) for row in rows}
    have = [row for row in rows if isinstance(values[id(row)], str | int | float)]
    have.sort(key=lambda row: (str(type(values[id(row)])), values[id(row)]), reverse=direction == "desc")
    return have + [row for row in rows if not isinstance(values[id(row)], str | int | float)]


def bulk_get(request: Request) -> Response:
    docs = {id: request.world.store.get(KIND, id, sandbox=request.sandbox) for id in wanted_ids(request)}
    return Response(status=207, json={"results": {id: doc for id, doc in docs.items() if doc}})


def convert(request: Request) -> Response:
    """`pql/text` to `pql/json`, or back. Nothing is stored."""
    body = json_object(request)
    node = expression.parse(body.get("expression"))
    text = body["expression"]["format"] == "pql/json"
    value = pql.to_text(node) if text else pql.to_json(node)
    made = {
        "imsOrgId": request.world.organisation.org,
        "sandbox": sandbox_entry(request.world, request.sandbox),
        "description": text_of(body, "description", ""),
        "expression": {"type": "PQL", "format": "pql/text" if text else "pql/json", "value": value},
    }
    return Response(json=made)
