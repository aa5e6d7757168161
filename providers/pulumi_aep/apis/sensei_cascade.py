"""Sensei ML's cascade: an engine takes its MLInstances, these their experiments and runs; services stay, broken.

Summaries in lists do not tell whose an asset is, so each that is left is read by itself. After an orderly destroy
nothing is left, and one list says so.
"""

import re
from collections.abc import Sequence

from ..core.cascade import Along
from ..core.kind import Api, Doc, Stamp
from . import sensei

_STAMP = re.compile(r"[^/\s]+/[^/\s]+/[^/]+")  # what runs carry as their description


def of_engine(api: Api, id: str) -> list[Along]:
    left = sensei.listing(api, "mlInstances", engineId=id)
    found = [asset(api, "model", "mlInstances", item) for item in left]
    for item in left:
        found += of_instance(api, item["id"])
    return found


def of_instance(api: Api, id: str) -> list[Along]:
    """Where no experiment is left, no service can be that serves one of its runs."""
    left = sensei.listing(api, "experiments", mlInstanceId=id)
    if not left:
        return []
    found = [experiment(api, item) for item in left]
    for item in left:
        found += of_experiment(api, item["id"])
    return found + _services(api, mlInstanceId=id)


def of_experiment(api: Api, id: str) -> list[Along]:
    return of_runs(sensei.listing(api, f"experiments/{id}/runs"))


def of_runs(docs: Sequence[Doc]) -> list[Along]:
    """An experiment's runs are part of it, but for what another stack scored with it.

    A run can't be stamped anew: what came from another stack together with its training keeps the stamp of both.
    """
    origins = {_stack(item) for item in docs if item.get("mode") == "train"}
    return [
        Along(
            what=f"{item.get('mode', '')} run".strip(),
            id=item["id"],
            owner=str(item["description"]) if _stack(item) else None,
            part=not _stack(item) or _stack(item) in origins,
        )
        for item in docs
    ]


def _stack(run: Doc) -> str:
    """project/stack of the stamp that it carries as its description; "" if that is none."""
    text = str(run.get("description") or "")
    return "/".join(text.split("/")[:2]) if _STAMP.fullmatch(text) else ""


def of_training(api: Api, id: str, stack: str) -> list[Along]:
    """What others hang on a training: their scorings in it, their services of it."""
    services = _services(api, trainingExperimentId=id)
    return [item for item in of_experiment(api, id) + services if not item.of(stack)]


def _services(api: Api, **equal: str) -> list[Along]:
    return [
        asset(api, "service", "mlServices", item, breaks=True) for item in sensei.listing(api, "mlServices", **equal)
    ]


def asset(api: Api, what: str, collection: str, item: Doc, *, breaks: bool = False) -> Along:
    """One that is gone by the time it is read has no owner that could mind."""
    live = sensei.one(api, collection, item["id"])
    owner = (live.doc.get("tags") or {}).get(Stamp.KEY) if live else None
    return Along(what=what, id=item["id"], name=item.get("name", ""), owner=owner, breaks=breaks, part=live is None)


def experiment(api: Api, item: Doc) -> Along:
    """What a service made for its schedule belongs to the model, as far as it has no stamp."""
    if item.get("createdByService"):
        return Along(what="scheduled training", id=item["id"], name=item.get("name", ""), part=True)
    return asset(api, "training", "experiments", item)
