"""Service: publishes a trained model. Its schedules are resources of their own, in the same object on the Platform."""

from ..apis import sensei
from ..apis.sensei import SenseiKind, own_tags, tags
from ..core.field import Change, Prop, Ref, output, prop, ref
from ..core.kind import Api, Doc, Fields, Live, Stamp
from ..core.values import Minutes, Tags
from ..errors import AepError
from .dataset import Dataset
from .training_run import TrainingRun

PARTS = ("trainingSchedule", "scoringSchedule")


class Service(SenseiKind):
    """A service (API: mlService). The Platform can't move one to another run: a new one is made, the old one goes."""

    name: Prop[str] = prop(Change.METADATA, "Name on screens.")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="")
    run: Ref[TrainingRun] = ref(
        Change.RECREATE,
        "The training it serves.",
        local=True,
        moves="will serve the new model, once that has passed its gate",
    )
    training_dataset: Ref[Dataset] = ref(
        Change.METADATA, "What scheduled training reads, if not what the model says.", default=None
    )
    scoring_dataset: Ref[Dataset] = ref(
        Change.METADATA, "What scheduled scoring reads, if not what the model says.", default=None
    )
    training_timeframe: Prop[Minutes] = prop(
        Change.METADATA, "Minutes of data back from now that scheduled training reads; 0: all.", default=0
    )
    scoring_timeframe: Prop[Minutes] = prop(
        Change.METADATA, "Minutes of data back from now that scheduled scoring reads; 0: all.", default=0
    )
    tags: Prop[Tags] = prop(Change.METADATA, "Labels.", default={})
    serving_run: Prop[str] = output("The run (mode train) whose model it serves.")

    collection = "mlServices"
    profile = "mlService"
    follows = "moves service{s} {names}"

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, stamp: Stamp) -> Doc:
        optional = {"trainingDataSetId": "training_dataset", "scoringDataSetId": "scoring_dataset"}
        doc = {
            **base,
            "name": fields["name"],
            "description": fields["description"],
            "trainingTimeframe": int(fields["training_timeframe"]),
            "scoringTimeframe": int(fields["scoring_timeframe"]),
            **{key: fields[name] for key, name in optional.items() if fields.get(name)},
            "tags": tags(base, fields["tags"], stamp),
        }
        return doc if base else doc | _training(api, fields["run"])

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        return {
            "name": live.doc.get("name", ""),
            "description": live.doc.get("description", ""),
            "training_dataset": live.doc.get("trainingDataSetId"),
            "scoring_dataset": live.doc.get("scoringDataSetId"),
            "training_timeframe": int(live.doc.get("trainingTimeframe") or 0),
            "scoring_timeframe": int(live.doc.get("scoringTimeframe") or 0),
            "tags": own_tags(live.doc),
        }

    @classmethod
    def adopted(cls, api: Api, live: Live) -> Fields:
        return {**cls.read(api, live), "run": live.doc.get("trainingExperimentId")}

    @classmethod
    def as_live(cls, api: Api, live: Live, fields: Fields) -> Fields:
        return {"run": live.doc.get("trainingExperimentId")}

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {"serving_run": live.doc.get("trainingExperimentRunId", "")}


def _training(api: Api, experiment: str) -> Doc:
    """The instance, experiment and run behind a training: its run is the one that left a model."""
    found = sensei.one(api, "experiments", experiment)
    models = sensei.listing(api, "models", experimentId=experiment)
    if found is None or not models:
        raise AepError(f"training {experiment} has left no model to serve; train it again")
    return {
        "mlInstanceId": found.doc["mlInstanceId"],
        "trainingExperimentId": experiment,
        "trainingExperimentRunId": models[-1]["experimentRunId"],
    }
