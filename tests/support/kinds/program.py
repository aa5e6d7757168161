"""A program as plain data, and the Pulumi program that declares what is in it: `program.json` beside `__main__.py`."""

import copy
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

MAIN = '''
import json

import pulumi
import pulumi_aep as aep

made = {}


def value(given):
    """{"ref": "Kind/name"} is that resource, or with "output" that output of it; everything else is itself."""
    if isinstance(given, dict) and "ref" in given:
        resource = made[given["ref"]]
        return getattr(resource, given["output"]) if "output" in given else resource
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
Fields = dict[str, Any]
Item = dict[str, Any]  # kind, name, fields, and perhaps after, aliases
Ref = dict[str, str]


def item(kind: str, name: str, after: Iterable[str] = (), /, **fields: Any) -> Item:
    return {"kind": kind, "name": name, "fields": fields, "after": list(after)}


def to(kind: str, name: str, output: str = "") -> Ref:
    """A reference to that resource, or to an output of it."""
    return {"ref": f"{kind}/{name}"} | ({"output": output} if output else {})


def key(one: Item) -> str:
    return f"{one['kind']}/{one['name']}"


def write(folder: Path, program: Sequence[Item]) -> None:
    (folder / "program.json").write_text(json.dumps(program, indent=1))


def named(program: Iterable[Item]) -> dict[str, Item]:
    """A copy, by the resources' names."""
    return {one["name"]: copy.deepcopy(one) for one in program}


def references(one: Item) -> list[str]:
    """Keys of what it refers to or waits for."""
    values = [item for value in one["fields"].values() for item in (value if isinstance(value, list) else [value])]
    return [str(value["ref"]) for value in values if isinstance(value, dict) and "ref" in value] + list(one["after"])


def referred(program: Iterable[Item], reference: Ref) -> Item:
    return next(one for one in program if key(one) == reference["ref"])


def title(program: Iterable[Item], reference: Ref) -> str:
    """What the asset referred to is called on the Platform."""
    fields = referred(program, reference)["fields"]
    return str(fields.get("title") or fields.get("name"))


def moved(value: Any, old: str, new: str) -> Any:
    """With references to the one key turned into references to the other."""
    if isinstance(value, dict):
        return {name: new if (name, item) == ("ref", old) else moved(item, old, new) for name, item in value.items()}
    return [moved(item, old, new) for item in value] if isinstance(value, list) else value


def placed(items: Iterable[Item]) -> list[Item]:
    """In that order, but the sandbox first, other sandboxes last, and what is referred to before what refers to it.

    What is declared after a sandbox waits for it, and is not tried where it fails.
    """
    given = list(items)
    sandboxes = [one for one in given if one["kind"] == "Sandbox"]
    waiting = [*sandboxes[:1], *(one for one in given if one["kind"] != "Sandbox"), *sandboxes[1:]]
    found: list[Item] = []
    while waiting:
        known = {key(one) for one in found}
        ready = next(one for one in waiting if known.issuperset(references(one)))
        waiting = [one for one in waiting if one is not ready]
        found.append(ready)
    return found


def reversed_orders(fields: Fields) -> Fields:
    """The same with lists, maps and the fields themselves in another order: no change."""
    return {
        name: dict(reversed(value.items()))
        if isinstance(value, dict)
        else value[::-1]
        if isinstance(value, list)
        else value
        for name, value in reversed(fields.items())
    }
