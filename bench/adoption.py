"""Taking over a sandbox that a plain client filled: how long, with how many calls."""

import json
from collections.abc import Iterator
from pathlib import Path

from .calls import shown, total
from .emulator import Emulator
from .figure import Figure
from .plain import storage
from .plain.client import Client
from .project import Project

PROFILE = "https://ns.adobe.com/xdm/context/profile"
SCHEMAS, DATASETS, MODELS, SEGMENTS = 30, 170, 50, 49  # with one recipe: 300


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    part = 10 if quick else 1
    project = Project(folder / "adopt", "")
    with Emulator(project.emulator) as emulator:
        number = _fill(Client(emulator.ready, "prod"), part)
        emulator.calls()
        listed = project.aep("adopt", "--dry-run")
        calls = emulator.calls()
        yield Figure(
            name="adopt: listing and Python",
            value=listed.seconds,
            unit="s",
            how=f"aep adopt --dry-run of {number} assets",
        )
        yield Figure(name="adopt: calls", value=total(calls), unit="calls", how=shown(calls))
        done = project.aep("adopt")
        writes = emulator.writes()
        how = f"{number} assets read, written as Python, imported, previewed, recorded; {writes} calls that write"
        yield Figure(name="adopt: everything", value=done.seconds, unit="s", how=how)
        yield Figure(name="adopt: per asset", value=done.seconds / number * 1000, unit="ms", how="the same")


def _fill(client: Client, part: int) -> int:
    """How many assets there are then."""
    schemas = [storage.schema(client, f"Schema {at}", [PROFILE]) for at in range(SCHEMAS // part)]
    datasets = [
        storage.dataset(client, f"Dataset {at}", schemas[at % len(schemas)], {}) for at in range(DATASETS // part)
    ]
    image = {"location": "registry.example/bench:1", "name": "bench"}
    body = {"name": "Bench", "type": "Python", "artifacts": {"default": {"image": image}}}
    form = {"engine": (None, json.dumps(body), "text/plain")}
    recipe = client.call("POST", "/data/sensei/engines", files=form).json()["id"]
    for at in range(MODELS // part):
        values = [{"key": "trainingDataSetId", "value": datasets[at % len(datasets)]}, {"key": "rate", "value": "0.1"}]
        tasks = [{"name": "train", "parameters": values}]
        client.post("/data/sensei/mlInstances", {"name": f"Model {at}", "engineId": recipe, "tasks": tasks})
    for at in range(SEGMENTS // part):
        rule = {"type": "PQL", "format": "pql/text", "value": 'person.name.lastName = "X"'}
        segment = {"name": f"Segment {at}", "expression": rule, "schema": {"name": "_xdm.context.profile"}}
        client.post("/data/core/ups/segment/definitions", segment)
    return len(schemas) + len(datasets) + 1 + MODELS // part + SEGMENTS // part
