"""The ASGI application: the routes of every API behind one gateway, and the one place that writes responses."""

import logging
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request as Incoming
from starlette.responses import Response as Outgoing
from starlette.routing import Route as StarletteRoute

from ..platform.http import ApiError, BadJson, FormPart, Request, Response, Route
from ..platform.world import World
from . import gateway
from .apis import APIS, BackgroundApi
from .middleware import LAG, JournalAndFaultMiddleware

log = logging.getLogger("aep_emulator")


async def _form(incoming: Incoming) -> dict[str, FormPart]:
    if not incoming.headers.get("content-type", "").startswith("multipart/"):
        return {}
    parts: dict[str, FormPart] = {}
    for name, value in (await incoming.form(max_part_size=1 << 30)).multi_items():
        if isinstance(value, UploadFile):
            parts[name] = FormPart(await value.read(), value.filename, value.content_type)
        else:
            parts[name] = FormPart(value.encode(), None, None)
    return parts


def _respond(world: World, route: Route, incoming: Incoming, content: bytes, form: dict[str, FormPart]) -> Response:
    path = incoming.url.path
    guarded = path.startswith("/data/")
    try:
        client = gateway.authenticate(world, incoming.headers) if guarded else ""
        sandbox = gateway.sandbox_of(world, path, incoming.headers) if guarded else "*"
        request = Request(
            world=world,
            method=incoming.method,
            path=incoming.path_params,
            query=incoming.query_params,
            headers=incoming.headers,
            content=content,
            form=form,
            client=client,
            sandbox=sandbox,
            url_path=path,
        )
        with world.store.lagging(_lag(incoming, route)):
            return route.handler(request)
    except ApiError as error:
        return error.response
    except BadJson as error:
        return Response(status=400, json={"status": 400, "title": "BadRequestError", "detail": f"Not JSON: {error}"})
    except Exception:
        log.exception("%s %s", incoming.method, path)
        return Response(status=500, json={"status": 500, "title": "InternalServerError", "detail": "Internal error"})


def _lag(incoming: Incoming, route: Route) -> float:
    """How many seconds a list is to lag behind, if a fault says so. A route that ends in an id is not a list."""
    lists = route.method in ("GET", "HEAD") and not route.path.endswith("}")
    return float(incoming.scope.get(LAG, 0.0)) if lists else 0.0


def _endpoint(world: World, route: Route) -> Callable[[Incoming], Awaitable[Outgoing]]:
    async def endpoint(incoming: Incoming) -> Outgoing:
        multipart = incoming.headers.get("content-type", "").startswith("multipart/")
        content = b"" if multipart else await incoming.body()
        form = await _form(incoming)
        response = await run_in_threadpool(_respond, world, route, incoming, content, form)
        headers = dict(response.headers)
        if "x-request-id" in incoming.headers:
            headers.setdefault("x-request-id", incoming.headers["x-request-id"])
        body = response.body()
        media_type = response.media_type if body else None
        sent = b"" if incoming.method == "HEAD" else body
        return Outgoing(sent, status_code=response.status, headers=headers, media_type=media_type)

    return endpoint


def build(world: World) -> JournalAndFaultMiddleware:
    """The application, with each API's background work resumed where the last server left it."""
    routes = [
        StarletteRoute(row.path, _endpoint(world, row), methods=[row.method]) for api in APIS for row in api.ROUTES
    ]
    for api in APIS:
        if isinstance(api, BackgroundApi):
            api.start(world)
    world.ready.set()
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return JournalAndFaultMiddleware(world, app)
