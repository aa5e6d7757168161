"""Stopping a run, by a call of the emulator's own: the Platform has none. The process is killed, the run ABORTED."""

from ...platform.http import Request, Response, Route
from . import run_progress
from .errors import refuse


def stop(request: Request) -> Response:
    """Responds at once; the run ends within a second, or when it would have begun."""
    world, run = request.world, request.path["run"]
    if run not in {entry["run"] for entry in run_progress.queue_entries(world)}:
        raise refuse(404, f"There is no run {run} that is waiting or under way")
    world.stopped_runs.add(run)
    return Response(json={"run": run, "stopping": True})


CONTROL_ROUTES = [Route("POST", "/_emulator/runs/{run}/stop", stop)]
