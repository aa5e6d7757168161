"""TrainingRun: one training of a model, with its metrics, and the gate they must pass."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..apis import sensei
from ..errors import AepError, Unfinished
from ..field import Change, Prop, Ref, Refs, carried, output, prop, ref
from ..kind import Api, Doc, Fields, Kind, Live, Stamp
from ..values import Gate, Tags, judge
from .batch import Batch
from .model import Model

LOST = {"FAILED", "ABORTED"}
FINAL = {"DONE", *LOST}
RUNS = sensei.media("experimentRun")


class TrainingRun(Kind):
    """A training (API: experiment and its run of mode train). It never changes: other inputs are another run.

    Each has an experiment of its own, so that nothing ungated is ever picked up by what scores or serves it.
    Its id is the experiment's.
    """

    name: Prop[str] = prop(Change.METADATA, "Name of the experiment.")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="")
    model: Ref[Model] = ref(Change.RETRAIN, "What is trained.", moves="trains the new model")
    data: Refs[Batch] = ref(
        Change.RETRAIN,
        "Batches that must be in; new data trains again.",
        moves="trains on the new data",
        default=(),
        local=True,
        unordered=True,
    )
    gate: Prop[Gate] = prop(
        Change.REJUDGE,
        'Metric to condition, e.g. `{"auroc": ">= 0.75"}`. Nothing downstream uses a run that fails it.',
        default={},
        local=True,
    )
    tags: Prop[Tags] = prop(Change.METADATA, "Labels.", default={})
    hyperparameters: Prop[Mapping[str, str] | None] = carried(
        Change.RETRAIN, "The model's.", by="model", attribute="hyperparameters"
    )
    recipe_digest: Prop[str | None] = carried(
        Change.RETRAIN, "The recipe's content.", by="model", attribute="recipe_digest"
    )
    training_dataset: Prop[str | None] = carried(
        Change.RETRAIN, "The model's.", by="model", attribute="training_dataset"
    )
    run_id: Prop[str] = output("The run within its experiment.")
    trained_model: Prop[str] = output("The model artefact it left.")
    state: Prop[str] = output("DONE once it is trained.")
    metrics: Prop[Mapping[str, float]] = output("What its evaluator measured: name to number.")
    passed: Prop[bool] = output("Whether the metrics pass the gate.")
    started: Prop[str] = output("ISO 8601, UTC.")
    seconds: Prop[float] = output("How long it took.")

    follows = "trains {names}"

    @classmethod
    def listed(cls, api: Api) -> list[Live]:
        """Experiments, without those that a service made for itself."""
        return [live for live in sensei.index(api, "experiments").values() if not live.doc.get("createdByService")]

    @classmethod
    def index(cls, api: Api) -> dict[str, Live]:
        return sensei.index(api, "experiments")

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        found = sensei.of_name(api, "experiments", fields["name"])
        return [live for live in found if not live.doc.get("createdByService")]

    @classmethod
    def owner(cls, live: Live) -> str | None:
        return (live.doc.get("tags") or {}).get(Stamp.KEY)

    @classmethod
    def wire(cls, fields: Fields, base: Doc, stamp: Stamp) -> Doc:
        return {
            **base,
            "name": fields["name"],
            "description": fields["description"],
            "mlInstanceId": fields["model"],
            "tags": sensei.tags(base, fields["tags"], stamp),
        }

    @classmethod
    def create(cls, api: Api, fields: Fields, stamp: Stamp) -> Live:
        body = cls.wire(fields, {}, stamp)
        doc = api.send("POST", f"{sensei.ROOT}/experiments", body=body, media_type=sensei.media("experiment")).json()
        return Live(doc["id"], doc)

    @classmethod
    def settle(cls, api: Api, live: Live, fields: Fields, stamp: Stamp) -> Live:
        """Start the run unless it is there, wait for it, fetch its metrics, judge them."""
        run = _last_run(api, live.id)
        if run is None:
            task = {"name": "train", "parameters": sensei.pairs(dict(fields.get("hyperparameters") or {}))}
            run = start(api, live.id, {"mode": "train", "tasks": [task], "description": stamp.owner})
        status = wait(api, live.id, run["id"])
        doc = {**live.doc, "run": run, "status": status}
        if status["state"] != "DONE":
            raise Unfinished(
                f"run {run['id']} {status['state']}: {last_line(status)}; see: aep runs logs {run['id']}",
                id=live.id,
                outputs={**fields, **cls.outputs(api, Live(live.id, doc))},
            )
        return cls.judged(Live(live.id, doc | _results(api, run["id"])), fields, api)

    @classmethod
    def judged(cls, live: Live, fields: Fields, api: Api) -> Live:
        reasons = judge(fields["gate"], live.doc["metrics"])
        live.doc["passed"] = not reasons
        if reasons:
            raise Unfinished(
                f"{'; '.join(reasons)}; {_unmoved(api, fields['model'])}",
                id=live.id,
                outputs={**fields, **cls.outputs(api, live)},
            )
        return live

    @classmethod
    def get(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        """With what was recorded of its run, which never changes once it is over."""
        live = sensei.one(api, "experiments", id)
        if live and recorded.get("state") == "DONE" and recorded.get("trained_model"):
            live.doc.update(
                run={"id": recorded["run_id"]},
                status={"state": "DONE", "started": recorded["started"], "seconds": recorded["seconds"]},
                trained_model=recorded["trained_model"],
                metrics=recorded["metrics"],
                passed=recorded["passed"],
            )
        return live

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], stamp: Stamp) -> Live:
        if not changed & {"name", "description", "tags"} and cls.owner(live) == stamp.owner:
            return live
        known: Doc = {
            key: live.doc.pop(key) for key in ("run", "status", "trained_model", "metrics", "passed") if key in live.doc
        }
        mixed = cls.mixed(api, live, fields, changed)
        done = sensei.put(api, "experiments", "experiment", live, cls.wire(mixed, live.doc, stamp))
        return Live(done.id, {**done.doc, **known}, done.etag)

    @classmethod
    def remove(cls, api: Api, id: str, recorded: Fields) -> None:
        """With the artefacts it left; its insights can't be removed."""
        for trained in sensei.listing(api, "models", experimentId=id):
            api.send("DELETE", f"{sensei.ROOT}/models/{trained['id']}")
        api.send("DELETE", f"{sensei.ROOT}/experiments/{id}")

    @classmethod
    def keep(cls, api: Api, live: Live, folder: Path) -> list[str]:
        """The trained models, as they lie on the Platform."""
        names = []
        for trained in sensei.listing(api, "models", experimentId=live.id):
            names.append(f"model-{trained['id']}")
            (folder / names[-1]).write_bytes(api.get(f"{sensei.ROOT}/models/{trained['id']}/artifact").content)
        return names

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        return {
            "name": live.doc.get("name", ""),
            "description": live.doc.get("description", ""),
            "model": live.doc.get("mlInstanceId", ""),
            "tags": sensei.own_tags(live.doc),
        }

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        status = live.doc.get("status") or {}
        return {
            "run_id": (live.doc.get("run") or {}).get("id", ""),
            "trained_model": live.doc.get("trained_model", ""),
            "state": status.get("state", ""),
            "metrics": live.doc.get("metrics", {}),
            "passed": live.doc.get("passed", False),
            "started": status.get("started", ""),
            "seconds": status.get("seconds", 0.0),
        }

    @classmethod
    def forecast(cls, recorded: Fields) -> str:
        return f"the last one took {recorded['seconds']:.0f} s" if recorded.get("seconds") else ""

    @classmethod
    def unhealthy(cls, outputs: Fields) -> str:
        reasons = judge(outputs.get("gate") or {}, outputs["metrics"]) if outputs.get("state") == "DONE" else []
        return "; ".join(reasons) and f"{'; '.join(reasons)}; what is downstream stays as it is"


