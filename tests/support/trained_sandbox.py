"""A small Platform to look at: people and their visits, a recipe that learns who buys, an audience."""

import json
from pathlib import Path
from typing import Any

from pulumi_aep.core import check
from pulumi_aep.core.ownership import OwnerMark
from pulumi_aep.core.registry import kind_named
from pulumi_aep.lifecycle import apply as lifecycle
from pulumi_aep.platform.client import Client, SandboxApi
from pulumi_aep.platform.endpoint import Target

PEOPLE = 300
FIELDS = {
    "person": {"type": "string"},
    "visits": {"type": "integer"},
    "country": {"type": "string"},
    "bought": {"type": "boolean"},
    "chance": {"type": "number"},
}


def platform(folder: Path) -> SandboxApi:
    """Sandbox prod of the emulator that belongs to the folder."""
    ready = json.loads((folder / ".aep" / "emulator" / "emulator.json").read_text())
    names = ("org", "client_id", "client_secret")
    found = Target(platform=ready["url"], ims=ready["url"], **{name: ready[name] for name in names}, embedded=True)
    return SandboxApi(Client(found), "prod")


def make(api: SandboxApi, kind: str, label: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    """An asset, as a program that declares it would make it: its id and all it says of itself."""
    wanted, problems = check.check(kind_named(kind), fields)
    assert problems == []
    return lifecycle.create(kind_named(kind), api, wanted, OwnerMark(stack="tests/cli", resource=label))


def people() -> list[dict[str, Any]]:
    """Who visits often buys, in Austria more so."""
    return [
        {
            "_id": f"p{number}",
            "_luma": {
                "person": f"p{number}",
                "visits": number % 10,
                "country": "AT" if number % 3 else "CH",
                "bought": number % 10 + (2 if number % 3 else 0) > 6,
            },
        }
        for number in range(PEOPLE)
    ]


def fill(folder: Path) -> None:
    api = platform(folder)
    group, _ = make(api, "FieldGroup", "visits", title="Visit fields", fields=FIELDS, extends=["profile"])
    identity = {"path": "_tenant.person", "namespace": "ECID", "primary": True}
    schema, _ = make(
        api,
        "Schema",
        "visits",
        title="Visits",
        behavior="profile",
        field_groups=[group],
        identities=[identity],
        profile=True,
    )
    visits, _ = make(api, "Dataset", "visits", name="Visits", schema=schema, profile=True)
    chances, _ = make(api, "Dataset", "chances", name="Chances", schema=schema, profile=True)
    make(api, "Dataset", "empty", name="Nothing yet", schema=schema)
    file = folder / "people.json"
    file.write_text("".join(json.dumps(one) + "\n" for one in people()))
    make(api, "Batch", "visits", dataset=visits, source=str(file))
    recipe, _ = make(api, "Recipe", "visits", name="Visits", source=str(folder / "recipes" / "visits"))
    model, _ = make(
        api,
        "Model",
        "visits",
        name="Visits",
        recipe=recipe,
        training_dataset=visits,
        scoring_dataset=visits,
        results_dataset=chances,
        hyperparameters={
            "ACP_DSW_INPUT_FEATURES": "_tenant.visits,_tenant.country",
            "ACP_DSW_TARGET_FEATURES": "_tenant.bought",
            "max_iter": 20,
        },
        scoring_parameters={"output_id": "_tenant.person", "output_prediction": "_tenant.chance"},
    )
    run, _ = make(api, "TrainingRun", "visits", name="Visits, first", model=model)
    make(api, "ScoringRun", "visits", run=run, dataset=visits, results=chances)
    make(api, "Segment", "buyers", name="Buyers", expression="_tenant.chance >= 0.5")
    make(api, "Segment", "nobody", name="Nobody", expression="_tenant.chance > 1.0")
