"""Every kind with its fields, out of the kinds themselves: `python -m docs.kinds` writes the page anew.

A page that somebody wrote would be wrong after the next field; a test compares this one with what the fields say,
and another what it says of changes with what the Platform's journal shows of an `up`.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pulumi_aep.core import values, xdm
from pulumi_aep.core.field import Change, Field
from pulumi_aep.core.kind import Kind
from pulumi_aep.core.registry import kinds

from docs.consequences import Effect, follows, follows_replacement, replaces

PAGE = Path(__file__).with_suffix(".md")
HEAD = """\
# Kinds

Made from the kinds by `python -m docs.kinds`. `tests/engine/test_consequences.py` holds it to what an `up` really does.

- A change is **metadata**: names, texts, tags; nothing runs. **rejudge**: recorded metrics meet the new gate; nothing
  runs. **reschedule**: when things run from now on. **rescore**: a new scoring run. **retrain**: a new training run.
  **recreate**: a new asset; what the old one held is lost. **irreversible**: in place, and nothing takes it back but a
  reset of the sandbox. **restore**: what somebody else changed is set back to what the last run ran with; nothing runs.
- *in place* updates the asset that is there; *new asset* makes another one and removes the old one.
- What stands under *then* follows in the same `up`, in resources of the program that refer to this one: by the
  resource, by its `id`, or by an Output of either. A bare id tells nothing, and nothing follows; of an id that the
  program computes, the row says only once it is there what follows (`aep plan` says it always).
- *more* and *less*: a field, a field group, the union is added, or taken away. Another type takes a field away, too.
- *carried* comes along with a reference, *derived* is computed from files; neither is declared.
- A type that is a kind takes the resource, its id, or an Output of either.
- Whole numbers from 2^53 on are sent exactly where text will do (parameters), and refused elsewhere: Pulumi knows only
  doubles.

A change of the stack's sandbox or organisation recreates everything.
"""
NAMES = {
    values.Tags: "map of texts",
    values.Parameters: "map of texts, numbers, booleans",
    values.Gate: "map of metric to condition",
    values.Cron: "cron",
    values.QuartzCron: "Quartz cron",
    values.Moment: "time, UTC",
    values.Period: "ISO 8601 period",
    values.SandboxName: "text",
    values.Days: "number of days",
    values.Minutes: "number of minutes",
    values.Seconds: "number of seconds",
    values.Percent: "0 to 100",
    xdm.Properties: "map of XDM fields",
    str: "text",
    bool: "bool",
    int: "number",
    float: "number",
}
SAMPLES = {
    "map of texts, numbers, booleans": '{"rate": 0.1}',
    "map of metric to condition": '{"auroc": ">= 0.75"}',
    "cron": '"0 3 * * *"',
    "Quartz cron": '"0 0 1 * * ?"',
    "time, UTC": '"2026-01-01T00:00"',
    "map of XDM fields": '{"score": aep.xdm.number()}',
    "list of text": '["profile"]',
    "list of Identity": '[aep.Identity("_tenant.id", namespace="ECID")]',
    "bool": "True",
}


def type_name(item: Field) -> str:
    """As a person would say it."""
    if item.target:
        return f"list of {item.target}" if item.type == list[str] else item.target
    return _named(item.type)


def _named(type_: Any) -> str:
    known = next((name for known, name in NAMES.items() if known == type_), "")
    if known:
        return known
    inner = [arg for arg in get_args(type_) if arg is not type(None)]
    if get_origin(type_) is Literal:
        return ", ".join(f"`{arg}`" for arg in inner)
    if len(inner) == 1:
        return _named(inner[0]) if type(None) in get_args(type_) else f"list of {_named(inner[0])}"
    return f"map of {_named(inner[-1])}" if inner else str(getattr(type_, "__name__", type_))


def default(item: Field) -> str:
    """What it is where a program doesn't say it."""
    if item.required:
        return "required"
    if not item.given or item.default is None:
        return "–"
    value = list(item.default) if isinstance(item.default, tuple) else item.default
    return f"`{value!r}`".replace("'", '"')


def example(kind: type[Kind]) -> str:
    """A declaration with the fields that most programs say."""
    said = [item for item in kind.declared_fields() if item.given and (item.required or item.name in kind.typical)]
    return ", ".join([f'aep.{kind.__name__}("example"', *(f"{item.name}={_sample(item)}" for item in said)]) + ")"


def _sample(item: Field) -> str:
    if item.target:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", item.target).lower()
        return f"[{name}]" if item.type == list[str] else name
    if item.name in SPECIAL:
        return f'"{SPECIAL[item.name]}"'
    choices = re.findall("`(.*?)`", type_name(item))
    return f'"{choices[0]}"' if choices else SAMPLES.get(type_name(item), '"Example"')


SPECIAL = {
    "source": "path/to/it",
    "behavior": "profile",
    "expression": "_tenant.score >= 0.7",
    "end": "2027-01-01T00:00",
}


def fields(kind: type[Kind]) -> Iterator[str]:
    for item in kind.declared_fields():
        if item.given:
            yield f"| `{item.name}` | {type_name(item)} | {default(item)} | {_escaped(item.doc)} |"


def changes(kind: type[Kind]) -> Iterator[str]:
    """What a change to each field does, and what follows from it."""
    name = kind.__name__
    for item in kind.declared_fields():
        label = f"`{item.name}`" + (" (carried)" if item.carried else "" if item.of is None else " (derived)")
        after = _words(follows(name, item.name))
        if item.lasting:
            yield f"| {label}: on | {Change.IRREVERSIBLE} | in place | {after} |"
            off = (Change.RECREATE, "new asset", _words(follows_replacement(name)))
            change, place, after = off if callable(item.replaces) else (item.change, "in place", after)
            yield f"| {label}: off | {change} | {place} | {after} |"
        elif callable(item.replaces):
            yield f"| {label}: more | {item.change} | in place | {after} |"
            yield f"| {label}: less | {Change.RECREATE} | new asset | {_words(follows_replacement(name))} |"
        else:
            place = "new asset" if replaces(item) else "in place"
            yield f"| {label} | {item.change} | {place} | {after} |"


def outputs(kind: type[Kind]) -> str:
    found = [f"- `{item.name}`: {_escaped(item.doc)}" for item in kind.FIELDS.values() if item.output]
    return "\nOutputs:\n\n" + "\n".join(found) + "\n" if found else ""


def _words(effects: list[Effect]) -> str:
    return ", ".join(f"{one.kind} {one.change}" for one in effects) or "–"


def _escaped(text: str) -> str:
    return text.replace("|", chr(92) + "|")


def chapter(kind: type[Kind]) -> str:
    about = (kind.__doc__ or "").strip().partition("\n")[0]
    return "\n".join(
        [
            f"\n## {kind.__name__}\n\n{about}\n\n```python\n{example(kind)}\n```\n",
            "| field | type | default | |\n|---|---|---|---|",
            *fields(kind),
            outputs(kind),
            "| a change of | is | | then |\n|---|---|---|---|",
            *changes(kind),
            "",
        ]
    ).replace("\n\n\n", "\n\n")


def page() -> str:
    """Its examples are formatted as every other Python of the project."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PAGE), "-"]
    text = HEAD + "".join(map(chapter, kinds()))
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    PAGE.write_text(page())
