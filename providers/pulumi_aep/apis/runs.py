"""Runs of an experiment: start, wait, results. The Platform can't change, stop or delete a run.

Source: `sensei-machine-learning.yaml`. A run's state is in its status, a document of its own. Its description is
the only place for the owner mark, and for the digest of what it was made from.
"""

import json
import math
import re
from typing import Any

from ..core.api import Api
from ..core.live import Doc
from . import sensei

LOST = {"FAILED", "ABORTED"}
FINAL = {"DONE", *LOST}
RUNS = sensei.media("experimentRun")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_ORIGIN = re.compile(r"(?P<owner>.*) \[from (?P<origin>[0-9a-f]{16})\]", re.DOTALL)


def description(owner: str, origin: str) -> str:
    """The description of a run that this library starts."""
    return f"{owner} [from {origin}]"


def owner_of(run: Doc) -> str:
    """The owner mark in a run's description, without the digest; somebody else's description is returned unchanged."""
    text = str(run.get("description") or "")
    found = _ORIGIN.fullmatch(text)
    return found["owner"] if found else text


def is_from(run: Doc, origin: str) -> bool | None:
    """Whether a run was made from exactly that; None if its description doesn't tell, as in the first release."""
    found = _ORIGIN.fullmatch(str(run.get("description") or ""))
    return found["origin"] == origin if found else None


def start(api: Api, experiment: str, body: Doc) -> Doc:
    path = f"{sensei.ROOT}/experiments/{experiment}/runs"
    made: Doc = api.send("POST", path, body=body, media_type=RUNS).json()
    return made


def last_training(api: Api, experiment: str) -> Doc | None:
    """An experiment's newest training run that hasn't failed; an unfinished one is waited for, never started twice."""
    found = sensei.listing(api, f"experiments/{experiment}/runs", mode="train")
    for run in sorted(found, key=lambda item: str(item.get("created", "")), reverse=True):
        if status(api, experiment, run["id"])["state"] not in LOST:
            return run
    return None


def under_way(api: Api, experiment: str) -> str:
    """The id of an experiment's unfinished training run; "" if there is none."""
    run = last_training(api, experiment)
    return str(run["id"]) if run and status(api, experiment, run["id"])["state"] not in FINAL else ""


def status(api: Api, experiment: str, run: str) -> Doc:
    """{state, started, ended, logs, …} of the run's last task."""
    doc = api.get(f"{sensei.ROOT}/experiments/{experiment}/runs/{run}/status").json()
    tasks = (doc.get("status") or {}).get("tasks") or [{"state": "PENDING"}]
    undone = [task for task in tasks if task.get("state") != "DONE"]
    return dict(undone[0] if undone else tasks[-1])


def wait(api: Api, experiment: str, run: str, limit: float | None = None) -> Doc:
    """Wait until the run ends, or the wait does: then `left` says why. Progress is shown on the resource's row.

    Adds the `seconds` that it took. `limit` is in seconds; 0 means not to wait at all.
    """
    waited, pause = 0.0, 0.2
    while (now := status(api, experiment, run))["state"] not in FINAL:
        why = api.gives_up(run) or _too_long(waited, limit)
        if why:
            return {**timed(now), "left": f"run {run} is {now['state']} and goes on ({why})"}
        api.progress(f"{now['state']} {waited:.0f} s: {last_line(now)}")
        waited += _pause(api, run, pause if limit is None else min(pause, limit - waited))
        pause = min(pause * 1.3, 15.0)
    return timed(now)


def _too_long(waited: float, limit: float | None) -> str:
    if limit is None or waited < limit:
        return ""
    return f"it has not ended within {limit:g} s" if limit else "it is not waited for"


def _pause(api: Api, run: str, seconds: float) -> float:
    """Sleep in short steps, so that an interruption is noticed at once."""
    left = seconds
    while left > 0 and not api.gives_up(run):
        api.wait(min(left, 0.5))
        left -= 0.5
    return seconds


def timed(now: Doc) -> Doc:
    """The status of a run that has ended, with the `seconds` that it took."""
    from datetime import datetime

    try:
        ended, started = (datetime.fromisoformat(str(now[key])) for key in ("ended", "started"))
    except (KeyError, ValueError):
        return {**now, "seconds": 0.0}
    return {**now, "seconds": round((ended - started).total_seconds(), 1)}


def results(api: Api, run: str) -> Doc:
    """The model that a training produced, if any, and the metrics from its evaluator."""
    models = sensei.listing(api, "models", experimentRunId=run)
    return {"trained_model": models[-1]["id"] if models else "", "metrics": metrics(api, run)}


def metrics(api: Api, run: str) -> dict[str, float | str]:
    """What its evaluator measured, by name; a text where it is no number."""
    measured = [item for insight in _insights(api, run) for item in insight.get("metrics", [])]
    return {item["name"]: metric_value(item.get("value")) for item in measured}


def _insights(api: Api, run: str) -> list[Doc]:
    reply = api.get(f"{sensei.ROOT}/insights", params={"property": f"context.experimentRunId=={run}", "limit": 100})
    return [item for item in reply.json()["children"] if (item.get("context") or {}).get("experimentRunId", run) == run]


def metric_value(value: Any) -> float | str:
    """A metric as a number if it is one, since insights store text; other text, matrices, NaN and infinity are kept."""
    text = value if isinstance(value, str) else json.dumps(value)
    number = float(text) if _NUMBER.fullmatch(text.strip()) else math.inf
    return number if math.isfinite(number) and not _inexact(text, number) else text


def _inexact(text: str, number: float) -> bool:
    """Whether it is a whole number that a float can't hold."""
    return text.strip().lstrip("+-").isdecimal() and int(text) != int(number)


def last_line(now: Doc) -> str:
    lines = str(now.get("message") or now.get("logs") or "").strip().splitlines()
    return lines[-1].removesuffix(".") if lines else "no log"
