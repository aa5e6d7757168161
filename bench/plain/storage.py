"""Schemas, datasets and their data."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..timed import Failed
from .client import Client

Notes = dict[str, Any]
_REGISTRY = "/data/foundation/schemaregistry/tenant"
_DATASETS = "/data/foundation/catalog/dataSets"
_BATCHES = "/data/foundation/catalog/batches"
_IMPORT = "/data/foundation/import/batches"
_CLASSES = "https://ns.adobe.com/xdm/context"
_ON = ["enabled:true"]


def web(client: Client, notes: Notes, field_groups: list[str], data: Path) -> None:
    """The web data's schema and dataset, with the events in it."""
    groups = [f"{_CLASSES}/experienceevent", *field_groups]
    notes["web schema"] = schema(client, "Luma web data", groups)
    _identity(client, notes["web schema"], "/endUserIDs/_experience/mcid/id")
    notes["web"] = dataset(client, "Luma web data", notes["web schema"], {})
    notes["batch"] = _batch(client, notes["web"], data)


def scores(client: Client, notes: Notes, fields: dict[str, Any]) -> None:
    """The scores' schema, in the union, and dataset, enabled for Profile."""
    inner = {"type": "object", "properties": fields}
    body = {
        "type": "object",
        "title": "Luma propensity",
        "meta:intendedToExtend": [f"{_CLASSES}/profile"],
        "definitions": {"customFields": {"type": "object", "properties": {client.tenant: inner}}},
        "allOf": [{"$ref": "#/definitions/customFields"}],
    }
    notes["field group"] = client.post(f"{_REGISTRY}/fieldgroups", body)["$id"]
    groups = [f"{_CLASSES}/profile", notes["field group"]]
    notes["scores schema"] = id = schema(client, "Luma propensity scores", groups)
    _identity(client, id, f"/{client.tenant}/propensity/ecid")
    patch = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]
    client.call("PATCH", f"{_REGISTRY}/schemas/{quote(id, safe='')}", json=patch)
    tags = {"unifiedProfile": _ON, "unifiedIdentity": _ON}
    notes["scores"] = dataset(client, "Luma propensity scores", id, tags)


def schema(client: Client, title: str, groups: list[str]) -> str:
    body = {"type": "object", "title": title, "allOf": [{"$ref": group} for group in groups]}
    return str(client.post(f"{_REGISTRY}/schemas", body)["$id"])


def _identity(client: Client, of_schema: str, path: str) -> None:
    descriptor = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": of_schema,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": path,
        "xdm:namespace": "ECID",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }
    client.post(f"{_REGISTRY}/descriptors", descriptor)


def dataset_body(name: str, of_schema: str, tags: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "name": name,
        "schemaRef": {"id": of_schema, "contentType": "application/vnd.adobe.xed+json;version=1"},
        "fileDescription": {"format": "parquet"},
        "tags": tags,
    }


def dataset(client: Client, name: str, of_schema: str, tags: dict[str, list[str]]) -> str:
    return str(client.post(_DATASETS, dataset_body(name, of_schema, tags))[0]).rpartition("/")[2]


def _batch(client: Client, into: str, data: Path) -> str:
    id = str(client.post(_IMPORT, {"datasetId": into, "inputFormat": {"format": "parquet"}})["id"])
    headers = {"Content-Type": "application/octet-stream"}
    client.call("PUT", f"{_IMPORT}/{id}/datasets/{into}/files/0001", data=data.read_bytes(), headers=headers)
    client.call("POST", f"{_IMPORT}/{id}?action=COMPLETE")
    client.until(f"{_BATCHES}/{id}", lambda found: _ended(found[id]))
    return id


def _ended(batch: dict[str, Any]) -> bool | None:
    if batch["status"] in ("failed", "aborted"):
        raise Failed(f"the batch is {batch['status']}: {batch.get('errors')}")
    return batch["status"] == "success" or None


def scored(client: Client, into: str) -> str:
    """The newest batch in a dataset."""
    return str(next(iter(client.get(f"{_BATCHES}?dataSet={into}&orderBy=desc:created&limit=1"))))


def places(notes: Notes) -> list[str]:
    """What to ask in order to see all of them as they are."""
    return [
        f"{_REGISTRY}/fieldgroups/{quote(notes['field group'], safe='')}",
        f"{_REGISTRY}/schemas/{quote(notes['web schema'], safe='')}",
        f"{_REGISTRY}/schemas/{quote(notes['scores schema'], safe='')}",
        f"{_REGISTRY}/descriptors",
        f"{_DATASETS}/{notes['web']},{notes['scores']}",
        f"{_BATCHES}/{notes['batch']}",
    ]


def accepted(path: str) -> dict[str, str]:
    """The registry wants to be told in which form it is to answer."""
    if "/schemaregistry/" not in path:
        return {}
    form = "xdm+json" if path.endswith("/descriptors") else "xed+json; version=1"
    return {"Accept": f"application/vnd.adobe.{form}"}


def destroy(client: Client, notes: Notes) -> None:
    client.call("POST", f"{_IMPORT}/{notes['batch']}?action=REVERT")
    client.at_once(client.delete, [f"{_DATASETS}/{notes['web']}", f"{_DATASETS}/{notes['scores']}"])
    schemas = [quote(notes[name], safe="") for name in ("web schema", "scores schema")]
    client.at_once(client.delete, [f"{_REGISTRY}/schemas/{id}" for id in schemas])
    client.delete(f"{_REGISTRY}/fieldgroups/{quote(notes['field group'], safe='')}")
