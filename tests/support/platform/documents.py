"""All documents of a sort in a client's sandbox, without what differs from run to run: ids, times, versions.

Each has an `owner`, read from the mark that it carries. References stand by id: `Names` turns them into names.
"""

import re
from typing import Any

from tests.support.platform.client import SANDBOXES, SENSEI, Client
from tests.support.platform.collection import CATALOG, ONE_SCHEMA, REGISTRY, UPS, Doc

LIST = {"Accept": "application/vnd.adobe.xed+json"}
RAW = {"Accept": "application/vnd.adobe.xdm+json"}
FROM = re.compile(r" \[from [0-9a-f]{16}\]$")  # what a run was made from
MARK = re.compile(r" ?\[pulumi-aep: ([^\]]*)\]$")
STATE = re.compile(r"@[0-9a-f]{12}(#\d+)?(?=/)|#\d+$")  # of which state, in which generation: differs from run to run


class Names:
    """What each id is called. An id that nothing goes by stays as it is, and so shows in a comparison."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def add(self, id: str, name: str) -> None:
        self._known[id] = name

    def of(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.of(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.of(item) for item in value]
        return self._known.get(value, value) if isinstance(value, str) else value


def marked(doc: Doc, where: str, **more: Any) -> Doc:
    """A text that ends with a mark, as the text and the owner."""
    text = doc.get(where) or ""
    owner = MARK.search(text)
    return {where: MARK.sub("", text), "owner": STATE.sub("", owner[1]) if owner else None, **more}


def _tagged(tags: Doc | None) -> Doc:
    """Tags, as those of the asset's maker and the owner."""
    own, mark = tags or {}, (tags or {}).get("pulumi-aep")
    mark = mark[0] if isinstance(mark, list) else mark
    kept = {key: value for key, value in own.items() if not key.startswith(("adobe", "acp_", "pulumi-aep"))}
    return {"tags": kept, "owner": STATE.sub("", mark) if mark else None}


def _tagged_in_catalog(tags: Doc | None) -> Doc:
    """Catalog's tags hold lists; those of Profile are told apart."""
    found = _tagged(tags)
    own = {name: value[0] for name, value in found["tags"].items() if not name.startswith("unified")}
    return found | {"tags": own}


# -- the organisation -------------------------------------------------------------------------------------------------
def sandbox(client: Client, _names: Names) -> list[Doc]:
    """The client's own, once it can be used."""
    listed = client.json(SANDBOXES)["sandboxes"]
    return [
        marked(doc, "title", name=doc["name"], type=doc["type"])
        for doc in listed
        if doc["name"] == client.sandbox and doc["state"] == "active"
    ]


# -- schemas ----------------------------------------------------------------------------------------------------------
def field_groups(client: Client, names: Names) -> list[Doc]:
    return _registered(client, names, "fieldgroups")


def schemas(client: Client, names: Names) -> list[Doc]:
    return _registered(client, names, "schemas")


def _registered(client: Client, names: Names, collection: str) -> list[Doc]:
    found = []
    for listed in client.json(f"{REGISTRY}/{collection}", headers=LIST)["results"]:
        doc = client.json(f"{REGISTRY}/{collection}/{listed['meta:altId']}", headers=ONE_SCHEMA)
        names.add(doc["$id"], doc["title"])
        parts = [part["$ref"] for part in doc.get("allOf", []) if not part["$ref"].startswith("#")]
        inner = (doc.get("definitions") or {}).get("customFields", {}).get("properties", {})
        fields: Doc = next((tenant.get("properties", {}) for tenant in inner.values()), {})
        more = {"parts": parts, "tags": doc.get("meta:immutableTags", []), "fields": sorted(fields)}
        found.append(marked(doc, "description", title=doc["title"], **more))
    return found


def identities(client: Client, _names: Names) -> list[Doc]:
    """Identity descriptors."""
    kept = ("xdm:sourceSchema", "xdm:sourceProperty", "xdm:namespace", "xdm:isPrimary")
    listed = client.json(f"{REGISTRY}/descriptors", headers=RAW).get("xdm:descriptorIdentity", [])
    return [{key: doc.get(key) for key in kept} for doc in listed]


def namespaces(client: Client, _names: Names) -> list[Doc]:
    """The organisation's own identity namespaces."""
    listed = [doc for doc in client.json("/data/core/idnamespace/identities") if doc["custom"]]
    return [marked(doc, "description", **{key: doc[key] for key in ("code", "name", "idType")}) for doc in listed]


