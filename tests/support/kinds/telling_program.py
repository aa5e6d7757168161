"""A whole pipeline whose recipe tells what it ran with, as plain data, and what of it is live and recorded.

Two programs that say the same leave the same world and record, whatever was there before; history that is kept on
purpose (scores of earlier runs) is left out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.engine.project import Project
from tests.support.kinds.program import Item, item, to, write
from tests.support.kinds.snapshot import look
from tests.support.recipes import telling

HISTORY = ("scores",)
RECORDED = ("metrics", "rows", "passed", "state")


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A batch: the dataset that it is in, and its values."""

    dataset: str = "data"
    values: tuple[int, ...] = (1, 2)
    read: bool = True  # whether the runs name it


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    code: int = 1
    rate: str = "1"
    bias: str = "0"
    dataset: str = "data"  # what is trained on and scored
    results: str = "out"
    batches: Mapping[str, Rows] = field(default_factory=lambda: {"first": Rows(), "second": Rows(values=(10,))})
    machine: str | None = None
    gate: str = ">= 0"
    scores: bool = True
    serves: bool = True
    schedules: tuple[str, ...] = ("scoring",)
    cron: str = "0 3 * * *"
    start: str = "2030-01-01"
    live: str = ""  # at the end of each name on the Platform
    logical: str = ""  # at the end of the names of what trains and serves
    word: bool = False  # one more field
    profile: bool = True  # the schema's behavior

    def items(self) -> list[Item]:
        n, live = self.logical, self.live
        fields: dict[str, Any] = {"n": {"type": "number"}} | ({"word": {"type": "string"}} if self.word else {})
        behavior = "profile" if self.profile else "experienceevent"
        group = {"title": f"Group{live}", "extends": ["profile", "experienceevent"], "fields": fields}
        read = [to("Batch", name) for name, rows in self.batches.items() if rows.read and rows.dataset == self.dataset]
        found = [
            item("Sandbox", "dev"),
            item("FieldGroup", "group", **group),
            item(
                "Schema", "schema", title=f"Schema{live}", behavior=behavior, field_groups=[to("FieldGroup", "group")]
            ),
            *(
                item("Dataset", name, name=f"{name}{live}", schema=to("Schema", "schema"))
                for name in ("data", "more", "out", "out2")
            ),
            *(
                item("Batch", name, dataset=to("Dataset", rows.dataset), source=f"{name}.jsonl")
                for name, rows in self.batches.items()
            ),
            item("Recipe", f"recipe{n}", name=f"Recipe{live}", source="recipe"),
            item(
                "Model",
                f"model{n}",
                name=f"Model{live}",
                recipe=to("Recipe", f"recipe{n}"),
                hyperparameters={"rate": self.rate},
                scoring_parameters={"bias": self.bias},
                training_dataset=to("Dataset", self.dataset),
                scoring_dataset=to("Dataset", self.dataset),
                results_dataset=to("Dataset", self.results),
                **({"machine": self.machine} if self.machine else {}),
            ),
            item(
                "TrainingRun",
                f"run{n}",
                name=f"Run{live}",
                model=to("Model", f"model{n}"),
                data=read,
                gate={"sum": self.gate},
            ),
        ]
        if self.scores:
            data = {"dataset": to("Dataset", self.dataset), "results": to("Dataset", self.results), "data": read}
            found.append(item("ScoringRun", f"scores{n}", run=to("TrainingRun", f"run{n}"), **data))
        if self.serves:
            found.append(item("Service", f"service{n}", name=f"Service{live}", run=to("TrainingRun", f"run{n}")))
            span = {"start": self.start, "end": "2050-01-01", "cron": self.cron}
            found += [
                item("Schedule", f"{runs}{n}", service=to("Service", f"service{n}"), runs=runs, **span)
                for runs in self.schedules
            ]
        return found

    def write(self, folder: Path) -> None:
        telling.write(folder / "recipe", self.code)
        for name, rows in self.batches.items():
            (folder / f"{name}.jsonl").write_text("".join(self._row(name, value) for value in rows.values))
        write(folder, self.items())

    def _row(self, name: str, value: int) -> str:
        own = {} if self.profile else {"timestamp": "2026-01-01T00:00:00Z"}
        return json.dumps({"_id": f"{name}-{value}", "_luma": {"n": value}, **own}) + "\n"


def world(project: Project) -> dict[str, Any]:
    """What is live, by name, with its parameters and images; a run that was made again counts once."""
    found: dict[str, Any] = {kind: docs for kind, docs in look(project.platform()).items() if kind not in HISTORY}
    for doc in found.get("TrainingRun", []):
        doc["runs"] = sorted({tuple(run) for run in doc["runs"]})
    return found


def record(project: Project) -> dict[str, Any]:
    """What is recorded of each resource: its inputs, other resources by name, and what its run left."""
    found = project.resources()
    names = {one["id"]: key for key, one in found.items()}

    def of(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: of(inner) for key, inner in value.items() if not key.startswith("__")}
        if isinstance(value, list):
            return sorted((of(inner) for inner in value), key=repr)
        return names.get(value, value) if isinstance(value, str) else value

    return {
        key: {"inputs": of(one["inputs"]), **{name: one["outputs"].get(name) for name in RECORDED}}
        for key, one in sorted(found.items())
    }
