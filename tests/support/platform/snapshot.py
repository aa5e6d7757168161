"""All that is in a sandbox, as a plain client sees it, by name instead of by id: two equal worlds compare equal."""

import re
from typing import Any

from tests.support.platform.client import Client

REGISTRY = "/data/foundation/schemaregistry/tenant"
CATALOG = "/data/foundation/catalog"
SANDBOXES = "/data/foundation/sandbox-management/sandboxes"
SEGMENTS = "/data/core/ups"
LIST = {"headers": {"Accept": "application/vnd.adobe.xed+json"}}
ONE = {"headers": {"Accept": "application/vnd.adobe.xed+json; version=1"}}
RAW = {"headers": {"Accept": "application/vnd.adobe.xdm+json"}}
STAMP = re.compile(r" ?\[pulumi-aep: ([^\]#]*)[^\]]*\]$")
Doc = dict[str, Any]
World = dict[str, list[Doc]]


class Names:
    """Ids, and what they are called; an id that nothing goes by stays as it is, and so shows."""

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


def look(platform: Client, sandbox: str = "dev") -> World:
    """Kind to its assets, each with `owner`; what differs from run to run (ids, times, versions) is left out."""
    here = next((one for one in platform.json(SANDBOXES)["sandboxes"] if one["name"] == sandbox), None)
    if here is None or here["state"] != "active":
        return {}
    names = Names()
    found = {
        "Sandbox": [_stamped(here, "title", name=here["name"], type=here["type"])],
        **_registry(platform, sandbox, names),
        **_catalog(platform, sandbox, names),
        **_sensei(platform, sandbox, names),
        **_segments(platform, sandbox),
    }
    for doc in found["Schema"]:
        doc["parts"] = sorted(names.of(doc["parts"]))
    return {kind: sorted((names.of(doc) for doc in docs), key=repr) for kind, docs in found.items() if docs}


def difference(found: World, wanted: World) -> str:
    """What is not as it should be, a line for each asset; "" when nothing is."""
    lines = []
    for kind in sorted({*found, *wanted}):
        here, there = (list(world.get(kind, ())) for world in (found, wanted))
        for one in list(here):
            if one in there:
                here.remove(one)
                there.remove(one)
        lines += [f"{kind} found  {one}" for one in here] + [f"{kind} wanted {one}" for one in there]
    return "\n".join(lines)


def _stamped(doc: Doc, where: str, **more: Any) -> Doc:
    """A text that ends with a stamp, as the text and the owner."""
    text = doc.get(where) or ""
    owner = STAMP.search(text)
    return {where: STAMP.sub("", text), "owner": owner[1] if owner else None, **more}


def _owner(tags: Any) -> str | None:
    value = (tags or {}).get("pulumi-aep")
    value = value[0] if isinstance(value, list) else value
    return value.split("#")[0] if value else None


def _own(tags: Any) -> Doc:
    return {key: value for key, value in (tags or {}).items() if not key.startswith(("adobe", "pulumi-aep"))}


def _registry(platform: Client, sandbox: str, names: Names) -> World:
    found: World = {"FieldGroup": [], "Schema": [], "identity": []}
    for kind, collection in (("FieldGroup", "fieldgroups"), ("Schema", "schemas")):
        for listed in platform.json(f"{REGISTRY}/{collection}", sandbox=sandbox, **LIST)["results"]:
            path = f"{REGISTRY}/{collection}/{listed['meta:altId']}"
            doc = platform.json(path, sandbox=sandbox, **ONE)
            names.add(doc["$id"], doc["title"])
            parts = [part["$ref"] for part in doc.get("allOf", []) if not part["$ref"].startswith("#")]
            inner = (doc.get("definitions") or {}).get("customFields", {}).get("properties", {})
            fields: Doc = next((tenant.get("properties", {}) for tenant in inner.values()), {})
            more = {"parts": sorted(parts), "tags": doc.get("meta:immutableTags", []), "fields": sorted(fields)}
            found[kind].append(_stamped(doc, "description", title=doc["title"], **more))
    described = platform.json(f"{REGISTRY}/descriptors", sandbox=sandbox, **RAW)
    for doc in described.get("xdm:descriptorIdentity", []):
        kept = ("xdm:sourceSchema", "xdm:sourceProperty", "xdm:namespace", "xdm:isPrimary")
        found["identity"].append({key: doc.get(key) for key in kept})
    return found


