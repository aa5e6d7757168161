"""What Profile and Segmentation share under `/data/core/ups`: error bodies, lists, how a sandbox is named."""

from typing import Any

from ..platform.http import ApiError, Request
from ..platform.store import Doc
from ..platform.world import World
from .data_foundation import content_type
from .paging import page, whole_number

PREFIX = "/data/core/ups"
PROFILE = "_xdm.context.profile"
EVENT = "_xdm.context.experienceevent"
PROFILE_CLASS = "https://ns.adobe.com/xdm/context/profile"
EVENT_CLASS = "https://ns.adobe.com/xdm/context/experienceevent"
INSTANCE = "ups"


def error_body(status: int, message: str, cause: str = "") -> Doc:
    return {"message": message, **({"cause": cause} if cause else {}), "statusCode": str(status)}


def refuse(status: int, message: str, cause: str = "") -> ApiError:
    return ApiError(status, error_body(status, message, cause))


def body(request: Request) -> Any:
    """The JSON body, which needs a JSON content type."""
    content_type(request, "application/json", "application/json-patch+json")
    return request.json()


def json_object(request: Request) -> Doc:
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


def number_parameter(request: Request, name: str, default: int, *, least: int = 0) -> int:
    return whole_number(request, name, default, least=least, refuse=refuse) if request.query.get(name) else default


def listing(request: Request, rows: list[Doc], *, limit: int) -> Doc:
    """{_page, children, _links}; `start` counts entries from 0."""
    start, size = number_parameter(request, "start", 0), number_parameter(request, "limit", limit, least=1)
    found = page(rows, start, size)
    after = found.following
    link = {} if after is None else {"href": request.href(f"{request.url_path}?start={after}&limit={size}")}
    return {
        "_page": {
            "totalCount": len(rows),
            "pageSize": len(found.rows),
            **({} if after is None else {"next": str(after)}),
        },
        "children": found.rows,
        "_links": {"next": link},
    }


def wanted_ids(request: Request) -> list[str]:
    """The ids that a `bulk-get` asks for."""
    ids = json_object(request).get("ids")
    if not isinstance(ids, list) or not all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in ids):
        raise refuse(400, 'ids must be an array of {"id": …}')
    return [each["id"] for each in ids]
