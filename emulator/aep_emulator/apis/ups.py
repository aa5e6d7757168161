"""What Profile and Segmentation share, both under `/data/core/ups`: error bodies, pages, the sandbox's entry."""

from typing import Any

from ..platform.http import ApiError, Request
from ..platform.store import Doc
from ..platform.world import World

PREFIX = "/data/core/ups"
PROFILE = "_xdm.context.profile"
EVENT = "_xdm.context.experienceevent"
PROFILE_CLASS = "https://ns.adobe.com/xdm/context/profile"
EVENT_CLASS = "https://ns.adobe.com/xdm/context/experienceevent"
INSTANCE = "ups"


def problem(status: int, message: str, cause: str = "") -> Doc:
    return {"message": message, **({"cause": cause} if cause else {}), "statusCode": str(status)}


def refuse(status: int, message: str, cause: str = "") -> ApiError:
    return ApiError(status, problem(status, message, cause))


def body(request: Request) -> Any:
    """The JSON sent; a body needs the content type that says so."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/json-patch+json"):
        detail = "A valid content-type must be specified"
        wrong = {"type": "/placeholder/type/uri", "status": 400, "title": "BadRequestError", "detail": detail}
        raise ApiError(400, wrong)
    return request.json()


def object_of(request: Request) -> Doc:
    found = body(request)
    if not isinstance(found, dict):
        raise refuse(400, "the body must be a JSON object")
    return found


def sandbox_entry(world: World, sandbox: str) -> Doc:
    doc = world.sandbox(sandbox) or {}
    return {
        "sandboxId": doc.get("id", ""),
        "sandboxName": sandbox,
        "type": doc.get("type", ""),
        "default": bool(doc.get("isDefault")),
    }


def whole(request: Request, name: str, default: int, *, least: int = 0) -> int:
    text = request.query.get(name)
    if text is None or text == "":
        return default
    if not text.isdecimal() or int(text) < least:
        raise refuse(400, f"{name} must be a whole number, {least} or more")
    return int(text)


def listing(request: Request, rows: list[Doc], *, limit: int) -> Doc:
    """{_page, children, _links}; `start` counts entries from 0."""
    start, size = whole(request, "start", 0), whole(request, "limit", limit, least=1)
    page = rows[start : start + size]
    more = start + size < len(rows)
    link = {"href": request.href(f"{request.url_path}?start={start + size}&limit={size}")} if more else {}
    return {
        "_page": {
            "totalCount": len(rows),
            "pageSize": len(page),
            **({"next": str(start + size)} if more else {}),
        },
        "children": page,
        "_links": {"next": link},
    }


def wanted_ids(request: Request) -> list[str]:
    """The ids of a `bulk-get`."""
    ids = object_of(request).get("ids")
    if not isinstance(ids, list) or not all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in ids):
        raise refuse(400, 'ids must be an array of {"id": …}')
    return [each["id"] for each in ids]


def at_path(row: Any, path: str) -> Any:
    """The value at a dotted path, None if there is none."""
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row
