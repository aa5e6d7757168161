"""Service (API: mlService): publishes a trained model.

Its schedules are resources of their own, in the same object on the Platform.
"""

import contextlib

from ..apis import sensei, sensei_cascade
from ..apis.sensei import SenseiKind
from ..core.adoptable import Chapter
from ..core.api import Api
from ..core.archivable import Usage
from ..core.cascade import Deletion
from ..core.field import Change, Prop, Ref, output, prop, ref
from ..core.live import Doc, Fields, Live
from ..core.ownership import OwnerMark
from ..core.time import iso_time
from ..core.values import Minutes, Tags
from ..errors import AepError, Missing
from .dataset import Dataset
from .training_run import TrainingRun

SERVICE = "mlServiceId"  # the tag of experiments that a service makes


class Service(SenseiKind):
    """A service (API: mlService). The Platform can't move one to another run: a new one is made, the old one goes."""

    name: Prop[str] = prop(Change.METADATA, "Name on screens.", at="name")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="", at="description")
    run: Ref[TrainingRun] = ref(
        Change.RECREATE,
        "The training it serves.",
        local=True,
        moves="will serve the new model, once that has passed its gate",
    )
    training_dataset: Ref[Dataset] = ref(
        Change.METADATA,
        "What scheduled training reads, if not what the model says.",
        default=None,
        at="trainingDataSetId",
    )
    scoring_dataset: Ref[Dataset] = ref(
        Change.METADATA,
        "What scheduled scoring reads, if not what the model says.",
        default=None,
        at="scoringDataSetId",
    )
    training_timeframe: Prop[Minutes] = prop(
        Change.METADATA,
        "Minutes of data back from now that scheduled training reads; 0: all.",
        default=0,
        at="trainingTimeframe",
    )
    scoring_timeframe: Prop[Minutes] = prop(
        Change.METADATA,
        "Minutes of data back from now that scheduled scoring reads; 0: all.",
        default=0,
        at="scoringTimeframe",
    )
    tags: Prop[Tags] = prop(Change.METADATA, "Labels.", default={}, at="tags")
    serving_run: Prop[str] = output("The run (mode train) whose model it serves.")

    collection = "mlServices"
    profile = "mlService"
    chapter = Chapter.USE
    pipeline = "run"
    when_moved = "replaces service{s} {names}"

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        doc = super().wire(api, fields, base, mark)
        return doc if base else doc | _training(api, fields["run"])

    @classmethod
    def as_declared(cls, api: Api, live: Live) -> Fields:
        return {**cls.read(api, live), "run": live.doc.get("trainingExperimentId")}

    @classmethod
    def live_locals(cls, api: Api, live: Live, fields: Fields) -> Fields:
        return {"run": live.doc.get("trainingExperimentId")}

    @classmethod
    def own_part(cls, live: Live, recorded: Fields) -> Doc:
        """The document without its schedules, which are resources of their own."""
        return {key: value for key, value in live.doc.items() if not key.endswith("Schedule")}

    @classmethod
    def implied_parent(cls, live: Live) -> tuple[str, str] | None:
        """The model, for a service that trains by itself."""
        model = TrainingRun.FIELDS["model"].target
        return (model, live.doc["mlInstanceId"]) if live.doc.get("mlInstanceId") else None

    @classmethod
    def usage(cls, api: Api, id: str, deletion: Deletion) -> Usage:
        """When the service last trained or scored by itself."""
        found = cls.summary(api, id)
        doc = found.doc if found else {}
        names = ("trainingExperimentId", "scoringExperimentId")
        used = [doc[name] for name in names if doc.get(name)]
        return Usage(last_used=iso_time(sensei_cascade.last_used(api, used, deletion)))

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        """Delete it with the experiments that it made for its schedules, which nothing else would delete."""
        live = cls.fetch(api, id, recorded)
        if live:
            super().delete(api, id, recorded)
        for experiment in _made_by(api, id, live.doc if live else {}):
            for trained in sensei.listing(api, "models", experimentId=experiment):
                _gone(api, f"models/{trained['id']}")
            _gone(api, f"experiments/{experiment}")

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


def _made_by(api: Api, id: str, service: Doc) -> list[str]:
    """The experiments that a service made for itself, even after the service is gone."""
    of = {"mlInstanceId": service["mlInstanceId"]} if service.get("mlInstanceId") else {}
    named = {service.get("trainingExperimentId"), service.get("scoringExperimentId")}
    made = [doc for doc in sensei.listing(api, "experiments", **of) if doc.get("createdByService")]
    found = (sensei.one(api, "experiments", doc["id"]) for doc in made)
    return [one.id for one in found if one and (one.id in named or (one.doc.get("tags") or {}).get(SERVICE) == id)]


def _gone(api: Api, path: str) -> None:
    with contextlib.suppress(Missing):
        api.send("DELETE", f"{sensei.ROOT}/{path}")
