"""TrainingRun: one training of a model, with its metrics, and the gate they must pass."""

from collections.abc import Mapping
from pathlib import Path

from ..apis import runs, sensei
from ..apis import sensei_cascade as cascade
from ..core.cascade import Along
from ..core.field import Change, Prop, Ref, Refs, carried, output, prop, ref
from ..core.kind import Api, Doc, Fields, Kind, Live, Stamp
from ..core.values import Gate, Tags, judge
from ..errors import AepError, Unfinished
from .batch import Batch
from .model import Model, own_parameters


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
        run = runs.last_training(api, live.id)
        if run is None:
            task = {"name": "train", "parameters": sensei.pairs(dict(fields.get("hyperparameters") or {}))}
            run = runs.start(api, live.id, {"mode": "train", "tasks": [task], "description": stamp.owner})
        status = runs.wait(api, live.id, run["id"])
        doc = {**live.doc, "run": run, "status": status}
        if status["state"] != "DONE":
            raise Unfinished(
                f"run {run['id']} {status['state']}: {runs.last_line(status)}; see: aep runs logs {run['id']}",
                id=live.id,
                outputs={**fields, **cls.outputs(api, Live(live.id, doc))},
            )
        left = runs.results(api, run["id"])
        if not left["trained_model"]:
            raise AepError(f"run {run['id']} is DONE but left no model; see: aep runs logs {run['id']}")
        return cls.judged(Live(live.id, doc | left), fields, api)

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
    def along(cls, api: Api, id: str, recorded: Fields, stack: str) -> list[Along]:
        """Its runs are part of it, but for what other stacks scored with it; their services would serve nothing."""
        return cascade.of_training(api, id, stack)

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
    def whole(cls, api: Api, live: Live) -> Live | None:
        """With its last training that did not fail, and what that left."""
        full = cls.get(api, live.id, {})
        run = runs.last_training(api, live.id) if full else None
        if full and run:
            full.doc.update(run=run, status=runs.timed(runs.status(api, live.id, run["id"])))
            if full.doc["status"]["state"] == "DONE":
                full.doc.update(runs.results(api, run["id"]))
        return full

    @classmethod
    def hindrance(cls, api: Api, live: Live) -> str:
        if live.doc.get("createdByService"):
            return "a service made it, for what it trains or scores by itself"
        if live.partial:
            return ""
        if (live.doc.get("template") or {}).get("schedule"):
            return "it has a schedule of its own; declare a Service with a Schedule instead"
        state = (live.doc.get("status") or {}).get("state")
        if not state:
            return "no training of it was successful"
        if state != "DONE":
            return f"its training is {state}"
        return "" if live.doc["trained_model"] else "its training left no model"

    @classmethod
    def as_live(cls, api: Api, live: Live, fields: Fields) -> Fields:
        """What it was trained with, which the model may differ from by now."""
        run = sensei.one(api, f"experiments/{live.id}/runs", live.doc["run"]["id"])
        tasks = (run.doc.get("tasks") if run else None) or []
        used = sensei.parameters(next((task for task in tasks if task.get("name") == "train"), {}))
        dataset = used.get("trainingDataSetId") or fields.get("training_dataset")
        return {"hyperparameters": own_parameters(used), "training_dataset": dataset} if used else {}

    @classmethod
    def taken_over(cls, api: Api, live: Live, inputs: Fields) -> Fields:
        """The gate judges anew."""
        found = super().taken_over(api, live, inputs)
        return {**found, "passed": not judge(inputs["gate"], found["metrics"])}

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
