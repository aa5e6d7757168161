"""Sandboxes (`/data/foundation/sandbox-management`). Source: `sandbox.yaml`, page `sandboxes/api/sandboxes`."""

import re
import uuid
from typing import Any

from .answer import Answer, Call, Refused, Route
from .store import ORG, Doc
from .world import World

PREFIX = "/data/foundation/sandbox-management"
TYPES = ("production", "development")
PROGRESSING = ("creating", "resetting")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,254}\Z")


def refuse(status: int, title: str) -> Refused:
    return Refused(Answer(status=status, json={"status": status, "title": title, "type": _error_type(status)}))


def _error_type(status: int) -> str:
    return f"http://ns.adobe.com/aep/errors/SMS-{status}0-{status}"


def start(world: World) -> None:
    """`prod` is always there; what a stopped server left half-way goes on."""
    if world.sandbox("prod") is None:
        made = _made(world, {"name": "prod", "title": "Prod", "type": "production"}, default=True)
        world.store.put("sandbox", "prod", {**made, "state": "active"}, sandbox=ORG)
    for doc in world.store.all("sandbox", sandbox=ORG):
        if doc["state"] in PROGRESSING:
            world.spawn(f"sandbox {doc['name']}", _activate, world, doc["name"])


def _made(world: World, body: Doc, *, default: bool = False) -> Doc:
    now = world.clock.now().strftime("%Y-%m-%d %H:%M:%S")
    return {
        "id": str(uuid.uuid4()),
        "name": body["name"],
        "title": body["title"],
        "type": body["type"],
        "state": "creating",
        "region": "VA7",
        "isDefault": default,
        "eTag": 1,
        "createdDate": now,
        "lastModifiedDate": now,
        "createdBy": world.identity.client_id,
        "modifiedBy": world.identity.client_id,
    }


def _touch(world: World, doc: Doc, **changes: Any) -> None:
    now = world.clock.now().strftime("%Y-%m-%d %H:%M:%S")
    doc.update(changes, eTag=doc["eTag"] + 1, lastModifiedDate=now)


def _activate(world: World, name: str) -> None:
    world.stopping.wait(world.delays.sandbox)
    with world.store.transaction():
        doc = world.sandbox(name)
        if doc and doc["state"] in PROGRESSING:
            _touch(world, doc, state="active")
            world.store.put("sandbox", name, doc, sandbox=ORG)


def _wipe(world: World, name: str) -> None:
    """Everything that was filed under the sandbox."""
    import shutil

    world.store.clear(sandbox=name)
    for kind in ("lake", "profile"):
        shutil.rmtree(world.folder / kind / name, ignore_errors=True)


def _listing(call: Call, rows: list[Doc]) -> Answer:
    asked = {name: call.query.get(name) for name in ("limit", "offset")}
    if (asked["limit"] is None) != (asked["offset"] is None):
        raise refuse(400, "limit and offset must be given together")
    try:
        limit, offset = int(asked["limit"] or 50), int(asked["offset"] or 0)
    except ValueError:
        raise refuse(400, "limit and offset are whole numbers") from None
    for condition in call.query.getlist("property"):
        key, sign, value = condition.partition("==")
        if sign:
            rows = [row for row in rows if str(row.get(key)) == value]
    page = rows[offset : offset + limit]
    here = call.href(f"{call.url_path}?limit={limit}&offset={offset}")
    links: Doc = {"page": {"href": call.href(call.url_path + "?limit={limit}&offset={offset}"), "templated": True}}
    if offset + limit < len(rows):
        links["next"] = {
            "href": call.href(f"{call.url_path}?limit={limit}&offset={offset + limit}"),
            "templated": False,
        }
    if offset:
        links["prev"] = {"href": here, "templated": False}
    return Answer(json={"sandboxes": page, "_page": {"limit": limit, "count": len(page)}, "_links": links})


def usable(call: Call) -> Answer:
    return _listing(call, [row for row in call.world.store.all("sandbox", sandbox=ORG) if row["state"] == "active"])


