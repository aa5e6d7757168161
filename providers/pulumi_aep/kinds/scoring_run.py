"""ScoringRun: one scoring with a training run's model; its result is a new batch in the results dataset."""

import re

from ..apis import catalog, runs, sensei
from ..core.adoptable import Chapter, NameOf
from ..core.api import Api
from ..core.field import Change, Prop, Ref, Refs, output, prop, ref
from ..core.kind import Kind
from ..core.live import Doc, Fields, Live
from ..core.ownership import InText, OwnerMark
from ..core.values import Parameters
from ..errors import Failed, Missing
from .batch import Batch
from .dataset import Dataset
from .training_run import TrainingRun

SCORED, RESULTS = "scoringDataSetId", "scoringResultsDataSetId"


class InRunDescription(InText):
    """A run has no tags: its mark is its whole description. People describe runs too; a mark has its three parts."""

    def owner(self, live: Live) -> str | None:
        described = str(live.doc["run"].get("description") or "")
        return described if re.fullmatch(r"[^/\s]+/[^/\s]+/.+", described) else None


class ScoringRun(Kind):
    """A scoring (API: run of mode score, in the training's experiment). It never changes; its scores stay behind."""

    run: Ref[TrainingRun] = ref(Change.RESCORE, "The training whose model scores.", moves="scores with the new model")
    dataset: Ref[Dataset] = ref(Change.RESCORE, "What is scored.", moves="scores the new dataset")
    results: Ref[Dataset] = ref(Change.RESCORE, "Where the scores go.", moves="scores into the new dataset")
    data: Refs[Batch] = ref(
        Change.RESCORE,
        "Batches that must be in; new data scores again.",
        moves="scores the new data",
        default=(),
        local=True,
        unordered=True,
        reads_rows=True,
    )
    parameters: Prop[Parameters] = prop(Change.RESCORE, "More parameters of the score task.", default={}, local=True)
    batch: Prop[str] = output("The batch of scores.")
    rows: Prop[int] = output("How many scores it holds.")
    state: Prop[str] = output("DONE once it has scored.")
    seconds: Prop[float] = output("How long it took.")

    ownership = InRunDescription("description")
    chapter = Chapter.USE
    pipeline = "run"
    part_of = "run"
    name_field = "run"
    exclusive = False
    undeletable = True
    indexed = False
    reads = "dataset"
    when_moved = "scores{events} ({names})"

    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        """A list for each experiment: there is none over all."""
        return [
            _live(f"{experiment}/{run['id']}", run, partial=True)
            for experiment in sensei.index(api, "experiments")
            for run in sensei.listing(api, f"experiments/{experiment}/runs", mode="score")
        ]

    @classmethod
    def summary(cls, api: Api, id: str) -> Live | None:
        """Runs never change and are never deleted: it is there as long as its experiment is."""
        experiment, run = id.split("/")
        there = experiment in sensei.index(api, "experiments")
        return _live(id, {"id": run}, partial=True) if there else None

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        """Runs of that experiment that have not failed; which is whose stands in their description."""
        experiment = fields["run"]
        scorings = sensei.listing(api, f"experiments/{experiment}/runs", mode="score")
        full = [sensei.one(api, f"experiments/{experiment}/runs", run["id"]) for run in scorings]
        return [
            _live(f"{experiment}/{live.id}", live.doc)
            for live in full
            if live and runs.status(api, experiment, live.id)["state"] not in runs.LOST
        ]

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        values = {
            SCORED: fields["dataset"],
            RESULTS: fields["results"],
            **fields["parameters"],
        }
        task = {"name": "score", "parameters": sensei.pairs(values)}
        run = runs.start(api, fields["run"], {"mode": "score", "tasks": [task], "description": mark.owner})
        return _live(f"{fields['run']}/{run['id']}", run)

    @classmethod
    def finish(cls, api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Live:
        if "status" in live.doc:
            return live
        experiment, run = live.id.split("/")
        status = runs.wait(api, experiment, run)
        live.doc["status"] = status
        if status["state"] != "DONE":
            raise Failed(f"scoring {run} {status['state']}: {runs.last_line(status)}; see: aep runs logs {run}")
        live.doc["batch"] = _scores(api, fields["results"], run, status)
        return live

    @classmethod
    def is_id(cls, id: str) -> bool:
        """The experiment's id and the run's."""
        experiment, _, run = id.partition("/")
        return super().is_id(experiment) and super().is_id(run)

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        experiment, run = id.split("/")
        try:
            found = sensei.one(api, f"experiments/{experiment}/runs", run)
        except Missing:
            return None
        if found is None:
            return None
        live = _live(id, found.doc)
        if recorded.get("state") == "DONE":
            live.doc["status"] = {"state": "DONE", "seconds": recorded["seconds"]}
            live.doc["batch"] = {"id": recorded["batch"], "rows": recorded["rows"]}
        return live

    @classmethod
    def own_part(cls, live: Live, recorded: Fields) -> Doc:
        """Its task holds the model's parameters too."""
        own = {SCORED, RESULTS, *recorded.get("parameters", ())}
        task = {key: value for key, value in _task(live).items() if key != "parameters"}
        given = sensei.parameters(_task(live))
        task |= {"parameters": sensei.pairs({key: value for key, value in given.items() if key in own})}
        return {**live.doc, "run": {**live.doc["run"], "tasks": [task]}}

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        return live

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        """Nothing: runs can't be deleted, and scores go with their dataset."""

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        return {"run": live.id.split("/")[0]}

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        status, batch = live.doc.get("status") or {}, live.doc.get("batch") or {}
        return {
            "batch": batch.get("id", ""),
            "rows": int(batch.get("rows", 0)),
            "state": status.get("state", ""),
            "seconds": status.get("seconds", 0.0),
        }

    @classmethod
    def full(cls, api: Api, live: Live) -> Live | None:
        """With its state, and the batch of scores if it is done."""
        full = cls.fetch(api, live.id, {})
        if full is None:
            return None
        experiment, run = live.id.split("/")
        full.doc["status"] = runs.timed(runs.status(api, experiment, run))
        results = sensei.parameters(_task(full)).get(RESULTS)
        if full.doc["status"]["state"] == "DONE" and results:
            full.doc["batch"] = _scores(api, results, run, full.doc["status"])
        return full

    @classmethod
    def not_adoptable(cls, api: Api, live: Live) -> str:
        if live.doc["run"].get("createdBySchedule"):
            return "a schedule made it"
        if live.partial:
            return ""
        state = live.doc["status"]["state"]
        return "" if state == "DONE" else f"it is {state}"

    @classmethod
    def as_declared(cls, api: Api, live: Live) -> Fields:
        """A run's task holds the model's parameters too: what is its own is what differs from them."""
        experiment = live.id.split("/", maxsplit=1)[0]
        found = sensei.one(api, "experiments", experiment)
        model = sensei.one(api, "mlInstances", found.doc.get("mlInstanceId", "")) if found else None
        general = sensei.parameters(sensei.task(model.doc, "score")) if model else {}
        own = sensei.parameters(_task(live))
        return {
            "run": experiment,
            "dataset": own.pop(SCORED, None),
            "results": own.pop(RESULTS, None),
            "parameters": {key: value for key, value in own.items() if general.get(key) != value},
        }

    @classmethod
    def label(cls, fields: Fields, title_of: NameOf) -> str:
        return title_of("run")

    @classmethod
    def logical_name(cls, fields: Fields, name_of: NameOf) -> str:
        return name_of("run") or "scoring"

    @classmethod
    def repeats(cls, fields: Fields) -> tuple[object, ...]:
        """Of several scorings of one dataset into the same results the last one counts."""
        return tuple(fields.get(name) for name in ("run", "dataset", "results"))

    @classmethod
    def metadata(cls, live: Live) -> Doc:
        found: Doc = live.doc["run"]
        return found

    @classmethod
    def created(cls, live: Live) -> str:
        return str(live.doc["run"].get("created", ""))

    @classmethod
    def live_locals(cls, api: Api, live: Live, fields: Fields) -> Fields:
        own = sensei.parameters(_task(live))
        return {"dataset": own.get(SCORED), "results": own.get(RESULTS)}

    @classmethod
    def forecast(cls, recorded: Fields) -> str:
        if not recorded.get("seconds"):
            return ""
        return f"the last one made {recorded['rows']:.0f} scores in {recorded['seconds']:.0f} s"


def _live(id: str, run: Doc, *, partial: bool = False) -> Live:
    return Live(id, {"run": run, "updated": "never"}, partial=partial)


def _task(live: Live) -> Doc:
    return sensei.task(live.doc["run"], "score")


def _scores(api: Api, dataset: str, run: str, status: Doc) -> Doc:
    """The batch that the run wrote: the one that names it, else the last one completed while it ran.

    The Platform's documentation names no link from a run to its batch.
    """
    params = {"dataSet": dataset, "limit": catalog.PAGE, "orderBy": "desc:created"}
    newest = api.get(f"{catalog.ROOT}/batches", params=params).json()
    found = [(id, doc) for id, doc in newest.items() if doc.get("status") in catalog.ARRIVED]
    named = [item for item in found if run in str(item[1].get("tags", {}))]
    for id, doc in named or found:
        metrics = doc.get("metrics") or {}
        return {"id": id, "rows": metrics.get("outputRecordCount", doc.get("recordCount", 0))}
    raise Failed(f"scoring {run} is DONE but dataset {dataset} holds no batch of scores; see: aep runs logs {run}")
