"""Sandbox management (`/data/foundation/sandbox-management`): environments of the organisation.

Source: `sandbox.yaml`, pages `sandboxes/api/*`. Creating and resetting goes on after the answer.
"""

import re
import shutil
import uuid
from typing import Any

from ..platform.http import Answer, BadJson, Call, Refused, Route
from ..platform.store import ORG, Doc
from ..platform.world import World
from .platform_errors import content_type
from .property_filter import BadCondition, holds

PREFIX = "/data/foundation/sandbox-management"
TYPES = ("production", "development")
PROGRESSING = ("creating", "resetting")
LIMIT, LIMIT_AT_MOST = 50, 200
_FOLDERS = ("lake", "uploads", "diagnostics", "profile")  # below which each sandbox has a folder
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,254}\Z")
_CODES = {400: 2400, 403: 2403, 404: 2404, 409: 2409}  # ours; Adobe documents none but those of identity graphs


def refuse(status: int, title: str) -> Refused:
    type_ = f"http://ns.adobe.com/aep/errors/SMS-{_CODES[status]}-{status}"
    return Refused(Answer(status=status, json={"status": status, "title": title, "type": type_}))


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
    if (world.sandbox(name) or {}).get("state") == "resetting":
        _sweep(world, name)
    with world.store.transaction():
        doc = world.sandbox(name)
        if doc and doc["state"] in PROGRESSING:
            _touch(world, doc, state="active")
            world.store.put("sandbox", name, doc, sandbox=ORG)


def _sweep(world: World, name: str) -> None:
    """Its files; after its documents, so that a killed server leaves no document without its file."""
    for kind in _FOLDERS:
        shutil.rmtree(world.folder / kind / name, ignore_errors=True)


def _shown(doc: Doc) -> Doc:
    """The id is for services only."""
    return {key: value for key, value in doc.items() if key != "id"}


def _number(call: Call, name: str, default: int, *, least: int, most: int) -> int:
    text = call.query.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise refuse(400, f"{name} must be a whole number from {least} to {most}, not {text}")
    return int(text)


def _kept(call: Call, rows: list[Doc]) -> list[Doc]:
    conditions = call.query.getlist("property")
    try:
        return [row for row in rows if all(holds(text, row.get) for text in conditions)]
    except BadCondition as error:
        raise refuse(400, f"property: {error}") from None


def _ordered(call: Call, rows: list[Doc]) -> list[Doc]:
    for part in reversed([part for part in call.query.get("orderBy", "").split(",") if part]):
        way, _, key = part.rpartition(":")
        if way not in ("", "asc", "desc"):
            raise refuse(400, f"orderBy knows asc: and desc:, not {way}:")
        rows = _sorted(
            rows, {"created": "createdDate", "modified": "lastModifiedDate"}.get(key, key), back=way == "desc"
        )
    return rows


def _sorted(rows: list[Doc], key: str, *, back: bool) -> list[Doc]:
    return sorted(rows, key=lambda row: str(row.get(key, "")), reverse=back)


def _listing(call: Call, rows: list[Doc]) -> Answer:
    if ("limit" in call.query) != ("offset" in call.query):
        raise refuse(400, "limit and offset must be given together")
    limit = _number(call, "limit", LIMIT, least=1, most=LIMIT_AT_MOST)
    offset = _number(call, "offset", 0, least=0, most=10**9)
    rows = _ordered(call, _kept(call, rows))
    page = [_shown(row) for row in rows[offset : offset + limit]]

    def link(at: int) -> Doc:
        return {"href": call.href(f"{call.url_path}?limit={limit}&offset={at}"), "templated": False}

    links: Doc = {"page": {"href": call.href(call.url_path) + "?limit={limit}&offset={offset}", "templated": True}}
    if offset + limit < len(rows):
        links["next"] = link(offset + limit)
    if offset:
        links["prev"] = link(max(0, offset - limit))
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
        if not isinstance(body.get(key), str) or not body[key].strip():
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
    return Answer(status=202, json=_shown(doc))


def _object(call: Call) -> Doc:
    content_type(call, "application/json")
    try:
        body = call.json()
    except BadJson:
        body = None
    if not isinstance(body, dict):
        raise refuse(400, "the body must be a JSON object")
    return body


def _found(call: Call) -> Doc:
    doc = call.world.sandbox(call.path["name"])
    if doc is None:
        raise refuse(404, f"Sandbox {call.path['name']} not found")
    return doc


def one(call: Call) -> Answer:
    return Answer(json=_shown(_found(call)))


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
    return Answer(json=_shown(doc))


def put(call: Call) -> Answer:
    """Reset: everything in it goes."""
    if _object(call).get("action") != "reset":
        raise refuse(400, "action must be reset")
    with call.world.store.transaction():
        doc = _changeable(call)
        if doc["state"] != "active":
            raise refuse(400, f"Sandbox {doc['name']} is {doc['state']}")
        if call.query.get("validationOnly") == "true":
            return Answer(json=_shown(doc))
        _touch(call.world, doc, state="resetting", modifiedBy=call.client)
        call.world.store.put("sandbox", doc["name"], doc, sandbox=ORG)
        call.world.store.clear(sandbox=doc["name"])
    call.world.spawn(f"sandbox {doc['name']}", _activate, call.world, doc["name"])
    return Answer(status=202, json=doc)


def delete(call: Call) -> Answer:
    """Soft: it can still be read, as deleted; its name can be used again."""
    with call.world.store.transaction():
        doc = _changeable(call)
        if doc["isDefault"]:
            raise refuse(403, "The default production sandbox cannot be deleted")
        if call.query.get("validationOnly") == "true":
            return Answer(json=_shown(doc))
        _touch(call.world, doc, state="deleted", modifiedBy=call.client)
        call.world.store.put("sandbox", doc["name"], doc, sandbox=ORG)
        call.world.store.clear(sandbox=doc["name"])
    _sweep(call.world, doc["name"])
    return Answer(status=202, json=_shown(doc))


ROUTES = [
    Route("GET", f"{PREFIX}/", usable),
    Route("GET", PREFIX, usable),
    Route("GET", f"{PREFIX}/sandboxTypes", types),
    Route("GET", f"{PREFIX}/sandboxes", every),
    Route("POST", f"{PREFIX}/sandboxes", create),
    Route("GET", PREFIX + "/sandboxes/{name}", one),
    Route("PATCH", PREFIX + "/sandboxes/{name}", patch),
    Route("PUT", PREFIX + "/sandboxes/{name}", put),
    Route("DELETE", PREFIX + "/sandboxes/{name}", delete),
]
