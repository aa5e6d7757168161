"""Recipes that have their image already, made, read and deleted: a call for each."""

import json
from typing import Any

from .client import Client

_ENGINES = "/data/sensei/engines"
Notes = dict[str, Any]


def up(client: Client, notes: Notes, number: int) -> None:
    def make(at: int) -> str:
        image = {"location": f"bench/recipe:{at}", "name": f"recipe-{at}", "executionType": "Python"}
        body = {
            "name": f"Plain recipe {at}",
            "description": "",
            "type": "Python",
            "algorithm": "Classification",
            "artifacts": {"default": {"image": {**image, "packagingType": "docker"}}},
            "tags": {},
        }
        made = client.call("POST", _ENGINES, files={"engine": (None, json.dumps(body), "text/plain")}).json()
        return str(made["id"])

    notes["recipes"] = client.at_once(make, range(number))


def refresh(client: Client, notes: Notes) -> None:
    """The list, a hundred a page, whose times of change tell that none has to be read by itself."""
    for start in range(0, len(notes["recipes"]) + 1, 100):
        client.get(f"{_ENGINES}?limit=100&start={start}")


def destroy(client: Client, notes: Notes) -> None:
    client.at_once(lambda id: client.delete(f"{_ENGINES}/{id}"), notes["recipes"])
