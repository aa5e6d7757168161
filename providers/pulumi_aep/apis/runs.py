"""Runs of an experiment: started, followed, and what they leave. They can't be changed, stopped or deleted.

Source: `sensei-machine-learning.yaml`. A run's state stands in its status, a document of its own.
"""

from typing import Any

from ..core.api import Api
from ..core.live import Doc
from . import sensei

LOST = {"FAILED", "ABORTED"}
FINAL = {"DONE", *LOST}
RUNS = sensei.media("experimentRun")


def start(api: Api, experiment: str, body: Doc) -> Doc:
    path = f"{sensei.ROOT}/experiments/{experiment}/runs"
    made: Doc = api.send("POST", path, body=body, media_type=RUNS).json()
    return made


def last_training(api: Api, experiment: str) -> Doc | None:
    """The newest training run there that has not failed: one that is under way is waited for, never doubled."""
    found = sensei.listing(api, f"experiments/{experiment}/runs", mode="train")
    for run in sorted(found, key=lambda item: str(item.get("created", "")), reverse=True):
        if status(api, experiment, run["id"])["state"] not in LOST:
            return run
    return None


def status(api: Api, experiment: str, run: str) -> Doc:
    """{state, started, ended, logs, …} of the run's last task."""
    doc = api.get(f"{sensei.ROOT}/experiments/{experiment}/runs/{run}/status").json()
    tasks = (doc.get("status") or {}).get("tasks") or [{"state": "PENDING"}]
    undone = [task for task in tasks if task.get("state") != "DONE"]
    return dict(undone[0] if undone else tasks[-1])


def wait(api: Api, experiment: str, run: str) -> Doc:
    """Until the run is over; says on the resource's row how it goes. Adds `seconds` it took."""
    waited, pause = 0.0, 0.2
    while (now := status(api, experiment, run))["state"] not in FINAL:
        api.progress(f"{now['state']} {waited:.0f} s: {last_line(now)}")
        api.wait(pause)
        waited, pause = waited + pause, min(pause * 1.3, 15.0)
    return timed(now)


def timed(now: Doc) -> Doc:
    """A status of a run that is over, with the `seconds` it took."""
    from datetime import datetime

    try:
        ended, started = (datetime.fromisoformat(str(now[key])) for key in ("ended", "started"))
    except (KeyError, ValueError):
        return {**now, "seconds": 0.0}
    return {**now, "seconds": round((ended - started).total_seconds(), 1)}


def results(api: Api, run: str) -> Doc:
    """The model that a training left, if it left one, and what its evaluator measured."""
    models = sensei.listing(api, "models", experimentRunId=run)
    metrics: dict[str, float] = {}
    for insight in _insights(api, run):
        metrics |= {
            item["name"]: float(item["value"]) for item in insight.get("metrics", []) if _number(item.get("value"))
        }
    return {"trained_model": models[-1]["id"] if models else "", "metrics": metrics}


def _insights(api: Api, run: str) -> list[Doc]:
    reply = api.get(f"{sensei.ROOT}/insights", params={"property": f"context.experimentRunId=={run}", "limit": 100})
    return [item for item in reply.json()["children"] if (item.get("context") or {}).get("experimentRunId", run) == run]


def _number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def last_line(now: Doc) -> str:
    lines = str(now.get("message") or now.get("logs") or "").strip().splitlines()
    return lines[-1] if lines else "no log"
