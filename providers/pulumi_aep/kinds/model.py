"""Model: a recipe with its parameters (API: mlInstance, not the API's `model`, which is what a training leaves).

The API's lists of key and value are maps here.
"""

from collections.abc import Mapping
from typing import Any, Literal

from ..apis import sensei_cascade as cascade
from ..apis.sensei import SenseiKind, pairs, parameters, task
from ..core.adoptable import Chapter
from ..core.api import Api
from ..core.cascade import Affected, Deletion
from ..core.field import Change, Prop, Ref, carried, prop, ref
from ..core.live import Doc, Fields, Live
from ..core.ownership import OwnerMark
from ..core.values import Parameters, Tags
from .dataset import Dataset
from .recipe import Recipe

# task parameter: the field it is
TRAIN = {"trainingDataSetId": "training_dataset", "ACP_DSW_TRAINING_XDM_SCHEMA": "training_schema"}
SCORE = {
    "scoringDataSetId": "scoring_dataset",
    "scoringResultsDataSetId": "results_dataset",
    "ACP_DSW_SCORING_RESULTS_XDM_SCHEMA": "results_schema",
}
CONTAINER = "ContainerTaskSpec"
TENANT = ("tenantId", "tenant_id")  # recipes spell it both ways


class Model(SenseiKind):
    """A model (API: mlInstance): what a run of it will do. Other parameters or data are a new model beside the old one.

    What runs by schedule uses a model's parameters as they are at that moment, so that they are never changed in place.
    """

    name: Prop[str] = prop(Change.METADATA, "Name on screens.", at="name")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="", at="description")
    recipe: Ref[Recipe] = ref(Change.RETRAIN, "The recipe.", at="engineId", moves="is made anew, of the new recipe")
    hyperparameters: Prop[Parameters] = prop(
        Change.RETRAIN,
        "Parameters of the train task, by name.",
        default={},
    )
    scoring_parameters: Prop[Parameters] = prop(
        Change.RETRAIN, "Parameters of the score task, by name, where a scoring run does not say its own.", default={}
    )
    training_dataset: Ref[Dataset] = ref(Change.RETRAIN, "What training reads.")
    scoring_dataset: Ref[Dataset] = ref(
        Change.RETRAIN, "What scoring reads, where a scoring run or a service does not say its own.", default=None
    )
    results_dataset: Ref[Dataset] = ref(
        Change.RETRAIN, "Where scoring writes, where a scoring run does not say its own.", default=None
    )
    machine: Prop[Literal["cpu", "gpu"] | None] = prop(
        Change.RETRAIN,
        "What each of its runs gets: one CPU or one GPU; the Platform's own choice if left out.",
        default=None,
    )
    tags: Prop[Tags] = prop(Change.METADATA, "Labels.", default={}, at="tags")
    recipe_digest: Prop[str | None] = carried(Change.RETRAIN, "The recipe's content.", by="recipe", attribute="digest")
    training_schema: Prop[str | None] = carried(
        Change.METADATA, "Schema of what training reads.", by="training_dataset", attribute="schema"
    )
    results_schema: Prop[str | None] = carried(
        Change.METADATA, "Schema of what scoring writes.", by="results_dataset", attribute="schema"
    )

    collection = "mlInstances"
    profile = "mlInstance"
    typical = ("hyperparameters", "scoring_dataset", "results_dataset")
    chapter = Chapter.TRAINING
    goes_back = True
    pipeline = "recipe"
    heads_pipeline = True

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        tenant = dict.fromkeys(TENANT, f"_{api.tenant()}")
        train = {key: fields[name] for key, name in TRAIN.items() if fields.get(name)}
        score = {key: fields[name] for key, name in SCORE.items() if fields.get(name)}
        return {
            **super().wire(api, fields, base, mark),
            "tasks": [
                _task(base, "train", {**tenant, **train, **fields["hyperparameters"]}, fields.get("machine")),
                _task(base, "score", {**tenant, **score, **fields["scoring_parameters"]}, fields.get("machine")),
                *(item for item in base.get("tasks", []) if item["name"] not in ("train", "score")),
            ],
        }

    @classmethod
    def cascades(cls, api: Api, id: str, recorded: Fields, deletion: Deletion) -> list[Affected]:
        """Its trainings are deleted with their runs; services that use those are left broken."""
        return cascade.of_instance(api, id, deletion)

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        train, score = (parameters(task(live.doc, name)) for name in ("train", "score"))
        known = {**{TRAIN[key]: train[key] for key in TRAIN if key in train}} | {
            SCORE[key]: score[key] for key in SCORE if key in score
        }
        return {
            **super().read(api, live),
            "hyperparameters": _rest(train, TRAIN),
            "scoring_parameters": _rest(score, SCORE),
            **{name: known.get(name) for name in ("training_dataset", "scoring_dataset", "results_dataset")},
            "machine": _machine(live.doc),
        }


def own_parameters(train: Mapping[str, str]) -> dict[str, str]:
    """Hyperparameters, out of all parameters of a train task."""
    return _rest(train, TRAIN)


def _rest(values: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in sorted(values.items()) if key not in known and key not in TENANT}


def _task(base: Doc, name: str, values: Mapping[str, Any], machine: str | None) -> Doc:
    made = {**task(base, name), "name": name, "parameters": pairs(dict(values))}
    if machine:
        return {**made, "specification": {"type": CONTAINER, f"{machine}s": "1"}}
    if (made.get("specification") or {}).get("type") == CONTAINER:
        del made["specification"]
    return made


def _machine(doc: Doc) -> str | None:
    """The machine of a Python recipe; Spark's specifications are left as they are."""
    found = task(doc, "train").get("specification") or {}
    return next((name for name in ("cpu", "gpu") if f"{name}s" in found), None)