def _catalog(platform: Client, sandbox: str, names: Names) -> World:
    found: World = {"Dataset": [], "Batch": [], "scores": []}
    for id, doc in platform.json(f"{CATALOG}/dataSets?limit=100", sandbox=sandbox).items():
        names.add(id, doc["name"])
        tags, lake = doc.get("tags") or {}, (doc.get("extensions") or {}).get("adobe_lakeHouse") or {}
        switch = [text.replace(" ", "") for text in tags.get("unifiedProfile", [])]
        assert switch == [text.replace(" ", "") for text in tags.get("unifiedIdentity", [])], doc
        found["Dataset"].append(
            {
                "name": doc["name"],
                "description": doc.get("description"),
                "schema": doc["schemaRef"]["id"],
                "error_diagnostics": doc.get("enableErrorDiagnostics"),
                "profile": "enabled:true" in switch,
                "upsert": "isUpsert:true" in switch,
                "retention": (lake.get("rowExpiration") or {}).get("ttlValue"),
                "tags": {name: value[0] for name, value in _own(tags).items() if not name.startswith("unified")},
                "owner": _owner(tags),
            }
        )
    for doc in platform.json(f"{CATALOG}/batches?limit=100", sandbox=sandbox).values():
        if doc["status"] != "success":
            continue
        tags = doc.get("tags") or {}
        data = [item["id"] for item in doc["relatedObjects"] if item["type"] == "dataSet"]
        kind = "scores" if "sensei/experimentRunId" in tags else "Batch"
        found[kind].append({"dataset": data, "rows": doc["recordCount"], "owner": _owner(tags)})
    return found


def _sensei(platform: Client, sandbox: str, names: Names) -> World:
    found: World = {"Recipe": [], "Model": [], "TrainingRun": [], "trained": [], "Service": []}
    for kind, collection in (("Recipe", "engines"), ("Model", "mlInstances"), ("TrainingRun", "experiments")):
        for doc in platform.sensei(collection, sandbox=sandbox):
            names.add(doc["id"], doc["name"])
            kept = {key: doc.get(key) for key in ("name", "description", "algorithm", "engineId", "mlInstanceId")}
            more: Doc = {"tags": _own(doc.get("tags")), "owner": _owner(doc.get("tags"))}
            if "artifacts" in doc:
                more["image"] = doc["artifacts"]["default"]["image"]["location"].partition("/")[2]
            if "tasks" in doc:
                more["tasks"] = [
                    {"name": task["name"], "parameters": {one["key"]: one["value"] for one in task["parameters"]}}
                    for task in doc["tasks"]
                ]
            if kind == "TrainingRun":
                more["runs"] = _runs(platform, sandbox, doc["id"])
            found[kind].append(kept | more)
    for doc in platform.sensei("models", sandbox=sandbox):
        found["trained"].append({"experiment": doc["experimentId"]})
    for doc in platform.sensei("mlServices", sandbox=sandbox):
        names.add(doc["id"], doc["name"])
        kept = {key: doc.get(key) for key in ("name", "description", "trainingExperimentId", "mlInstanceId")}
        parts = {key: doc.get(key) for key in ("trainingSchedule", "scoringSchedule") if doc.get(key)}
        stamps = {key: value.split("#")[0] for key, value in doc["tags"].items() if key.startswith("pulumi-aep/")}
        more = {"tags": _own(doc.get("tags")), "owner": _owner(doc.get("tags"))}
        found["Service"].append(kept | more | {"schedules": parts, "scheduled by": stamps})
    return found


def _runs(platform: Client, sandbox: str, experiment: str) -> list[tuple[str, str]]:
    """Mode and owner of each run that has not failed."""
    path = f"/data/sensei/experiments/{experiment}/runs"
    found = []
    for child in platform.json(f"{path}?limit=100", sandbox=sandbox)["children"]:
        run = platform.json(f"{path}/{child['id']}", sandbox=sandbox)
        tasks = platform.json(f"{path}/{child['id']}/status", sandbox=sandbox)["status"]["tasks"]
        if tasks[-1]["state"] not in ("FAILED", "ABORTED"):
            found.append((run["mode"], (run.get("description") or "").split("#")[0]))
    return sorted(found)


def _segments(platform: Client, sandbox: str) -> World:
    definitions = platform.json(f"{SEGMENTS}/segment/definitions?limit=100", sandbox=sandbox)["segments"]
    schedules = platform.json(f"{SEGMENTS}/config/schedules?limit=100", sandbox=sandbox)["children"]
    kept = ("name", "schema", "ttlInDays", "evaluationInfo", "dataGovernancePolicy")
    return {
        "Segment": [
            _stamped(doc, "description", rule=doc["expression"]["value"], **{key: doc.get(key) for key in kept})
            for doc in definitions
        ],
        "SegmentSchedule": [_stamped(doc, "name", cron=doc["schedule"], state=doc["state"]) for doc in schedules],
    }
