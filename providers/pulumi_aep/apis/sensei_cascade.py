"""What Sensei ML deletes along with an asset: an engine's MLInstances, their experiments and runs.

MLServices remain, but stop working.

Summaries in lists do not tell who owns an asset, so each that is left is read by itself. After an orderly destroy
nothing is left, and one list says so. A report asks ahead, over lists that all its questions share, and leaves out
what the destroy deletes by its own name.
"""

from collections.abc import Sequence

from ..core.api import Api
from ..core.cascade import Affected, Deletion
from ..core.live import Doc
from ..core.ownership import InTags, OwnerMark
from . import sensei
from .runs import owner_of


def of_engine(api: Api, id: str, deletion: Deletion) -> list[Affected]:
    left = _left(api, "mlInstances", deletion, engineId=id)
    found = [asset(api, "model", "mlInstances", item) for item in left]
    for item in left:
        found += of_instance(api, item["id"], deletion)
    return found


def of_instance(api: Api, id: str, deletion: Deletion) -> list[Affected]:
    """No experiments means no services, because a service serves an experiment's run."""
    left = _left(api, "experiments", deletion, mlInstanceId=id)
    if not left and not deletion.ahead:
        return []
    found = [experiment(api, item) for item in left]
    for item in left:
        found += of_experiment(api, item["id"], deletion)
    return found + services(api, deletion, mlInstanceId=id)


def of_experiment(api: Api, id: str, deletion: Deletion) -> list[Affected]:
    return of_runs(runs(api, id, deletion))


def of_training(api: Api, id: str, deletion: Deletion) -> list[Affected]:
    """What others hang on a training: their scorings in it, their services of it."""
    if deletion.ahead and id not in sensei.index(api, "experiments"):
        return []
    found = of_experiment(api, id, deletion) + services(api, deletion, trainingExperimentId=id)
    return [item for item in found if not item.of(deletion.stack)]


def of_runs(docs: Sequence[Doc]) -> list[Affected]:
    """An experiment's runs are part of it, but for what another stack scored with it.

    A run can't be marked anew: what came from another stack together with its training keeps the mark of both.
    """
    origins = {_stack(item) for item in docs if item.get("mode") == "train"}
    return [
        Affected(
            what=f"{item.get('mode', '')} run".strip(),
            id=item["id"],
            owner=owner_of(item) if _stack(item) else None,
            part=not _stack(item) or _stack(item) in origins,
        )
        for item in docs
    ]


def _stack(run: Doc) -> str:
    """Whose the mark is that it carries as its description; "" if that is none."""
    mark = OwnerMark.parse(owner_of(run))
    return mark.holder if mark else ""


def services(api: Api, deletion: Deletion, **equal: str) -> list[Affected]:
    left = _left(api, "mlServices", deletion, **equal)
    return [asset(api, "service", "mlServices", item, breaks=True) for item in left]


def runs(api: Api, experiment: str, deletion: Deletion) -> list[Doc]:
    path = f"experiments/{experiment}/runs"
    if not deletion.ahead:
        return sensei.listing(api, path)
    return api.shared(path, lambda: sensei.listing(api, path))


def _left(api: Api, collection: str, deletion: Deletion, **equal: str) -> list[Doc]:
    """Those with these properties that are not deleted by their own names."""
    if not deletion.ahead:
        return sensei.listing(api, collection, **equal)
    found = [live.doc for live in sensei.listed(api, collection)]
    return [
        doc
        for doc in found
        if doc["id"] not in deletion.ids and all(doc.get(key) == value for key, value in equal.items())
    ]


def asset(api: Api, what: str, collection: str, item: Doc, *, breaks: bool = False) -> Affected:
    """One that is gone by the time it is read has no owner that could mind."""
    live = sensei.one(api, collection, item["id"])
    owner = InTags().owner(live) if live else None
    return Affected(what=what, id=item["id"], name=item.get("name", ""), owner=owner, breaks=breaks, part=live is None)


def experiment(api: Api, item: Doc) -> Affected:
    """What a service made for its schedule belongs to the model, as far as it has no mark."""
    if item.get("createdByService"):
        return Affected(what="scheduled training", id=item["id"], name=item.get("name", ""), part=True)
    return asset(api, "training", "experiments", item)


def last_used(api: Api, experiments: Sequence[str], deletion: Deletion) -> str:
    """When a run of one of these was last made; "" if there was none."""
    known = sensei.index(api, "experiments")
    return max(
        (str(run.get("created") or "") for id in experiments if id in known for run in runs(api, id, deletion)),
        default="",
    )
