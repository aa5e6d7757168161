"""A small shop: people with scores, and their events, both in Profile."""

import json
from typing import Any

from running_platform import Platform, until

REGISTRY = "/data/foundation/schemaregistry/tenant"
CATALOG = "/data/foundation/catalog"
IMPORT = "/data/foundation/import"
UPS = "/data/core/ups"
PROFILE = "_xdm.context.profile"
EVENT = "_xdm.context.experienceevent"
CLASSES = "https://ns.adobe.com/xdm/context/"
RECORD, EVENTS = "profile", "experienceevent"
FIELDS: dict[str, Any] = {
    "crmId": {"type": "string"},
    "score": {"type": "number"},
    "level": {"type": "string"},
    "address": {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}},
    "colors": {"type": "array", "items": {"type": "string"}},
    "joined": {"type": "string", "format": "date-time"},
}


def tenant(platform: Platform) -> str:
    return f"_{platform.tenant}"


def schema(platform: Platform, sandbox: str, title: str, kind: str = RECORD, *, union: bool = True) -> str:
    """Its $id. The primary identity is `_{tenant}.crmId`, of namespace CRM."""
    uri = CLASSES + kind
    fields = {tenant(platform): {"type": "object", "properties": FIELDS}}
    group = {
        "title": f"{title} fields",
        "type": "object",
        "meta:intendedToExtend": [uri],
        "definitions": {"own": {"properties": fields}},
        "allOf": [{"$ref": "#/definitions/own"}],
    }
    made = platform.post(f"{REGISTRY}/fieldgroups", sandbox=sandbox, json=group)
    assert made.status_code == 201, made.text
    body = {"title": title, "type": "object", "allOf": [{"$ref": uri}, {"$ref": made.json()["$id"]}]}
    made = platform.post(f"{REGISTRY}/schemas", sandbox=sandbox, json=body)
    assert made.status_code == 201, made.text
    found: str = made.json()["$id"]
    identity = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": found,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": f"/{tenant(platform)}/crmId",
        "xdm:namespace": "CRM",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }
    assert platform.post(f"{REGISTRY}/descriptors", sandbox=sandbox, json=identity).status_code == 201
    if union:
        patch = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]
        path = f"{REGISTRY}/schemas/{made.json()['meta:altId']}"
        assert platform.patch(path, sandbox=sandbox, json=patch).status_code == 200
    return found


def dataset(platform: Platform, sandbox: str, name: str, schema: str, *, enabled: bool = True) -> str:
    body: dict[str, Any] = {
        "name": name,
        "schemaRef": {"id": schema, "contentType": "application/vnd.adobe.xed+json;version=1"},
    }
    if enabled:
        body["tags"] = {"unifiedProfile": ["enabled:true"], "unifiedIdentity": ["enabled:true"]}
    made = platform.post(f"{CATALOG}/dataSets", sandbox=sandbox, json=body)
    assert made.status_code == 201, made.text
    return str(made.json()[0]).rpartition("/")[2]


def person(platform: Platform, crm_id: str, **fields: Any) -> dict[str, Any]:
    return {"_id": crm_id, tenant(platform): {"crmId": crm_id, **fields}}


def event(platform: Platform, crm_id: str, at: str, kind: str, **fields: Any) -> dict[str, Any]:
    own = {"crmId": crm_id, **fields}
    return {"_id": f"{crm_id}-{at}", "timestamp": at, "eventType": kind, tenant(platform): own}


def put(platform: Platform, sandbox: str, dataset: str, rows: list[dict[str, Any]]) -> str:
    """A batch, until it is in the lake."""
    body = {"datasetId": dataset, "inputFormat": {"format": "json"}}
    batch = str(platform.post(f"{IMPORT}/batches", sandbox=sandbox, json=body).json()["id"])
    place = f"{IMPORT}/batches/{batch}/datasets/{dataset}/files/rows.json"
    lines = "\n".join(json.dumps(row) for row in rows)
    octets = {"Content-Type": "application/octet-stream"}
    assert platform.put(place, sandbox=sandbox, data=lines, headers=octets).ok
    assert platform.post(f"{IMPORT}/batches/{batch}?action=COMPLETE", sandbox=sandbox).ok
    state = until(lambda: _ended(platform, sandbox, batch))
    assert state["status"] == "success", state
    return batch


def _ended(platform: Platform, sandbox: str, batch: str) -> dict[str, Any] | None:
    found: dict[str, Any] = platform.get(f"{CATALOG}/batches/{batch}", sandbox=sandbox).json()[batch]
    return found if found["status"] in ("success", "failed") else None


def entity(platform: Platform, sandbox: str, crm_id: str, **more: str) -> dict[str, Any] | None:
    """The profile's merged view, None if there is none."""
    asked = {"schema.name": PROFILE, "entityId": crm_id, "entityIdNS": "CRM", **more}
    answer = platform.get(f"{UPS}/access/entities", sandbox=sandbox, params=asked)
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(iter(answer.json().values()))["entity"]
    return found


def own(platform: Platform, sandbox: str, crm_id: str) -> dict[str, Any] | None:
    """The tenant's own fields of it."""
    found = entity(platform, sandbox, crm_id)
    return found[tenant(platform)] if found else None


def fed(platform: Platform, sandbox: str, dataset: str, rows: list[dict[str, Any]]) -> str:
    """A batch, until Profile has it: the last row's person shows its batch, or its events."""
    batch = put(platform, sandbox, dataset, rows)
    crm_id = rows[-1][tenant(platform)]["crmId"]
    until(lambda: _shows(platform, sandbox, crm_id, batch))
    return batch


def _shows(platform: Platform, sandbox: str, crm_id: str, batch: str) -> bool:
    asked = {"schema.name": PROFILE, "entityId": crm_id, "entityIdNS": "CRM"}
    answer = platform.get(f"{UPS}/access/entities", sandbox=sandbox, params=asked)
    return answer.status_code == 200 and batch in next(iter(answer.json().values()))["tags"]
