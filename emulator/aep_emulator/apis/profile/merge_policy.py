"""Merge policies (`/config/mergePolicies`): which fragment's values win. Each class has one default policy.

Source: `profile.yaml`, page `profile/api/merge-policies`. Every sandbox has a timestampOrdered default for Profile.
"""

import uuid
from typing import Any

from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from ..json_patch import BadPatch, patched
from ..ups import PROFILE, json_object, listing, refuse, sandbox_entry, wanted_ids
from ..ups import body as read_body

KIND = "mergePolicy"
_GRAPHS = ("none", "pdg")
_MERGES = ("timestampOrdered", "dataSetPrecedence")
_EDITABLE = ("name", "schema", "identityGraph", "attributeMerge", "default", "isActiveOnEdge")


def default(world: World, sandbox: str, schema: str = PROFILE) -> Doc:
    with world.store.transaction():
        for doc in world.store.all(KIND, sandbox=sandbox):
            if doc["default"] and doc["schema"]["name"] == schema:
                return doc
        body = {
            "name": "Default Timebased",
            "schema": {"name": schema},
            "identityGraph": {"type": "none"},
            "attributeMerge": {"type": "timestampOrdered"},
            "default": True,
            "isActiveOnEdge": False,
        }
        return _save(world, sandbox, {"id": str(uuid.uuid4()), **body, "version": 0})


def by_id(world: World, sandbox: str, id: str | None) -> Doc | None:
    """The default one if there is no id."""
    return world.store.get(KIND, id, sandbox=sandbox) if id else default(world, sandbox)


def _save(world: World, sandbox: str, doc: Doc) -> Doc:
    made: Doc = {
        **doc,
        "imsOrgId": world.organisation.org,
        "sandbox": sandbox_entry(world, sandbox),
        "version": doc["version"] + 1,
        "updateEpoch": world.clock.seconds(),
    }
    if made["default"]:
        for other in world.store.all(KIND, sandbox=sandbox):
            if other["default"] and other["id"] != made["id"] and other["schema"] == made["schema"]:
                world.store.put(KIND, other["id"], {**other, "default": False}, sandbox=sandbox)
    world.store.put(KIND, made["id"], made, sandbox=sandbox)
    return made


def _type(body: Doc, name: str, allowed: tuple[str, ...]) -> Doc:
    found = body.get(name)
    if not isinstance(found, dict) or found.get("type") not in allowed:
        raise refuse(400, f"{name}.type must be one of: {', '.join(allowed)}")
    return found


def _checked(world: World, sandbox: str, body: Any) -> Doc:
    if not isinstance(body, dict):
        raise refuse(400, "a merge policy must be a JSON object")
    schema = body.get("schema")
    if not isinstance(schema, dict) or not isinstance(schema.get("name"), str):
        raise refuse(400, "schema.name is required")
    merge, graph = _type(body, "attributeMerge", _MERGES), _type(body, "identityGraph", _GRAPHS)
    order = merge.get("order")
    if merge["type"] == "dataSetPrecedence":
        if not isinstance(order, list) or not order:
            raise refuse(400, "attributeMerge.order must list datasets when the type is dataSetPrecedence")
        for dataset in order:
            if world.store.get("dataset", str(dataset), sandbox=sandbox) is None:
                raise refuse(400, f"attributeMerge.order: there is no dataset {dataset}")
    for name in ("default", "isActiveOnEdge"):
        if not isinstance(body.get(name, False), bool):
            raise refuse(400, f"{name} must be true or false")
    return {
        "name": str(body.get("name", "")),
        "schema": {"name": schema["name"]},
        "identityGraph": {"type": graph["type"]},
        "attributeMerge": {"type": merge["type"], **({"order": order} if order else {})},
        "default": body.get("default", False),
        "isActiveOnEdge": body.get("isActiveOnEdge", False),
    }


def _find(request: Request) -> Doc:
    default(request.world, request.sandbox)
    doc = by_id(request.world, request.sandbox, request.path["id"])
    if doc is None:
        raise refuse(404, f"Merge policy {request.path['id']} is not found")
    return doc


def list_(request: Request) -> Response:
    default(request.world, request.sandbox)
    rows = request.world.store.all(KIND, sandbox=request.sandbox)
    for name in ("schema.name", "identityGraph.type", "attributeMerge.type"):
        wanted = request.query.get(name)
        if wanted:
            outer, inner = name.split(".")
            rows = [row for row in rows if row[outer][inner] == wanted]
    if "default" in request.query:
        rows = [row for row in rows if row["default"] == (request.query["default"].lower() == "true")]
    order = (request.query.get("orderBy") or request.query.get("orderby") or "+name").strip()
    rows.sort(key=lambda row: str(row.get(order.lstrip("+- "), "")), reverse=order.startswith("-"))
    return Response(json=listing(request, rows, limit=20))


def create(request: Request) -> Response:
    with request.world.store.transaction():
        default(request.world, request.sandbox)
        made = {"id": str(uuid.uuid4()), **_checked(request.world, request.sandbox, json_object(request)), "version": 0}
        return Response(json=_save(request.world, request.sandbox, made))


def get(request: Request) -> Response:
    return Response(json=_find(request))


def _change(request: Request, old: Doc, body: Any) -> Response:
    new = _checked(request.world, request.sandbox, body)
    if old["default"] and not new["default"]:
        raise refuse(400, "A default merge policy stays the default until another one is made it")
    return Response(json=_save(request.world, request.sandbox, {**old, **new}))


def replace(request: Request) -> Response:
    with request.world.store.transaction():
        return _change(request, _find(request), json_object(request))


def update(request: Request) -> Response:
    """JSON Patch, on the fields that a client may set."""
    operations = read_body(request)
    with request.world.store.transaction():
        old = _find(request)
        try:
            body = patched({key: old[key] for key in _EDITABLE}, operations)
        except BadPatch as error:
            raise refuse(400, str(error)) from None
        return _change(request, old, body)


def delete(request: Request) -> Response:
    world, sandbox = request.world, request.sandbox
    with world.store.transaction():
        doc = _find(request)
        if doc["default"]:
            raise refuse(400, "The default merge policy cannot be deleted")
        segments = world.store.all("segment", sandbox=sandbox)
        users = [each["name"] for each in segments if each["mergePolicyId"] == doc["id"]]
        if users:
            raise refuse(400, f"Merge policy {doc['id']} is used by segment definitions: {', '.join(users)}")
        world.store.delete(KIND, doc["id"], sandbox=sandbox)
    return Response(status=200)


def bulk_get(request: Request) -> Response:
    found = {id: request.world.store.get(KIND, id, sandbox=request.sandbox) for id in wanted_ids(request)}
    return Response(status=207, json={"results": {id: doc for id, doc in found.items() if doc}})