def _unmoved(api: Api, model: str) -> str:
    """What goes on serving in spite of a failed gate."""
    services = sensei.listing(api, "mlServices", mlInstanceId=model)
    found = [one for one in (sensei.one(api, "mlServices", item["id"]) for item in services) if one]
    serving = [
        f'service "{one.doc["name"]}" keeps serving run {one.doc["trainingExperimentRunId"]}'
        for one in found
        if one.doc.get("trainingExperimentRunId")
    ]
    return ", ".join(serving) or "nothing downstream was made"


def start(api: Api, experiment: str, body: Doc) -> Doc:
    path = f"{sensei.ROOT}/experiments/{experiment}/runs"
    made: Doc = api.send("POST", path, body=body, media_type=RUNS).json()
    return made


def _last_run(api: Api, experiment: str) -> Doc | None:
    """The newest training run there that has not failed: one that is under way is waited for, never doubled."""
    runs = sensei.listing(api, f"experiments/{experiment}/runs", mode="train")
    for run in sorted(runs, key=lambda item: str(item.get("created", "")), reverse=True):
        if run_status(api, experiment, run["id"])["state"] not in LOST:
            return run
    return None


def run_status(api: Api, experiment: str, run: str) -> Doc:
    """{state, started, ended, logs, …} of the run's last task."""
    doc = api.get(f"{sensei.ROOT}/experiments/{experiment}/runs/{run}/status").json()
    tasks = (doc.get("status") or {}).get("tasks") or [{"state": "PENDING"}]
    undone = [task for task in tasks if task.get("state") != "DONE"]
    return dict(undone[0] if undone else tasks[-1])


def wait(api: Api, experiment: str, run: str) -> Doc:
    """Until the run is over; says on the resource's row how it goes. Adds `seconds` it took."""
    waited, pause = 0.0, 0.2
    while (status := run_status(api, experiment, run))["state"] not in FINAL:
        api.progress(f"{status['state']} {waited:.0f} s: {last_line(status)}")
        api.wait(pause)
        waited, pause = waited + pause, min(pause * 1.3, 15.0)
    return {**status, "seconds": _seconds(status)}


def _seconds(status: Doc) -> float:
    from datetime import datetime

    try:
        ended, started = (datetime.fromisoformat(str(status[key])) for key in ("ended", "started"))
    except (KeyError, ValueError):
        return 0.0
    return round((ended - started).total_seconds(), 1)


def _results(api: Api, run: str) -> Doc:
    models = sensei.listing(api, "models", experimentRunId=run)
    metrics: dict[str, float] = {}
    for insight in _insights(api, run):
        metrics |= {
            item["name"]: float(item["value"]) for item in insight.get("metrics", []) if _number(item.get("value"))
        }
    if not models:
        raise AepError(f"run {run} is DONE but left no model; see: aep runs logs {run}")
    return {"trained_model": models[-1]["id"], "metrics": metrics}


def _insights(api: Api, run: str) -> list[Doc]:
    reply = api.get(f"{sensei.ROOT}/insights", params={"property": f"context.experimentRunId=={run}", "limit": 100})
    return [item for item in reply.json()["children"] if (item.get("context") or {}).get("experimentRunId", run) == run]


def _number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def last_line(status: Doc) -> str:
    lines = str(status.get("message") or status.get("logs") or "").strip().splitlines()
    return lines[-1] if lines else "no log"