# -- data -------------------------------------------------------------------------------------------------------------
def datasets(client: Client, names: Names) -> list[Doc]:
    found = []
    for id, doc in client.json(f"{CATALOG}/dataSets?limit=100").items():
        names.add(id, doc["name"])
        tags, lake = doc.get("tags") or {}, (doc.get("extensions") or {}).get("adobe_lakeHouse") or {}
        switch = [text.replace(" ", "") for text in tags.get("unifiedProfile", [])]
        assert switch == [text.replace(" ", "") for text in tags.get("unifiedIdentity", [])], doc
        found.append(
            {
                "name": doc["name"],
                "description": doc.get("description"),
                "schema": doc["schemaRef"]["id"],
                "error_diagnostics": doc.get("enableErrorDiagnostics"),
                "profile": "enabled:true" in switch,
                "upsert": "isUpsert:true" in switch,
                "retention": (lake.get("rowExpiration") or {}).get("ttlValue"),
                **_tagged_in_catalog(tags),
            }
        )
    return found


def batches(client: Client, _names: Names) -> list[Doc]:
    """Data that somebody put into a dataset, and that is in."""
    return [_batch(doc) for doc in _successful(client) if "sensei/experimentRunId" not in (doc.get("tags") or {})]


def scores(client: Client, _names: Names) -> list[Doc]:
    """Data that a run wrote."""
    own = ("dataset", "rows", "owner")
    found = [_batch(doc) for doc in _successful(client) if "sensei/experimentRunId" in (doc.get("tags") or {})]
    return [{key: doc[key] for key in own} for doc in found]


def _successful(client: Client) -> list[Doc]:
    return [doc for doc in client.json(f"{CATALOG}/batches?limit=100").values() if doc["status"] == "success"]


def _batch(doc: Doc) -> Doc:
    data = [item["id"] for item in doc["relatedObjects"] if item["type"] == "dataSet"]
    return {"dataset": data, "rows": doc["recordCount"], **_tagged_in_catalog(doc.get("tags"))}


# -- models -----------------------------------------------------------------------------------------------------------
def recipes(client: Client, names: Names) -> list[Doc]:
    def image(doc: Doc) -> Doc:
        location: str = doc["artifacts"]["default"]["image"]["location"]
        return {"image": location.partition("/")[2]}

    return [doc | image(full) for full, doc in _sensei(client, names, "engines")]


def models(client: Client, names: Names) -> list[Doc]:
    def tasks(doc: Doc) -> list[Doc]:
        return [
            {"name": task["name"], "parameters": {one["key"]: one["value"] for one in task["parameters"]}}
            for task in doc["tasks"]
        ]

    return [doc | {"tasks": tasks(full)} for full, doc in _sensei(client, names, "mlInstances")]


def experiments(client: Client, names: Names) -> list[Doc]:
    return [doc | {"runs": _runs(client, full["id"])} for full, doc in _sensei(client, names, "experiments")]


def trained_models(client: Client, _names: Names) -> list[Doc]:
    """What trainings made."""
    return [{"experiment": doc["experimentId"]} for doc in client.sensei("models")]


def services(client: Client, names: Names) -> list[Doc]:
    found = []
    for full, doc in _sensei(client, names, "mlServices"):
        schedules = {key: full.get(key) for key in ("trainingSchedule", "scoringSchedule") if full.get(key)}
        owners = {key: STATE.sub("", value) for key, value in full["tags"].items() if key.startswith("pulumi-aep/")}
        found.append(doc | {"schedules": schedules, "scheduled by": owners})
    return found


def _sensei(client: Client, names: Names, collection: str) -> list[tuple[Doc, Doc]]:
    """Each document in full, and what all of them have."""
    own = ("name", "description", "algorithm", "engineId", "mlInstanceId", "trainingExperimentId")
    found = client.sensei(collection)
    for doc in found:
        names.add(doc["id"], doc["name"])
    return [(doc, {key: doc.get(key) for key in own} | _tagged(doc.get("tags"))) for doc in found]


def _runs(client: Client, experiment: str) -> list[tuple[str, str]]:
    """Mode and owner of each run that has not failed."""
    path = f"{SENSEI}/experiments/{experiment}/runs"
    found = []
    for child in client.json(f"{path}?limit=100")["children"]:
        run = client.json(f"{path}/{child['id']}")
        tasks = client.json(f"{path}/{child['id']}/status")["status"]["tasks"]
        if tasks[-1]["state"] not in ("FAILED", "ABORTED"):
            found.append((run["mode"], STATE.sub("", FROM.sub("", run.get("description") or ""))))
    return sorted(found)


# -- audiences --------------------------------------------------------------------------------------------------------
def segments(client: Client, _names: Names) -> list[Doc]:
    own = ("name", "schema", "ttlInDays", "evaluationInfo", "dataGovernancePolicy")
    listed = client.json(f"{UPS}/segment/definitions?limit=100")["segments"]
    return [
        marked(doc, "description", rule=doc["expression"]["value"], **{key: doc.get(key) for key in own})
        for doc in listed
    ]


def segment_schedules(client: Client, _names: Names) -> list[Doc]:
    listed = client.json(f"{UPS}/config/schedules?limit=100")["children"]
    return [marked(doc, "name", cron=doc["schedule"], state=doc["state"]) for doc in listed]
