"""ScoringRun: one scoring with a training run's model; its results are new batches in the results dataset."""

import re
from collections.abc import Sequence

from ..apis import catalog, runs, scores, sensei
from ..core.adoptable import Chapter, NameOf
from ..core.api import Api
from ..core.field import Change, Prop, Ref, Refs, output, prop, ref
from ..core.kind import Kind
from ..core.live import Doc, Fields, Live
from ..core.origin import origin
from ..core.ownership import InText, OwnerMark
from ..core.values import Parameters, Seconds
from ..errors import Failed, Missing
from .batch import Batch
from .dataset import Dataset
from .training_run import TrainingRun

SCORED, RESULTS = "scoringDataSetId", "scoringResultsDataSetId"


class InRunDescription(InText):
    """A run has no tags, so its description is the mark. A description that people wrote doesn't have a mark's form."""

    def owner(self, live: Live) -> str | None:
        described = runs.owner_of(live.doc["run"])
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
    timeout_seconds: Prop[Seconds | None] = prop(
        Change.METADATA,
        "How long `up` waits for it; then it fails, and the next one finds the run and goes on.",
        default=None,
        local=True,
    )
    batch: Prop[str] = output("The batch of scores; of several, the last one.")
    batches: Prop[Sequence[str]] = output("Every batch that it wrote.")
    rows: Prop[int] = output("How many scores they hold.")
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
        """One list per experiment, since there is none over all of them."""
        return [
            _live(f"{experiment}/{run['id']}", run, partial=True)
            for experiment in sensei.index(api, "experiments")
            for run in sensei.listing(api, f"experiments/{experiment}/runs", mode="score")
        ]

    @classmethod
    def summary(cls, api: Api, id: str) -> Live | None:
        """Runs never change and can't be deleted, so one exists for as long as its experiment does."""
        experiment, run = id.split("/")
        there = experiment in sensei.index(api, "experiments")
        return _live(id, {"id": run}, partial=True) if there else None

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        """The experiment's runs that haven't failed, those made from exactly these fields first.

        Their description tells whose they are.
        """
        experiment = fields["run"]
        scorings = sensei.listing(api, f"experiments/{experiment}/runs", mode="score")
        full = [sensei.one(api, f"experiments/{experiment}/runs", run["id"]) for run in scorings]
        found = [
            _live(f"{experiment}/{live.id}", live.doc)
            for live in full
            if live and runs.status(api, experiment, live.id)["state"] not in runs.LOST
        ]
        return sorted(found, key=lambda live: cls.made_from(api, live, fields) is not True)

    @classmethod
    def made_from(cls, api: Api, live: Live, fields: Fields) -> bool | None:
        return runs.is_from(live.doc["run"], origin(cls, fields))

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        values = {
            SCORED: fields["dataset"],
            RESULTS: fields["results"],
            **fields["parameters"],
        }
        task = {"name": "score", "parameters": sensei.pairs(values)}
        description = runs.description(mark.owner, origin(cls, fields))
        run = runs.start(api, fields["run"], {"mode": "score", "tasks": [task], "description": description})
        return _live(f"{fields['run']}/{run['id']}", run)

    @classmethod
    def finish(cls, api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Live:
        if "status" in live.doc:
            return live
        experiment, run = live.id.split("/")
        status = runs.wait(api, experiment, run, fields.get("timeout_seconds"))
        if "left" in status:
            raise Failed(f"scoring {status['left']}; the next pulumi up finds it and goes on")
        live.doc["status"] = status
        if status["state"] != "DONE":
            raise Failed(f"scoring {run} {status['state']}: {runs.last_line(status)}; see: aep runs logs {run}")
        ended = sensei.one(api, f"experiments/{experiment}/runs", run)
        live.doc["run"] = ended.doc if ended else live.doc["run"]
        results = _results(live) or fields["results"]
        live.doc["scores"] = _written(api, live, results, status)
        if not live.doc["scores"]["ids"]:
            raise Failed(f"scoring {run} {_without_scores(run, results)}")
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
            ids = recorded.get("batches") or [recorded["batch"]]  # the first release knew of one
            live.doc["scores"] = {"ids": ids, "rows": recorded["rows"]}
        return live

    @classmethod
    def own_part(cls, live: Live, recorded: Fields) -> Doc:
        """A run's task contains the model's parameters too."""
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
        status, written = live.doc.get("status") or {}, live.doc.get("scores") or {}
        ids = written.get("ids") or []
        return {
            "batch": ids[-1] if ids else "",
            "batches": ids,
            "rows": int(written.get("rows", 0)),
            "state": status.get("state", ""),
            "seconds": status.get("seconds", 0.0),
        }

    @classmethod
    def full(cls, api: Api, live: Live) -> Live | None:
        """With its state, and the batches of scores if it is done."""
        full = cls.fetch(api, live.id, {})
        if full is None:
            return None
        experiment, run = live.id.split("/")
        full.doc["status"] = runs.timed(runs.status(api, experiment, run))
        results = _results(full)
        if full.doc["status"]["state"] == "DONE" and results:
            full.doc["scores"] = _written(api, full, results, full.doc["status"])
        return full

    @classmethod
    def not_adoptable(cls, api: Api, live: Live) -> str:
        if live.doc["run"].get("createdBySchedule"):
            return "a schedule made it"
        if live.partial:
            return ""
        state = live.doc["status"]["state"]
        if state != "DONE":
            return f"it is {state}"
        return (
            ""
            if live.doc.get("scores", {}).get("ids")
            else f"it {_without_scores(live.id.split('/')[1], _results(live))}"
        )

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
        """Of several scorings of one dataset into the same results, only the last one counts."""
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


def _results(live: Live) -> str:
    """The dataset that the run was told to write to."""
    return sensei.parameters(_task(live)).get(RESULTS, "")


def _without_scores(run: str, results: str) -> str:
    where = f"dataset {results}" if results else "any dataset"
    return f"is DONE but wrote no batch of scores into {where}; see: aep runs logs {run}"


def _task(live: Live) -> Doc:
    return sensei.task(live.doc["run"], "score")


def _written(api: Api, live: Live, dataset: str, status: Doc) -> Doc:
    """All batches of that run in the dataset, oldest first, and their rows."""
    found = scores.of_run(api, live.doc["run"], dataset, status)
    return {"ids": [one.id for one in found], "rows": sum(catalog.rows(one.doc) for one in found)}
