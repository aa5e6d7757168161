"""A small shop: people with scores, and their events, both in Profile."""

import json
from typing import Any

from tests.support.platform.client import Client
from tests.support.platform.lake import Lake
from tests.support.polling import until

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


def tenant(platform: Client) -> str:
    return f"_{platform.tenant}"


def schema(platform: Client, sandbox: str, title: str, kind: str = RECORD, *, union: bool = True) -> str:
    """Its $id. The primary identity is `_{tenant}.crmId`, of namespace CRM."""
    lake, behavior = Lake(platform, sandbox), CLASSES + kind
    group = lake.group(f"{title} fields", FIELDS, extends=behavior)
    made = lake.schema(title, group, of=behavior)
    lake.identity(made, f"/{tenant(platform)}/crmId", namespace="CRM")
    if union:
        lake.into_union(made)
    return made


def dataset(platform: Client, sandbox: str, name: str, schema: str, *, enabled: bool = True) -> str:
    tags = {"unifiedProfile": ["enabled:true"], "unifiedIdentity": ["enabled:true"]}
    return Lake(platform, sandbox).dataset(name, schema, **({"tags": tags} if enabled else {}))


def person(platform: Client, crm_id: str, **fields: Any) -> dict[str, Any]:
    return {"_id": crm_id, tenant(platform): {"crmId": crm_id, **fields}}


def event(platform: Client, crm_id: str, at: str, kind: str, **fields: Any) -> dict[str, Any]:
    own = {"crmId": crm_id, **fields}
    return {"_id": f"{crm_id}-{at}", "timestamp": at, "eventType": kind, tenant(platform): own}


def put(platform: Client, sandbox: str, dataset: str, rows: list[dict[str, Any]]) -> str:
    """A batch, once it is in the lake."""
    content = "\n".join(json.dumps(row) for row in rows).encode()
    batch, state = Lake(platform, sandbox).ingest(dataset, content)
    assert state["status"] == "success", state
    return batch


def entity(platform: Client, sandbox: str, crm_id: str, **more: str) -> dict[str, Any] | None:
    """The profile's merged view, None if there is none."""
    asked = {"schema.name": PROFILE, "entityId": crm_id, "entityIdNS": "CRM", **more}
    answer = platform.get(f"{UPS}/access/entities", sandbox=sandbox, params=asked)
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(iter(answer.json().values()))["entity"]
    return found


def own(platform: Client, sandbox: str, crm_id: str) -> dict[str, Any] | None:
    """The tenant's own fields of it."""
    found = entity(platform, sandbox, crm_id)
    return found[tenant(platform)] if found else None


def fed(platform: Client, sandbox: str, dataset: str, rows: list[dict[str, Any]]) -> str:
    """A batch, until Profile has it: the last row's person shows its batch, or its events."""
    batch = put(platform, sandbox, dataset, rows)
    crm_id = rows[-1][tenant(platform)]["crmId"]
    until(lambda: _shows(platform, sandbox, crm_id, batch))
    return batch


def _shows(platform: Client, sandbox: str, crm_id: str, batch: str) -> bool:
    asked = {"schema.name": PROFILE, "entityId": crm_id, "entityIdNS": "CRM"}
    answer = platform.get(f"{UPS}/access/entities", sandbox=sandbox, params=asked)
    return answer.status_code == 200 and batch in next(iter(answer.json().values()))["tags"]