def every(call: Call) -> Answer:
    return _listing(call, call.world.store.all("sandbox", sandbox=ORG))


def types(call: Call) -> Answer:
    return Answer(json={"sandboxTypes": list(TYPES)})


def create(call: Call) -> Answer:
    body = _object(call)
    for key in ("name", "title", "type"):
        if not isinstance(body.get(key), str) or not body[key]:
            raise refuse(400, f"{key} is required")
    if body["type"] not in TYPES:
        raise refuse(400, f"type must be one of {', '.join(TYPES)}")
    if not _NAME.match(body["name"]):
        raise refuse(400, "name may hold letters, digits and hyphens only")
    with call.world.store.transaction():
        there = call.world.sandbox(body["name"])
        if there and there["state"] != "deleted":
            raise refuse(409, f"Sandbox {body['name']} already exists")
        doc = _made(call.world, body)
        call.world.store.put("sandbox", body["name"], doc, sandbox=ORG)
    call.world.spawn(f"sandbox {body['name']}", _activate, call.world, body["name"])
    return Answer(status=202, json=doc)


def _object(call: Call) -> Doc:
    body = call.json()
    if not isinstance(body, dict):
        raise refuse(400, "the body must be an object")
    return body


def _found(call: Call) -> Doc:
    doc = call.world.sandbox(call.path["name"])
    if doc is None:
        raise refuse(404, f"Sandbox {call.path['name']} not found")
    return doc


def one(call: Call) -> Answer:
    return Answer(json=_found(call))


def _changeable(call: Call) -> Doc:
    doc = _found(call)
    if doc["state"] == "deleted":
        raise refuse(404, f"Sandbox {doc['name']} is deleted")
    return doc


def patch(call: Call) -> Answer:
    """Only the title can change."""
    body = _object(call)
    if set(body) - {"title"} or not isinstance(body.get("title"), str) or not body["title"]:
        raise refuse(400, "only title can be changed")
    with call.world.store.transaction():
        doc = _changeable(call)
        _touch(call.world, doc, title=body["title"], modifiedBy=call.client)
        call.world.store.put("sandbox", doc["name"], doc, sandbox=ORG)
    return Answer(json=doc)


def put(call: Call) -> Answer:
    """Reset: everything in it goes."""
    if _object(call).get("action") != "reset":
        raise refuse(400, "action must be reset")
    with call.world.store.transaction():
        doc = _changeable(call)
        if doc["state"] != "active":
            raise refuse(400, f"Sandbox {doc['name']} is {doc['state']}")
        if call.query.get("validationOnly") == "true":
            return Answer(json=doc)
        _touch(call.world, doc, state="resetting", modifiedBy=call.client)
        call.world.store.put("sandbox", doc["name"], doc, sandbox=ORG)
        _wipe(call.world, doc["name"])
    call.world.spawn(f"sandbox {doc['name']}", _activate, call.world, doc["name"])
    return Answer(status=202, json=doc)


def delete(call: Call) -> Answer:
    """Soft: it can still be read, as deleted."""
    with call.world.store.transaction():
        doc = _changeable(call)
        if doc["isDefault"]:
            raise refuse(403, "The default production sandbox cannot be deleted")
        if call.query.get("validationOnly") == "true":
            return Answer(json=doc)
        _touch(call.world, doc, state="deleted", modifiedBy=call.client)
        call.world.store.put("sandbox", doc["name"], doc, sandbox=ORG)
        _wipe(call.world, doc["name"])
    return Answer(status=202, json=doc)


ROUTES = [
    Route("GET", f"{PREFIX}/", usable),
    Route("GET", f"{PREFIX}/sandboxTypes", types),
    Route("GET", f"{PREFIX}/sandboxes", every),
    Route("POST", f"{PREFIX}/sandboxes", create),
    Route("GET", PREFIX + "/sandboxes/{name}", one),
    Route("PATCH", PREFIX + "/sandboxes/{name}", patch),
    Route("PUT", PREFIX + "/sandboxes/{name}", put),
    Route("DELETE", PREFIX + "/sandboxes/{name}", delete),
]
