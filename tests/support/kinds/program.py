"""A program as plain data, and the Pulumi program that declares what is in it: `program.json` beside `__main__.py`."""

import json
from collections.abc import Iterable
from typing import Any

from tests.support.engine.project import Project

MAIN = '''
import json

import pulumi
import pulumi_aep as aep

made = {}


def value(given):
    """{"ref": "Kind/name"} is that resource; everything else is itself."""
    if isinstance(given, dict) and given.keys() == {"ref"}:
        return made[given["ref"]]
    return [value(item) for item in given] if isinstance(given, list) else given


for item in json.load(open("program.json")):
    opts = pulumi.ResourceOptions(
        depends_on=[made[key] for key in item.get("after", [])],
        aliases=[pulumi.Alias(name=name) for name in item.get("aliases", [])],
    )
    kind = getattr(aep, item["kind"])
    given = {name: value(field) for name, field in item["fields"].items()}
    made[f"{item['kind']}/{item['name']}"] = kind(item["name"], opts=opts, **given)
'''
Item = dict[str, Any]  # kind, name, fields, and perhaps after, aliases


def item(kind: str, name: str, after: Iterable[str] = (), /, **fields: Any) -> Item:
    return {"kind": kind, "name": name, "fields": fields, "after": list(after)}


def to(kind: str, name: str) -> dict[str, str]:
    """A reference to that resource."""
    return {"ref": f"{kind}/{name}"}


def key(one: Item) -> str:
    return f"{one['kind']}/{one['name']}"


def write(project: Project, program: list[Item]) -> None:
    (project.folder / "program.json").write_text(json.dumps(program, indent=1))
