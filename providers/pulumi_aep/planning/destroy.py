"""What a `pulumi destroy` would meet: what goes, what the Platform takes along, what stays, what would stop it.

The same questions that the deletes themselves ask (`Kind.along`), ahead of them and over the whole stack: answered
by lists, and by single reads only of what is not in the stack's state. Nothing is written.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..apis import catalog, sensei
from ..apis import sensei_cascade as cascade
from ..core import cascade as along
from ..core.cascade import Along
from ..core.kind import Api, Doc
from ..stack.state import Recorded, moment

IN = ("success", "active")


@dataclass
class Fate:
    """What becomes of one resource. `why` says what stops it or what it stays for."""

    resource: Recorded
    fate: str  # goes, stays, stops
    why: str = ""
    takes: list[Along] = field(default_factory=list)
    batches: int | None = None
    rows: int | None = None
    last_used: str = ""


def fates(api_of: Callable[[str], Api], resources: tuple[Recorded, ...], stack: str) -> list[Fate]:
    """Every resource's, in the order in which they are recorded."""
    by_sandbox: dict[str, list[Recorded]] = defaultdict(list)
    for item in resources:
        by_sandbox[_sandbox(item)].append(item)
    places = {name: _Place(api_of(name), found) for name, found in by_sandbox.items()}
    return [_fate(places[_sandbox(item)], item, stack) for item in resources]


def _sandbox(item: Recorded) -> str:
    return item.id if item.kind == "Sandbox" else str(item.fields.get("sandbox", ""))


def goes(item: Recorded) -> bool:
    return not item.retained and not item.fields.get("existing")


def _fate(place: "_Place", item: Recorded, stack: str) -> Fate:
    if item.protected:
        return Fate(item, "stops", "it is protected; to let it go: pulumi state unprotect")
    if not goes(item):
        return Fate(item, "stays", "retain_on_delete" if item.retained else "declared as existing")
    found = Fate(item, "goes", "left over from a replacement" if item.pending else "")
    if item.kind == "Dataset":
        batches = place.batches.get(item.id, [])
        found.batches, found.rows = len(batches), sum(_rows(doc) for doc in batches)
        found.last_used = max((_when(doc.get("created")) for doc in batches), default="")
    found.last_used = found.last_used or place.last_run(item)
    found.takes = list(place.takes(item, stack))
    why = along.foreign(found.takes, stack)
    if why:
        found.fate, found.why = "stops", why
    return found


class _Place:
    """A sandbox as far as its lists tell, each asked for once, and only if it is needed."""

    def __init__(self, api: Api, resources: list[Recorded]) -> None:
        self.api = api
        self.resources = resources
        self.going = {item.id for item in resources if goes(item)}

    def _all(self, collection: str) -> list[Doc]:
        return [live.doc for live in sensei.index(self.api, collection).values()]

    @cached_property
    def batches(self) -> dict[str, list[Doc]]:
        """By dataset; of all datasets that go, in one list."""
        wanted = [item.id for item in self.resources if item.kind == "Dataset" and goes(item)]
        found: dict[str, list[Doc]] = defaultdict(list)
        for live in catalog.listing(self.api, "batches", dataSet=",".join(wanted)) if wanted else []:
            for related in live.doc.get("relatedObjects") or []:
                if related.get("type") == "dataSet" and live.doc.get("status") in IN:
                    found[related["id"]].append({**live.doc, "id": live.id})
        return found

    def runs(self, experiment: str) -> list[Doc]:
        return self.api.shared(
            f"runs of {experiment}", lambda: sensei.listing(self.api, f"experiments/{experiment}/runs")
        )

    def last_run(self, item: Recorded) -> str:
        """When a training or a service was last put to work."""
        if item.kind not in ("TrainingRun", "Service"):
            return ""
        doc = sensei.index(self.api, "mlServices").get(item.id) if item.kind == "Service" else None
        names = ("trainingExperimentId", "scoringExperimentId")
        used = [doc.doc[name] for name in names if doc.doc.get(name)] if doc else []
        known = sensei.index(self.api, "experiments")
        experiments = [id for id in (used or [item.id]) if id in known]
        return max((_when(run.get("created")) for id in experiments for run in self.runs(id)), default="")

    def takes(self, item: Recorded, stack: str) -> Iterator[Along]:
        if item.kind == "Recipe":
            for doc in self._left("mlInstances", engineId=item.id):
                yield cascade.asset(self.api, "model", "mlInstances", doc)
                yield from self._of_model(doc["id"])
        elif item.kind == "Model":
            yield from self._of_model(item.id)
        elif item.kind == "TrainingRun" and item.id in sensei.index(self.api, "experiments"):
            found = [*cascade.of_runs(self.runs(item.id)), *self._services(trainingExperimentId=item.id)]
            yield from (one for one in found if not one.of(stack))
        elif item.kind == "Dataset":
            found = [catalog.part(doc["id"], doc) for doc in self.batches.get(item.id, [])]
            yield from (one for one in found if not one.of(stack))
        elif item.kind == "Sandbox":
            from ..kinds.sandbox import contents

            yield from contents(self.api, without=self.going)

    def _left(self, collection: str, **equal: str) -> list[Doc]:
        """Those that this destroy does not delete by their own names."""
        return [
            doc
            for doc in self._all(collection)
            if doc["id"] not in self.going and all(doc.get(key) == value for key, value in equal.items())
        ]

    def _of_model(self, id: str) -> Iterator[Along]:
        for doc in self._left("experiments", mlInstanceId=id):
            yield cascade.experiment(self.api, doc)
            yield from cascade.of_runs(self.runs(doc["id"]))
        yield from self._services(mlInstanceId=id)

    def _services(self, **equal: str) -> list[Along]:
        left = self._left("mlServices", **equal)
        return [cascade.asset(self.api, "service", "mlServices", doc, breaks=True) for doc in left]


def _rows(doc: Doc) -> int:
    return int((doc.get("metrics") or {}).get("outputRecordCount") or doc.get("recordCount") or 0)


def _when(value: Any) -> str:
    """ISO 8601 to the second; the Catalog counts milliseconds."""
    from datetime import UTC, datetime

    if isinstance(value, int | float):
        value = datetime.fromtimestamp(value / 1000, UTC).isoformat()
    return moment(str(value or ""))
