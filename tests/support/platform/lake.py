"""Schemas, datasets and batches, made through their APIs in a line each."""

import io
import json
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import requests

from tests.support.platform.client import Client
from tests.support.polling import until

REGISTRY = "/data/foundation/schemaregistry"
CATALOG = "/data/foundation/catalog"
IMPORT = "/data/foundation/import"
EXPORT = "/data/foundation/export"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
EVENT = "https://ns.adobe.com/xdm/context/experienceevent"
XED = "application/vnd.adobe.xed+json"
XED_ID = "application/vnd.adobe.xed-id+json"
XED_1 = "application/vnd.adobe.xed+json; version=1"
FULL_1 = "application/vnd.adobe.xed-full+json; version=1"
OCTETS = {"Content-Type": "application/octet-stream"}
REFERENCE = "application/vnd.adobe.xed+json;version=1"
OVER = {"success", "active", "failed", "failure", "aborted", "abandoned", "deleted"}


def group_body(
    tenant: str, title: str, fields: dict[str, Any], *, extends: str = PROFILE, **own: Any
) -> dict[str, Any]:
    """A field group with these fields below the tenant's namespace; `own` is said of the object that holds them."""
    below = {"type": "object", "properties": fields, **own}
    return {
        "type": "object",
        "title": title,
        "meta:intendedToExtend": [extends],
        "definitions": {"own": {"properties": {f"_{tenant}": below}}},
        "allOf": [{"$ref": "#/definitions/own"}],
    }


class Lake:
    """Schemas and data of one sandbox."""

    def __init__(self, platform: Client, sandbox: str) -> None:
        self.client = platform.within(sandbox)
        self.sandbox = sandbox
        self.call, self.good, self.refusal = self.client.call, self.client.good, self.client.refusal

    def group(
        self, title: str, fields: dict[str, Any], *, extends: str = PROFILE, description: str = "", **own: Any
    ) -> str:
        body = group_body(self.client.tenant, title, fields, extends=extends, **own)
        body |= {"description": description} if description else {}
        return str(self.good("POST", f"{REGISTRY}/tenant/fieldgroups", json=body)["$id"])

    def schema(self, title: str, *groups: str, of: str = PROFILE, **more: Any) -> str:
        body = {"type": "object", "title": title, "allOf": [{"$ref": uri} for uri in (of, *groups)], **more}
        return str(self.good("POST", f"{REGISTRY}/tenant/schemas", json=body)["$id"])

    def identity(self, schema: str, path: str, *, primary: bool = True, namespace: str = "ECID") -> str:
        body = {
            "@type": "xdm:descriptorIdentity",
            "xdm:sourceSchema": schema,
            "xdm:sourceVersion": 1,
            "xdm:sourceProperty": path,
            "xdm:namespace": namespace,
            "xdm:property": "xdm:code",
            "xdm:isPrimary": primary,
        }
        return str(self.good("POST", f"{REGISTRY}/tenant/descriptors", json=body)["@id"])

    def into_union(self, schema: str) -> None:
        patch = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]
        self.good("PATCH", f"{REGISTRY}/tenant/schemas/{quote(schema, safe='')}", json=patch)

    def dataset(self, name: str, schema: str, **more: Any) -> str:
        body = {"name": name, "schemaRef": {"id": schema, "contentType": REFERENCE}, **more}
        made: list[str] = self.good("POST", f"{CATALOG}/dataSets", json=body)
        return made[0].removeprefix("@/dataSets/")

    def one_dataset(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.good("GET", f"{CATALOG}/dataSets/{id}")[id]
        return found

    def open_batch(self, dataset: str, format: str = "json", **more: Any) -> str:
        form = {"format": format, **more.pop("form", {})}
        body = {"datasetId": dataset, "inputFormat": form, **more}
        return str(self.good("POST", f"{IMPORT}/batches", json=body)["id"])

    def send(self, batch: str, dataset: str, content: bytes, name: str = "data") -> requests.Response:
        path = f"{IMPORT}/batches/{batch}/datasets/{dataset}/files/{name}"
        return self.call("PUT", path, data=content, headers=OCTETS)

    def complete(self, batch: str) -> None:
        self.good("POST", f"{IMPORT}/batches/{batch}?action=COMPLETE")

    def batch(self, batch: str) -> dict[str, Any]:
        found: dict[str, Any] = self.good("GET", f"{CATALOG}/batches/{batch}")[batch]
        return found

    def over(self, batch: str) -> dict[str, Any]:
        """The batch, once it has succeeded or failed."""
        until(lambda: self.batch(batch)["status"] in OVER)
        return self.batch(batch)

    def ingest(self, dataset: str, content: bytes, format: str = "json", **more: Any) -> tuple[str, dict[str, Any]]:
        batch = self.open_batch(dataset, format, **more)
        answer = self.send(batch, dataset, content)
        assert answer.status_code == 201, answer.text
        self.complete(batch)
        return batch, self.over(batch)

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        """What the dataset's preview shows."""
        found: list[dict[str, Any]] = self.good("GET", f"{EXPORT}/datasets/{dataset}/preview")["data"]
        return found


def lines(*rows: Any) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def parquet(columns: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def codes(batch: dict[str, Any]) -> list[str]:
    return [error["code"] for error in batch["errors"]]
