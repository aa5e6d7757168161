"""Sandbox management (`/data/foundation/sandbox-management`): the organisation's environments.

Source: `sandbox.yaml`, pages `sandboxes/api/*`. Creating and resetting are asynchronous.
"""

import re
import shutil
import uuid
from typing import Any

from ..platform.http import ApiError, BadJson, Request, Response, Route
from ..platform.store import ORG, Doc
from ..platform.world import World
from .data_foundation import content_type
from .paging import page, whole_number
from .property_filter import BadCondition, holds

PREFIX = "/data/foundation/sandbox-management"
TYPES = ("production", "development")
PROGRESSING = ("creating", "resetting")
LIMIT, LIMIT_AT_MOST = 50, 200
_FOLDERS = ("lake", "uploads", "diagnostics", "profile")  # each has a folder per sandbox
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,254}\Z")
_CODES = {400: 2400, 403: 2403, 404: 2404, 409: 2409}  # a choice; Adobe documents only those of identity graphs


def refuse(status: int, title: str) -> ApiError:
    type_ = f"http://ns.adobe.com/aep/errors/SMS-{_CODES[status]}-{status}"
    return ApiError(status, {"status": status, "title": title, "type": type_})


def start(world: World) -> None:
    """`prod` always exists; what a stopped server left unfinished is resumed."""
    if world.sandbox("prod") is None:
        made = _new_sandbox(world, {"name": "prod", "title": "Prod", "type": "production"}, default=True)
        world.store.put("sandbox", "prod", {**made, "state": "active"}, sandbox=ORG)
    for doc in world.store.all("sandbox", sandbox=ORG):
        if doc["state"] in PROGRESSING:
            world.spawn(f"sandbox {doc['name']}", _activate, world, doc["name"])


def _new_sandbox(world: World, body: Doc, *, default: bool = False) -> Doc:
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
        "createdBy": world.organisation.client_id,
        "modifiedBy": world.organisation.client_id,
    }


def _touch(world: World, doc: Doc, **changes: Any) -> None:
    now = world.clock.now().strftime("%Y-%m-%d %H:%M:%S")
    doc.update(changes, eTag=doc["eTag"] + 1, lastModifiedDate=now)


def _activate(world: World, name: str) -> None:
    world.stopping.wait(world.delays.sandbox)
    if (world.sandbox(name) or {}).get("state") == "resetting":
        _remove_files(world, name)
    with world.store.transaction():
        doc = world.sandbox(name)
        if doc and doc["state"] in PROGRESSING:
            _touch(world, doc, state="active")
            world.store.put("sandbox", name, doc, sandbox=ORG)


def _remove_files(world: World, name: str) -> None:
    """Remove its files. Its documents go first, so that no kill leaves a document without its file."""
    for kind in _FOLDERS:
        shutil.rmtree(world.folder / kind / name, ignore_errors=True)


def _shown(doc: Doc) -> Doc:
    """Without the id, which only services see."""
    return {key: value for key, value in doc.items() if key != "id"}


def _filtered(request: Request, rows: list[Doc]) -> list[Doc]:
    conditions = request.query.getlist("property")
    try:
        return [row for row in rows if all(holds(text, row.get) for text in conditions)]
    except BadCondition as error:
        raise refuse(400, f"property: {error}") from None


def _ordered(request: Request, rows: list[Doc]) -> list[Doc]:
    for part in reversed([part for part in request.query.get("orderBy", "").split(",") if part]):
        way, _, key = part.rpartition(":")
        if way not in ("", "asc", "desc"):
            raise refuse(400, f"orderBy knows asc: and desc:, not {way}:")
        rows = _sorted(
            rows, {"created": "createdDate", "modified": "lastModifiedDate"}.get(key, key), back=way == "desc"
        )
    return rows


def _sorted(rows: list[Doc], key: str, *, back: bool) -> list[Doc]:
    return sorted(rows, key=lambda row: str(row.get(key, "")), reverse=back)


def _listing(request: Request, rows: list[Doc]) -> Response:
    if ("limit" in request.query) != ("offset" in request.query):
        raise refuse(400, "limit and offset must be given together")
    limit = whole_number(request, "limit", LIMIT, least=1, most=LIMIT_AT_MOST, refuse=refuse)
    offset = whole_number(request, "offset", 0, refuse=refuse)
    found = page(_ordered(request, _filtered(request, rows)), offset, limit)
    address = request.href(request.url_path)
    links: Doc = {"page": {"href": address + "?limit={limit}&offset={offset}", "templated": True}}
    for name, start in (("next", found.following), ("prev", found.previous)):
        if start is not None:
            links[name] = {"href": f"{address}?limit={limit}&offset={start}", "templated": False}
    shown = [_shown(row) for row in found.rows]
    return Response(json={"sandboxes": shown, "_page": {"limit": limit, "count": len(shown)}, "_links": links})


