"""What the Platform must hold when a program is applied: reckoned from the program, by nothing of the library's."""

from collections.abc import Callable
from typing import Any

from tests.support.kinds.program import Item, key
from tests.support.platform.snapshot import Doc, World

OWNER = "luma/dev/"
CLASS = "https://ns.adobe.com/xdm/context/"
SHARED = ("Schedule", "ScoringRun")  # parts of another asset's document
FIRST = ("Batch", "ScoringRun", "SegmentSchedule")  # what the Platform lets nobody rename keeps its first stamp
UNOWNED = ("TrainingRun", "scores", "trained", "identity")  # the Platform makes some by itself


def wrong(program: list[Item], world: World) -> str:
    """What is missing, twice there, left over or not as declared; "" if nothing is."""
    lines = []
    for one in program:
        kind, owner = one["kind"], _owners(one)
        if kind in SHARED:
            lines += _shared(program, one, world)
            continue
        found = [doc for doc in world.get(kind, []) if doc["owner"] in owner]
        if len(found) != 1:
            lines.append(f"{key(one)}: there {len(found)} times")
            continue
        for name, value in _document(program, one).items():
            if found[0].get(name) != value:
                lines.append(f"{key(one)}: {name} is {found[0].get(name)!r}, not {value!r}")
    owners = {(one["kind"], owner) for one in program for owner in _owners(one)}
    for kind, docs in world.items():
        lines += [
            f"left over: {kind} {doc}"
            for doc in docs
            if kind not in UNOWNED or (kind == "TrainingRun" and doc["owner"])
            if (kind, doc["owner"]) not in owners
        ]
    return "\n".join(lines)


def _owners(one: Item) -> list[str]:
    names = [one["name"], *(one.get("was", []) if one["kind"] in FIRST else [])]
    return [OWNER + name for name in names]


def _called(program: list[Item], reference: Any) -> str | None:
    """The name on the Platform of what is referred to."""
    if reference is None:
        return None
    fields: dict[str, Any] = next(one for one in program if key(one) == reference["ref"])["fields"]
    return str(fields.get("title") or fields.get("name"))


def _shared(program: list[Item], one: Item, world: World) -> list[str]:
    fields, owners = one["fields"], _owners(one)
    if one["kind"] == "ScoringRun":
        name = _called(program, fields["run"])
        runs = [doc["runs"] for doc in world.get("TrainingRun", []) if doc["name"] == name and doc["owner"]]
        return (
            [] if runs and any(("score", owner) in runs[0] for owner in owners) else [f"{key(one)}: no run in {name}"]
        )
    name, part = _called(program, fields["service"]), fields["runs"]
    found = [doc for doc in world.get("Service", []) if doc["name"] == name]
    there = found[0] if found else {"schedules": {}, "scheduled by": {}}
    cron = there["schedules"].get(f"{part}Schedule", {}).get("cron")
    stamp = there["scheduled by"].get(f"pulumi-aep/{part}")
    return [] if (cron, stamp) == (fields["cron"], owners[0]) else [f"{key(one)}: cron {cron!r} of {stamp!r}"]


def _document(program: list[Item], one: Item) -> Doc:
    """The part of its document that the program decides, and what is there where the program says nothing."""
    fields = one["fields"]
    text = {name: fields[name] for name in ("name", "title") if name in fields}
    common = {"description": fields.get("description", "")} if one["kind"] in DESCRIBED else {}
    labels = {"tags": fields.get("tags", {})} if one["kind"] in LABELLED else {}
    return text | common | labels | DOCUMENTS[one["kind"]](program, fields)


def _schema(program: list[Item], fields: Doc) -> Doc:
    parts = [CLASS + fields["behavior"], *(_called(program, item) for item in fields.get("field_groups", []))]
    return {"parts": sorted(map(str, parts)), "tags": ["union"] if fields.get("profile") else []}


def _dataset(program: list[Item], fields: Doc) -> Doc:
    return {
        "schema": _called(program, fields["schema"]),
        "retention": fields.get("retention"),
        "profile": fields.get("profile", False),
        "upsert": fields.get("upsert", False),
        "error_diagnostics": fields.get("error_diagnostics", True),
    }


def _batch(program: list[Item], fields: Doc) -> Doc:
    return {"dataset": [_called(program, fields["dataset"])], "rows": 2 if "2" in fields["source"] else 1}


def _segment(_program: list[Item], fields: Doc) -> Doc:
    return {"rule": fields["expression"].replace("_tenant", "_luma"), "ttlInDays": fields.get("ttl_days", 30)}


DESCRIBED = ("FieldGroup", "Schema", "Dataset", "Recipe", "Model", "TrainingRun", "Service", "Segment")
LABELLED = ("Dataset", "Recipe", "Model", "TrainingRun", "Service")
DOCUMENTS: dict[str, Callable[[list[Item], Doc], Doc]] = {
    "Sandbox": lambda _, fields: {"title": fields.get("title", "dev"), "type": "development"},
    "FieldGroup": lambda _, fields: {"fields": sorted(fields["fields"])},
    "Schema": _schema,
    "Dataset": _dataset,
    "Batch": _batch,
    "Recipe": lambda _, fields: {"algorithm": fields.get("algorithm", "Classification")},
    "Model": lambda program, fields: {"engineId": _called(program, fields["recipe"])},
    "TrainingRun": lambda program, fields: {"mlInstanceId": _called(program, fields["model"])},
    "Service": lambda program, fields: {"trainingExperimentId": _called(program, fields["run"])},
    "Segment": _segment,
    "SegmentSchedule": lambda _, fields: {
        "cron": fields["cron"],
        "state": "active" if fields.get("active", True) else "inactive",
    },
}
