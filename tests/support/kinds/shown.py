"""What the document of an asset must show when a program is applied: reckoned from the program alone."""

from tests.support.kinds.program import Fields, Item, Ref, key, title
from tests.support.platform.collection import Doc

World = dict[str, list[Doc]]  # kind: the documents of its assets
CLASS = "https://ns.adobe.com/xdm/context/"


def named(program: list[Item], **references: Ref) -> Doc:
    """Members of a document that refer to what is called so."""
    return {member: title(program, reference) for member, reference in references.items()}


def schema(program: list[Item], fields: Fields) -> Doc:
    parts = [CLASS + fields["behavior"], *(title(program, group) for group in fields.get("field_groups", []))]
    return {"parts": sorted(parts), "tags": ["union"] if fields.get("profile") else []}


def dataset(program: list[Item], fields: Fields) -> Doc:
    given = {"retention": None, "profile": False, "upsert": False, "error_diagnostics": True}
    return {"schema": title(program, fields["schema"])} | {name: fields.get(name, given[name]) for name in given}


def batch(program: list[Item], fields: Fields) -> Doc:
    return {"dataset": [title(program, fields["dataset"])], "rows": 2 if "2" in fields["source"] else 1}


def segment(_program: list[Item], fields: Fields) -> Doc:
    return {"rule": fields["expression"].replace("_tenant", "_luma"), "ttlInDays": fields.get("ttl_days", 30)}


def segment_schedule(_program: list[Item], fields: Fields) -> Doc:
    return {"cron": fields["cron"], "state": "active" if fields.get("active", True) else "inactive"}


def scoring_run(program: list[Item], one: Item, world: World, owners: list[str]) -> str:
    name = title(program, one["fields"]["run"])
    runs = [doc["runs"] for doc in world.get("TrainingRun", []) if doc["name"] == name and doc["owner"]]
    return "" if runs and any(("score", owner) in runs[0] for owner in owners) else f"{key(one)}: no run in {name}"


def schedule(program: list[Item], one: Item, world: World, owners: list[str]) -> str:
    fields = one["fields"]
    name, runs = title(program, fields["service"]), fields["runs"]
    found = [doc for doc in world.get("Service", []) if doc["name"] == name]
    there = found[0] if found else {"schedules": {}, "scheduled by": {}}
    cron = there["schedules"].get(f"{runs}Schedule", {}).get("cron")
    owner = there["scheduled by"].get(f"pulumi-aep/{runs}")
    return "" if (cron, owner) == (fields["cron"], owners[0]) else f"{key(one)}: cron {cron!r} of {owner!r}"
