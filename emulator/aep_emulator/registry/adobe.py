"""Adobe's own resources of the `global` container: behaviours, two classes, the standard field groups."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from ..store import Doc

XDM = "https://ns.adobe.com/xdm"
PROFILE = f"{XDM}/context/profile"
EVENT = f"{XDM}/context/experienceevent"
RECORD, SERIES, ADHOC = (f"{XDM}/data/{name}" for name in ("record", "time-series", "adhoc"))
_STRING = {"type": "string"}
_MOMENT = {"type": "string", "format": "date-time"}
_IDENTITY_MAP = {
    "type": "object",
    "additionalProperties": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "id": _STRING,
                "authenticatedState": {"type": "string", "enum": ["ambiguous", "authenticated", "loggedOut"]},
                "primary": {"type": "boolean"},
            },
        },
    },
}
_COMMON = {"_id": _STRING, "identityMap": _IDENTITY_MAP}
_RECORD = {**_COMMON, "createdByBatchID": _STRING, "modifiedByBatchID": _STRING, "repositoryCreatedBy": _STRING}
_SERIES = {
    **_COMMON,
    "timestamp": _MOMENT,
    "receivedTimestamp": _MOMENT,
    "eventType": _STRING,
    "eventMergeId": _STRING,
    "producedBy": _STRING,
}


def _behavior(uri: str, title: str) -> Doc:
    return {"$id": uri, "title": title, "type": "object", "meta:resourceType": "behaviors"}


def _class(uri: str, title: str, behavior: str, properties: Doc, required: list[str]) -> Doc:
    return {
        "$id": uri,
        "title": title,
        "type": "object",
        "properties": properties,
        "required": required,
        "meta:extends": [behavior],
        "meta:resourceType": "classes",
        "meta:abstract": True,
        "meta:extensible": True,
    }


def alt_id(uri: str) -> str:
    """`https://ns.adobe.com/xdm/context/profile` → `_xdm.context.profile`."""
    return "_" + uri.removeprefix("https://ns.adobe.com/").replace("/", ".")


@cache
def resources() -> dict[str, dict[str, Doc]]:
    """Kind of resource → id → document."""
    found: dict[str, dict[str, Doc]] = {"behaviors": {}, "classes": {}, "fieldgroups": {}, "datatypes": {}}
    for uri, title in ((RECORD, "Record Schema"), (SERIES, "Time-series Schema"), (ADHOC, "Ad hoc Schema")):
        found["behaviors"][uri] = _behavior(uri, title)
    found["classes"][PROFILE] = _class(PROFILE, "XDM Individual Profile", RECORD, _RECORD, [])
    found["classes"][EVENT] = _class(EVENT, "XDM ExperienceEvent", SERIES, _SERIES, ["_id", "timestamp"])
    for file in sorted((Path(__file__).parents[1] / "registry_globals").glob("*.json")):
        for uri, group in json.loads(file.read_text()).items():
            found["fieldgroups"][uri] = _field_group(uri, group)
    for docs in found.values():
        for uri, doc in docs.items():
            doc |= {"meta:altId": alt_id(uri), "meta:containerId": "global", "version": "1.0", "meta:xdmType": "object"}
    return found


def _field_group(uri: str, group: dict[str, Any]) -> Doc:
    return {
        "$id": uri,
        "title": group["title"],
        "description": group.get("description", ""),
        "type": "object",
        "properties": group["properties"],
        "meta:intendedToExtend": [group.get("class", EVENT)],
        "meta:resourceType": "mixins",
        "meta:abstract": True,
        "meta:extensible": True,
    }


def find(kind: str, id: str) -> Doc | None:
    docs = resources().get(kind, {})
    return docs.get(id) or next((doc for doc in docs.values() if doc["meta:altId"] == id), None)
