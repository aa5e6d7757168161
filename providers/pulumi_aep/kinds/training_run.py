"""TrainingRun (API: experiment and run): one training of a model, with its metrics, and the gate they must pass."""

from collections.abc import Mapping
from pathlib import Path

from ..apis import runs, sensei
from ..apis import sensei_cascade as cascade
from ..apis.sensei import SenseiKind
from ..core.adoptable import Chapter
from ..core.api import Api
from ..core.archivable import Usage
from ..core.cascade import Affected, Deletion
from ..core.field import Change, Prop, Ref, Refs, carried, output, prop, ref, unknown
from ..core.live import Doc, Fields, Live
from ..core.origin import origin
from ..core.ownership import InTags, OwnerMark
from ..core.time import iso_time
from ..core.values import Gate, Metrics, Seconds, Tags, judge, no_numbers
from ..errors import AepError, Unfinished
from .batch import Batch
from .model import Model, own_parameters


class TrainingRun(SenseiKind):
    """A training (API: experiment and its run of mode train). It never changes: other inputs are another run.

    Each has an experiment of its own, so that nothing ungated is ever picked up by what scores or serves it.
    Its id is the experiment's.
    """

    name: Prop[str] = prop(Change.METADATA, "Name of the experiment.", at="name")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="", at="description")
    model: Ref[Model] = ref(Change.RETRAIN, "What is trained.", at="mlInstanceId", moves="trains the new model")
    data: Refs[Batch] = ref(
        Change.RETRAIN,
        "Batches that must be in; new data trains again.",
        moves="trains on the new data",
        default=(),
        local=True,
        unordered=True,
        reads_rows=True,
    )
    gate: Prop[Gate] = prop(
        Change.REJUDGE,
        'Metric to condition, e.g. `{"auroc": ">= 0.75"}`. Nothing downstream uses a run that fails it.',
        default={},
        local=True,
    )
    tags: Prop[Tags] = prop(Change.METADATA, "Labels.", default={}, at="tags")
    wait: Prop[bool] = prop(
        Change.METADATA,
        "False: `up` starts it and ends as unfinished; a later `up` judges it and goes on.",
        default=True,
        local=True,
    )
    timeout_seconds: Prop[Seconds | None] = prop(
        Change.METADATA,
        "How long `up` waits for it; then it ends as unfinished, and the next one goes on.",
        default=None,
        local=True,
    )
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
    metrics: Prop[Metrics] = output("What its evaluator measured: name to number; as text what is none.")
    passed: Prop[bool] = output("Whether the metrics pass the gate.")
    started: Prop[str] = output("ISO 8601, UTC.")
    seconds: Prop[float] = output("How long it took.")

    collection = "experiments"
    profile = "experiment"
    typical = ("data", "gate")
    chapter = Chapter.TRAINING
    goes_back = True
    pipeline = "model"
    reads = "training_dataset"
    trains = True
    remains = "the insights"
    when_moved = "trains {names}"

    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        """All experiments except those that a service made for itself."""
        return [live for live in super().list_all(api) if not live.doc.get("createdByService")]

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        return [live for live in super().find(api, fields) if not live.doc.get("createdByService")]

    @classmethod
    def made_from(cls, api: Api, live: Live, fields: Fields) -> bool | None:
        """An experiment alone is made from nothing but its model; what its run was made from, the run tells."""
        run = runs.last_training(api, live.id)
        return runs.is_from(run, origin(cls, fields)) if run else True

    @classmethod
    def of_name(cls, api: Api, name: str) -> list[Live]:
        return [live for live in super().of_name(api, name) if not live.doc.get("createdByService")]

    @classmethod
    def rows_of(cls, api: Api, fields: Fields) -> str:
        """The model's training dataset; a model that is given by its id is read for it."""
        if fields.get(cls.reads):
            return str(fields[cls.reads])
        model = sensei.one(api, "mlInstances", fields["model"])
        return sensei.parameters(sensei.task(model.doc, "train")).get("trainingDataSetId", "") if model else ""

    @classmethod
    def begins(cls, recorded: Fields) -> bool:
        return recorded.get("state") != "DONE"

    @classmethod
    def finish(cls, api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Live:
        """Start the run unless it is there, wait for it, fetch its metrics, judge them."""
        run = runs.last_training(api, live.id)
        if run is None:
            task = {"name": "train", "parameters": sensei.pairs(dict(fields.get("hyperparameters") or {}))}
            description = runs.description(mark.owner, origin(cls, fields))
            run = runs.start(api, live.id, {"mode": "train", "tasks": [task], "description": description})
        limit = fields.get("timeout_seconds") if fields.get("wait", True) else 0
        status = runs.wait(api, live.id, run["id"], limit)
        doc = {**live.doc, "run": run, "status": status}
        if status["state"] != "DONE":
            why = f"run {run['id']} {status['state']}: {runs.last_line(status)}; see: aep runs logs {run['id']}"
            left = status.get("left") and f"{status['left']}; the next pulumi up judges it and goes on"
            raise Unfinished(
                left or why,
                id=live.id,
                outputs={**fields, **cls.outputs(api, Live(live.id, doc))},
            )
        left = runs.results(api, run["id"])
        if not left["trained_model"]:
            raise AepError(f"run {run['id']} is DONE but left no model; see: aep runs logs {run['id']}")
        texts = [] if "trained_model" in live.doc else no_numbers(left["metrics"])
        if texts:
            api.note(f"no number, and kept as text: the metric {' and the metric '.join(texts)}")
        return cls.judged(Live(live.id, doc | left), fields, api, mark)

    @classmethod
    def judged(cls, live: Live, fields: Fields, api: Api, mark: OwnerMark) -> Live:
        reasons = judge(fields["gate"], live.doc["metrics"])
        live.doc["passed"] = not reasons
        if reasons:
            raise Unfinished(
                f"{'; '.join(reasons)}; {_unmoved(api, mark)}",
                id=live.id,
                outputs={**fields, **cls.outputs(api, live)},
            )
        return live

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        """The experiment with the recorded data of its run, which never changes once it has ended."""
        live = super().fetch(api, id, recorded)
        if live and recorded.get("state") == "DONE" and recorded.get("trained_model"):
            live.doc.update(
                run={"id": recorded["run_id"]},
                status={"state": "DONE", "started": recorded["started"], "seconds": recorded["seconds"]},
                trained_model=recorded["trained_model"],
                metrics=recorded["metrics"],
                passed=recorded["passed"],
            )
        elif live and recorded.get("run_id"):
            live.doc.update(run={"id": recorded["run_id"]}, status={"state": recorded.get("state", "")})
        return live

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        if not changed & {"name", "description", "tags"} and cls.owner(live) == mark.owner:
            return live
        known: Doc = {
            key: live.doc.pop(key) for key in ("run", "status", "trained_model", "metrics", "passed") if key in live.doc
        }
        done = super().update(api, live, fields, changed, mark)
        return Live(done.id, {**done.doc, **known}, done.etag)

    @classmethod
    def cascades(cls, api: Api, id: str, recorded: Fields, deletion: Deletion) -> list[Affected]:
        """Its runs are part of it, except other stacks' scorings; services that use it would have nothing to serve."""
        return cascade.of_training(api, id, deletion)

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        """Delete it with its artefacts; insights can't be deleted. A run that is under way goes on to its end."""
        run = None if recorded.get("state") in runs.FINAL else runs.under_way(api, id)
        if run:
            api.note(f"run {run} can't be stopped: it goes on to its end, and nothing of it is kept")
        for trained in sensei.listing(api, "models", experimentId=id):
            api.send("DELETE", f"{sensei.ROOT}/models/{trained['id']}")
        super().delete(api, id, recorded)

    @classmethod
    def usage(cls, api: Api, id: str, deletion: Deletion) -> Usage:
        return Usage(last_used=iso_time(cascade.last_used(api, [id], deletion)))

    @classmethod
    def metadata(cls, live: Live) -> Doc:
        found: Doc = live.doc.get("run") or live.doc
        return found

    @classmethod
    def archive(cls, api: Api, live: Live, folder: Path) -> list[str]:
        """The trained models, as the Platform stores them."""
        names = []
        for trained in sensei.listing(api, "models", experimentId=live.id):
            names.append(f"model-{trained['id']}")
            (folder / names[-1]).write_bytes(api.get(f"{sensei.ROOT}/models/{trained['id']}/artifact").content)
        return names

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
    def full(cls, api: Api, live: Live) -> Live | None:
        """The experiment with its last training run that didn't fail, and that run's results."""
        full = cls.fetch(api, live.id, {})
        run = runs.last_training(api, live.id) if full else None
        if full and run:
            full.doc.update(run=run, status=runs.timed(runs.status(api, live.id, run["id"])))
            if full.doc["status"]["state"] == "DONE":
                full.doc.update(runs.results(api, run["id"]))
        return full

    @classmethod
    def not_adoptable(cls, api: Api, live: Live) -> str:
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
    def live_locals(cls, api: Api, live: Live, fields: Fields) -> Fields:
        """The parameters that it was trained with; the model's may have changed since."""
        if "run" not in live.doc:
            return {}
        run = sensei.one(api, f"experiments/{live.id}/runs", live.doc["run"]["id"])
        used = sensei.parameters(sensei.task(run.doc, "train")) if run else {}
        dataset = used.get("trainingDataSetId") or fields.get("training_dataset")
        return {"hyperparameters": own_parameters(used), "training_dataset": dataset} if used else {}

    @classmethod
    def adopted_outputs(cls, api: Api, live: Live, inputs: Fields) -> Fields:
        """The gate judges anew."""
        found = super().adopted_outputs(api, live, inputs)
        return {**found, "passed": not judge(inputs["gate"], found["metrics"])}

    @classmethod
    def noun(cls) -> str:
        return "training"

    @classmethod
    def forecast(cls, recorded: Fields) -> str:
        return f"the last one took {recorded['seconds']:.0f} s" if recorded.get("seconds") else ""

    @classmethod
    def foretell(cls, recorded: Fields, declared: Fields) -> str:
        """That a run is resumed, or that the recorded metrics do not meet the gate declared now."""
        if recorded.get("state", "DONE") != "DONE":
            return f"run {recorded.get('run_id')} was {recorded['state'] or 'not started'}; it is taken up again"
        gate = declared.get("gate") or {}
        reasons = [] if unknown(gate) or not recorded.get("state") else judge(gate, recorded["metrics"])
        return f"will fail: {'; '.join(reasons)}" if reasons else ""

    @classmethod
    def unhealthy(cls, outputs: Fields) -> str:
        if outputs.get("state") != "DONE":
            return "its run was not done when it was last looked at; pulumi up goes on with it"
        reasons = judge(outputs.get("gate") or {}, outputs["metrics"])
        return "; ".join(reasons) and f"{'; '.join(reasons)}; what is downstream stays as it is"


def _unmoved(api: Api, mark: OwnerMark) -> str:
    """Services that keep serving after a failed gate: those of earlier trainings of the same resource."""
    found = []
    for summary in sensei.listing(api, "mlServices"):
        service = sensei.one(api, "mlServices", summary["id"])
        training = sensei.one(api, "experiments", service.doc.get("trainingExperimentId", "")) if service else None
        if service and training and mark.of_same(TrainingRun.owner(training)):
            found.append(f'service "{_called(service)}" keeps serving run {service.doc["trainingExperimentRunId"]}')
    return ", ".join(found) or "nothing downstream was made"


def _called(service: Live) -> str:
    """A service's name for messages: its logical name, since its name on screens may be a secret."""
    mark = OwnerMark.parse(InTags().owner(service))
    return mark.name if mark else str(service.doc["name"])