def list_active(request: Request) -> Response:
    return _listing(
        request, [row for row in request.world.store.all("sandbox", sandbox=ORG) if row["state"] == "active"]
    )


def list_(request: Request) -> Response:
    return _listing(request, request.world.store.all("sandbox", sandbox=ORG))


def list_types(request: Request) -> Response:
    return Response(json={"sandboxTypes": list(TYPES)})


def create(request: Request) -> Response:
    body = _object(request)
    for key in ("name", "title", "type"):
        if not isinstance(body.get(key), str) or not body[key].strip():
            raise refuse(400, f"{key} is required")
    if body["type"] not in TYPES:
        raise refuse(400, f"type must be one of {', '.join(TYPES)}")
    if not _NAME.match(body["name"]):
        raise refuse(400, "name may hold letters, digits and hyphens only")
    with request.world.store.transaction():
        there = request.world.sandbox(body["name"])
        if there and there["state"] != "deleted":
            raise refuse(409, f"Sandbox {body['name']} already exists")
        doc = _new_sandbox(request.world, body)
        request.world.store.put("sandbox", body["name"], doc, sandbox=ORG)
    request.world.spawn(f"sandbox {body['name']}", _activate, request.world, body["name"])
    return Response(status=202, json=_shown(doc))


def _object(request: Request) -> Doc:
    content_type(request, "application/json")
    try:
        body = request.json()
    except BadJson:
        body = None
    if not isinstance(body, dict):
        raise refuse(400, "the body must be a JSON object")
    return body


def _find(request: Request) -> Doc:
    doc = request.world.sandbox(request.path["name"])
    if doc is None:
        raise refuse(404, f"Sandbox {request.path['name']} not found")
    return doc


def get(request: Request) -> Response:
    return Response(json=_shown(_find(request)))


def _changeable(request: Request) -> Doc:
    doc = _find(request)
    if doc["state"] == "deleted":
        raise refuse(404, f"Sandbox {doc['name']} is deleted")
    return doc


def update(request: Request) -> Response:
    """Only the title can change."""
    body = _object(request)
    if set(body) - {"title"} or not isinstance(body.get("title"), str) or not body["title"]:
        raise refuse(400, "only title can be changed")
    with request.world.store.transaction():
        doc = _changeable(request)
        _touch(request.world, doc, title=body["title"], modifiedBy=request.client)
        request.world.store.put("sandbox", doc["name"], doc, sandbox=ORG)
    return Response(json=_shown(doc))


def reset(request: Request) -> Response:
    """Everything in the sandbox is deleted."""
    if _object(request).get("action") != "reset":
        raise refuse(400, "action must be reset")
    with request.world.store.transaction():
        doc = _changeable(request)
        if doc["state"] != "active":
            raise refuse(400, f"Sandbox {doc['name']} is {doc['state']}")
        if request.query.get("validationOnly") == "true":
            return Response(json=_shown(doc))
        _touch(request.world, doc, state="resetting", modifiedBy=request.client)
        request.world.store.put("sandbox", doc["name"], doc, sandbox=ORG)
        request.world.store.clear(sandbox=doc["name"])
    request.world.spawn(f"sandbox {doc['name']}", _activate, request.world, doc["name"])
    return Response(status=202, json=doc)


def delete(request: Request) -> Response:
    """A soft delete: the sandbox can still be read, as deleted, and its name can be used again."""
    with request.world.store.transaction():
        doc = _changeable(request)
        if doc["isDefault"]:
            raise refuse(403, "The default production sandbox cannot be deleted")
        if request.query.get("validationOnly") == "true":
            return Response(json=_shown(doc))
        _touch(request.world, doc, state="deleted", modifiedBy=request.client)
        request.world.store.put("sandbox", doc["name"], doc, sandbox=ORG)
        request.world.store.clear(sandbox=doc["name"])
    _remove_files(request.world, doc["name"])
    return Response(status=202, json=_shown(doc))


ROUTES = [
    Route("GET", f"{PREFIX}/", list_active),
    Route("GET", PREFIX, list_active),
    Route("GET", f"{PREFIX}/sandboxTypes", list_types),
    Route("GET", f"{PREFIX}/sandboxes", list_),
    Route("POST", f"{PREFIX}/sandboxes", create),
    Route("GET", PREFIX + "/sandboxes/{name}", get),
    Route("PATCH", PREFIX + "/sandboxes/{name}", update),
    Route("PUT", PREFIX + "/sandboxes/{name}", reset),
    Route("DELETE", PREFIX + "/sandboxes/{name}", delete),
]
