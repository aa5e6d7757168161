"""Edits of an asset behind the program's back, by the API itself, as somebody at the Platform's screens would."""

from typing import Any
from urllib.parse import quote

from tests.support.platform.client import Client

CATALOG = "/data/foundation/catalog/dataSets"
REGISTRY = "/data/foundation/schemaregistry/tenant"
SEGMENTS = "/data/core/ups"
SENSEI = {
    "Recipe": ("engines", "engine"),
    "Model": ("mlInstances", "mlInstance"),
    "Service": ("mlServices", "mlService"),
}
SENSEI |= {"TrainingRun": ("experiments", "experiment")}
KINDS = (*SENSEI, "Dataset", "FieldGroup", "Schema", "Segment", "SegmentSchedule")
LOOSE = ("Segment", "SegmentSchedule")  # what nothing else refers to, so that it can go by itself
ONE = {"Accept": "application/vnd.adobe.xed+json; version=1"}


def edit(platform: Client, kind: str, id: str, word: str) -> str:
    """The field that is another now."""
    if kind == "Dataset":
        _ok(platform.call("PATCH", f"{CATALOG}/{id}", json={"description": word}))
    elif kind in SENSEI:
        collection, profile = SENSEI[kind]
        path = f"/data/sensei/{collection}/{id}"
        media = f"application/vnd.adobe.platform.sensei+json;profile={profile}.v1.json"
        body = platform.json(path) | {"description": word}
        _ok(platform.call("PUT", path, json=body, headers={"Content-Type": media}))
    elif kind in ("FieldGroup", "Schema"):
        path = f"{REGISTRY}/{kind.lower()}s/{quote(id, safe='')}"
        text = _before_stamp(platform.json(path, headers=ONE), word)
        _ok(platform.call("PATCH", path, json=[{"op": "replace", "path": "/description", "value": text}]))
    elif kind == "Segment":
        path = f"{SEGMENTS}/segment/definitions/{id}"
        doc = platform.json(path)
        _ok(platform.call("PATCH", path, json=doc | {"description": _before_stamp(doc, word)}))
    else:
        path = f"{SEGMENTS}/config/schedules/{id}"
        state = "inactive" if platform.json(path)["state"] == "active" else "active"
        _ok(platform.call("PATCH", path, json=[{"op": "add", "path": "/state", "value": state}]))
        return "active"
    return "description"


def delete(platform: Client, kind: str, id: str) -> None:
    collection = "segment/definitions" if kind == "Segment" else "config/schedules"
    _ok(platform.call("DELETE", f"{SEGMENTS}/{collection}/{id}"))


def _before_stamp(doc: dict[str, Any], word: str) -> str:
    """A careful person leaves the mark at the end of a description where it is."""
    text: str = doc["description"]
    return word + " [pulumi-aep: " + text.rpartition("[pulumi-aep: ")[2]


def _ok(answer: Any) -> None:
    assert answer.ok, answer.text
