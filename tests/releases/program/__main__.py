"""Declares what `program.json` says."""

import json
from pathlib import Path

import pulumi
import pulumi_aep as aep

made = {}


def value(given):
    """{"ref": "Kind/name"} is that resource; everything else is itself."""
    if isinstance(given, dict) and given.keys() == {"ref"}:
        return made[given["ref"]]
    return [value(item) for item in given] if isinstance(given, list) else given


for item in json.loads(Path("program.json").read_text()):
    opts = pulumi.ResourceOptions(
        depends_on=[made[key] for key in item.get("after", [])],
        aliases=[pulumi.Alias(name=name) for name in item.get("aliases", [])],
    )
    kind = getattr(aep, item["kind"])
    given = {name: value(field) for name, field in item["fields"].items()}
    made[f"{item['kind']}/{item['name']}"] = kind(item["name"], opts=opts, **given)
