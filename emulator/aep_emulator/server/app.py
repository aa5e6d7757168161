"""The server: every API's table of routes behind one gateway, one place that writes answers."""

import logging
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute

from ..platform.http import Answer, BadJson, Call, Part, Refused, Route
from ..platform.world import World
from . import gateway
from .middleware import LAG, Line
from .routes import APIS

log = logging.getLogger("aep_emulator")


async def _form(request: Request) -> dict[str, Part]:
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return {}
    parts: dict[str, Part] = {}
    for name, value in (await request.form(max_part_size=1 << 30)).multi_items():
        if isinstance(value, UploadFile):
            parts[name] = Part(await value.read(), value.filename, value.content_type)
        else:
            parts[name] = Part(value.encode(), None, None)
    return parts


def _respond(world: World, route: Route, request: Request, content: bytes, form: dict[str, Part]) -> Answer:
    path = request.url.path
    guarded = path.startswith("/data/")
    try:
        client = gateway.caller(world, request.headers) if guarded else ""
        sandbox = gateway.sandbox_of(world, path, request.headers) if guarded else "*"
        call = Call(
            world=world,
            method=request.method,
            path=request.path_params,
            query=request.query_params,
            headers=request.headers,
            content=content,
            form=form,
            client=client,
            sandbox=sandbox,
            url_path=path,
        )
        with world.store.lagging(_lag(request, route)):
            return route.handler(call)
    except Refused as refused:
        return refused.answer
    except BadJson as error:
        return Answer(status=400, json={"status": 400, "title": "BadRequestError", "detail": f"Not JSON: {error}"})
    except Exception:
        log.exception("%s %s", request.method, path)
        return Answer(status=500, json={"status": 500, "title": "InternalServerError", "detail": "Internal error"})


def _lag(request: Request, route: Route) -> float:
    """By how many seconds a list is to lag behind, if that was ordered; a path that ends in an id is no list."""
    lists = route.method in ("GET", "HEAD") and not route.path.endswith("}")
    return float(request.scope.get(LAG, 0.0)) if lists else 0.0


def _endpoint(world: World, route: Route) -> Any:
    async def endpoint(request: Request) -> Response:
        content = b"" if request.headers.get("content-type", "").startswith("multipart/") else await request.body()
        form = await _form(request)
        answer = await run_in_threadpool(_respond, world, route, request, content, form)
        headers = dict(answer.headers)
        if "x-request-id" in request.headers:
            headers.setdefault("x-request-id", request.headers["x-request-id"])
        body = b"" if request.method == "HEAD" else answer.body()
        media = answer.media_type if answer.body() else None
        return Response(body, status_code=answer.status, headers=headers, media_type=media)

    return endpoint


def build(world: World) -> Line:
    """Every API's routes, in the order of `apis.APIS`; its background work is taken up where it was left."""
    routes = [
        StarletteRoute(row.path, _endpoint(world, row), methods=[row.method]) for api in APIS for row in api.ROUTES
    ]
    for api in APIS:
        start = getattr(api, "start", None)
        if start:
            start(world)
    world.begun.set()
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return Line(world, app)
