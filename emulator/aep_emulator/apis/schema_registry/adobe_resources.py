"""Adobe's resources in the `global` container: behaviours, two classes, standard field groups."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from ...platform.store import Doc
from .xdm_type import annotated

HOST = "https://ns.adobe.com/"
XDM = f"{HOST}xdm"
PROFILE = f"{XDM}/context/profile"
EVENT = f"{XDM}/context/experienceevent"
RECORD, SERIES, ADHOC = (f"{XDM}/data/{name}" for name in ("record", "time-series", "adhoc"))
_STRING = {"type": "string"}
_MOMENT = {"type": "string", "format": "date-time"}
IDENTITY_MAP = {
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
_PROFILE_FIELDS = {
    "_repo": {"type": "object", "properties": {"createDate": _MOMENT, "modifyDate": _MOMENT}},
    "createdByBatchID": _STRING,
    "modifiedByBatchID": _STRING,
    "personID": _STRING,
    "repositoryCreatedBy": _STRING,
    "repositoryLastModifiedBy": _STRING,
    "identityMap": IDENTITY_MAP,
}
_EVENT_FIELDS = {
    "eventMergeId": _STRING,
    "eventType": _STRING,
    "producedBy": _STRING,
    "receivedTimestamp": _MOMENT,
    "identityMap": IDENTITY_MAP,
}


def alt_id(uri: str) -> str:
    """`https://ns.adobe.com/xdm/context/profile` → `_xdm.context.profile`."""
    return "_" + uri.removeprefix(HOST).replace("/", ".")


def _resource(uri: str, kind: str, title: str, properties: Doc, **more: Any) -> Doc:
    return {
        "$id": uri,
        "meta:altId": alt_id(uri),
        "meta:resourceType": kind,
        "version": "1.0.0",
        "title": title,
        "type": "object",
        "properties": {name: annotated(field) for name, field in properties.items()},
        "meta:extensible": True,
        "meta:abstract": True,
        "meta:xdmType": "object",
        "meta:status": "stable",
        "meta:containerId": "global",
        **more,
    }


def _behaviors() -> list[Doc]:
    times = {"_id": _STRING, "timestamp": _MOMENT}
    return [
        _resource(RECORD, "behaviors", "Record Schema", {"_id": _STRING}),
        _resource(SERIES, "behaviors", "Time-series Schema", times, required=["_id", "timestamp"]),
        _resource(ADHOC, "behaviors", "Ad Hoc Schema", {}),
    ]


def _class(uri: str, title: str, behavior: str, properties: Doc) -> Doc:
    refs = {"allOf": [{"$ref": behavior, "type": "object", "meta:xdmType": "object"}], "meta:extends": [behavior]}
    return _resource(uri, "classes", title, properties, **refs)


def _field_group(uri: str, group: Doc) -> Doc:
    more = {"description": group.get("description", ""), "meta:intendedToExtend": [group.get("class", EVENT)]}
    return _resource(uri, "mixins", group["title"], group["properties"], **more)


@cache
def resources() -> dict[str, dict[str, Doc]]:
    """Documents by kind of resource and id."""
    groups: dict[str, Any] = {}
    for file in sorted(Path(__file__).with_name("adobe_field_groups").glob("*.json")):
        groups |= json.loads(file.read_text())
    docs = {
        "behaviors": _behaviors(),
        "classes": [
            _class(PROFILE, "XDM Individual Profile", RECORD, _PROFILE_FIELDS),
            _class(EVENT, "XDM ExperienceEvent", SERIES, _EVENT_FIELDS),
        ],
        "fieldgroups": [_field_group(uri, group) for uri, group in groups.items()],
    }
    return {kind: {doc["$id"]: doc for doc in found} for kind, found in docs.items()}


def find(kind: str, id: str) -> Doc | None:
    docs = resources().get(kind, {})
    return docs.get(id) or next((doc for doc in docs.values() if doc["meta:altId"] == id), None)
