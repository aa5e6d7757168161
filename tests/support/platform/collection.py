"""The Platform's collections: how anybody, not only this library, reads and writes a document in each of them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.support.platform.client import SANDBOXES, SENSEI, Client

Doc = dict[str, Any]
REGISTRY = "/data/foundation/schemaregistry/tenant"
CATALOG = "/data/foundation/catalog"
UPS = "/data/core/ups"
ONE_SCHEMA = {"Accept": "application/vnd.adobe.xed+json; version=1"}


@dataclass(frozen=True)
class Collection:
    """Where documents are created by POST; each is written by a PATCH with the members that change."""

    path: str

    def of(self, id: str) -> str:
        return f"{self.path}/{quote(id, safe='')}"

    def read(self, client: Client, id: str) -> Doc:
        found: Doc = client.json(self.of(id))
        return found

    def write(self, client: Client, id: str, change: Doc) -> None:
        client.good("PATCH", self.of(id), json=change)

    def delete(self, client: Client, id: str) -> None:
        client.good("DELETE", self.of(id))

    @property
    def method(self) -> str:
        """Of a write."""
        return "PATCH"


class Datasets(Collection):
    """An answer is a map of one."""

    def read(self, client: Client, id: str) -> Doc:
        found: Doc = client.json(self.of(id))[id]
        return found


class Definitions(Collection):
    """A PATCH says the whole definition."""

    def write(self, client: Client, id: str, change: Doc) -> None:
        super().write(client, id, self.read(client, id) | change)


class Patched(Collection):
    """Written by a JSON Patch."""

    def write(self, client: Client, id: str, change: Doc) -> None:
        patch = [{"op": "add", "path": f"/{name}", "value": value} for name, value in change.items()]
        client.good("PATCH", self.of(id), json=patch)


class Registered(Patched):
    """Of the Schema Registry: what a document looks like is asked for by a media type."""

    def read(self, client: Client, id: str) -> Doc:
        found: Doc = client.json(self.of(id), headers=ONE_SCHEMA)
        return found


@dataclass(frozen=True)
class Put(Collection):
    """Written whole by a PUT."""

    media: str = "application/json"

    def write(self, client: Client, id: str, change: Doc) -> None:
        body = self.read(client, id) | change
        client.good("PUT", self.of(id), json=body, headers={"Content-Type": self.media})

    @property
    def method(self) -> str:
        return "PUT"


class ScheduledService(Put):
    """A schedule is a part of its service's document, and its id begins with the service's."""

    def of(self, id: str) -> str:
        return super().of(id.partition("/")[0])


def sensei(collection: str, *, kind: type[Put] = Put) -> Put:
    profile = collection.removesuffix("s")
    return kind(f"{SENSEI}/{collection}", f"application/vnd.adobe.platform.sensei+json;profile={profile}.v1.json")


SANDBOX = Collection(SANDBOXES)
FIELD_GROUPS, SCHEMAS = Registered(f"{REGISTRY}/fieldgroups"), Registered(f"{REGISTRY}/schemas")
DATASETS, BATCHES = Datasets(f"{CATALOG}/dataSets"), Collection("/data/foundation/import/batches")
ENGINES, INSTANCES, EXPERIMENTS = sensei("engines"), sensei("mlInstances"), sensei("experiments")
SERVICES, SCHEDULES = sensei("mlServices"), sensei("mlServices", kind=ScheduledService)
NAMESPACES = Put("/data/core/idnamespace/identities")
SEGMENTS = Definitions(f"{UPS}/segment/definitions")
SEGMENT_SCHEDULES = Patched(f"{UPS}/config/schedules")
