"""A run's status: one task with its state, its times and the addresses of its logs."""

import re

from ...platform.http import Request, Response, Route
from ...platform.store import Doc
from . import run, run_progress
from .errors import refuse
from .media_type import profile


def _task(request: Request, doc: Doc, status: Doc) -> Doc:
    """`logs` is a failed task's error text, otherwise the end of the execution log."""
    urls = [{"name": name, "url": request.href(f"/tasklogs/{doc['id']}/{name}")} for name in run_progress.LOGS]
    logs = status.get("error") or run_progress.tail(run_progress.log_file(request.world, doc["id"], "execution"))
    given = {name: status[name] for name in ("message", "started", "ended") if status.get(name)}
    task = {"id": f"{doc['id']}-{doc['mode']}", "name": doc["mode"], "state": status["state"]}
    return task | {"logs": logs, "tasklogs": urls} | given


def get(request: Request) -> Response:
    doc = run.find(request)
    status = run_progress.status(request.world, request.sandbox, doc["id"])
    body = {
        "id": doc["id"],
        "name": f"RunStatus for experimentRunId {doc['id']}",
        "experimentRunId": doc["id"],
        "deleted": False,
        "status": {"tasks": [_task(request, doc, status)]},
    }
    return Response(json=body, media_type=profile("experimentRunStatus"))


def get_log(request: Request) -> Response:
    """Plain text, readable without the Platform's headers."""
    run_id, name = request.path["run"], request.path["name"]
    known = re.fullmatch(r"[0-9a-f-]{36}", run_id) and (request.world.folder / "runs" / run_id).is_dir()
    if not known or name not in run_progress.LOGS:
        raise refuse(404, f"There is no log {name} of run {run_id}")
    file = run_progress.log_file(request.world, run_id, name)
    content = file.read_bytes() if file.exists() else b""
    return Response(content=content, media_type="text/plain; charset=utf-8")


LOG_ROUTES = [Route("GET", "/tasklogs/{run}/{name}", get_log)]
