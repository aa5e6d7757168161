"""The status of a run: one task with its state, its times, and addresses of its logs."""

import re

from ...platform.http import Answer, Call, Route
from ...platform.store import Doc
from . import progress, run
from .media import profile
from .problem import refuse


def _task(call: Call, doc: Doc, status: Doc) -> Doc:
    """`logs` of a failed task holds the error's text, of others the end of the execution log."""
    urls = [{"name": name, "url": call.href(f"/tasklogs/{doc['id']}/{name}")} for name in progress.LOGS]
    logs = status.get("error") or progress.tail(progress.log_file(call.world, doc["id"], "execution"))
    given = {name: status[name] for name in ("message", "started", "ended") if status.get(name)}
    task = {"id": f"{doc['id']}-{doc['mode']}", "name": doc["mode"], "state": status["state"]}
    return task | {"logs": logs, "tasklogs": urls} | given


def of_run(call: Call) -> Answer:
    doc = run.found(call)
    status = progress.status(call.world, call.sandbox, doc["id"])
    body = {
        "id": doc["id"],
        "name": f"RunStatus for experimentRunId {doc['id']}",
        "experimentRunId": doc["id"],
        "deleted": False,
        "status": {"tasks": [_task(call, doc, status)]},
    }
    return Answer(json=body, media_type=profile("experimentRunStatus"))


def log(call: Call) -> Answer:
    """Plain text; asked for without the Platform's headers."""
    run_id, name = call.path["run"], call.path["name"]
    known = re.fullmatch(r"[0-9a-f-]{36}", run_id) and (call.world.folder / "runs" / run_id).is_dir()
    if not known or name not in progress.LOGS:
        raise refuse(404, f"There is no log {name} of run {run_id}")
    file = progress.log_file(call.world, run_id, name)
    content = file.read_bytes() if file.exists() else b""
    return Answer(content=content, media_type="text/plain; charset=utf-8")


LOG_ROUTES = [Route("GET", "/tasklogs/{run}/{name}", log)]
