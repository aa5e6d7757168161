"""A program with a whole pipeline, and for every field of every kind another value, made from the field's type.

The program is data (`world.json`): name to kind and fields; a text `@name` or `@name.attribute` refers to another one.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pulumi_aep.core import values
from pulumi_aep.core.field import Field
from pulumi_aep.core.kind import Kind
from pulumi_aep.core.registry import kind_named, kind_names
from pulumi_aep.lifecycle.diff import consequence

from docs import consequences
from tests.support.recipes import toy

PROGRAM = """
import json
from pathlib import Path

import pulumi
import pulumi_aep as aep

made = {}


def value(given):
    if isinstance(given, str) and given.startswith("@"):
        name, _, attribute = given[1:].partition(".")
        return getattr(made[name], attribute) if attribute else made[name]
    return [value(item) for item in given] if isinstance(given, list) else given


for name, (kind, fields) in json.loads(Path("world.json").read_text()).items():
    given = {key: value(item) for key, item in fields.items()}
    opts = pulumi.ResourceOptions(depends_on=given.pop("depends_on", None))
    made[name] = getattr(aep, kind)(name, **given, opts=opts)
"""


def row(id: str) -> str:
    return json.dumps({"_id": id, "_luma": {"id": id}}) + "\n"


def lay_recipe(folder: Path, remark: str = "") -> None:
    toy.write(folder, toy.IDENTIFIED, remark=remark)


def lay_files(folder: Path) -> None:
    """Data and recipes, and copies of the same content under another name."""
    for name, ids in {"rows.jsonl": "1", "copy.jsonl": "1", "more.jsonl": "123"}.items():
        (folder / name).write_text("".join(map(row, ids)))
    for name in ("recipe", "recipe2", "copy"):
        lay_recipe(folder / name, "more" if name == "recipe2" else "")


Named = dict[str, tuple[str, dict[str, Any]]]
FIELDS = {"id": {"type": "string"}, "n": {"type": "number"}}
IDENTITY = {"path": "_tenant.id", "namespace": "ECID", "primary": True}
BOTH = ["experienceevent", "profile"]
ABOUT = {"behavior": "profile", "field_groups": ["@group"], "identities": [IDENTITY]}
DATASETS = dict.fromkeys(("training_dataset", "scoring_dataset", "results_dataset"), "@dataset")
SPAN = {"start": "2030-01-01", "end": "2036-01-01"}
# One of each kind; what another one refers to there is twice.
BASE: Named = {
    "sandbox": ("Sandbox", {"name": "dev"}),
    "group": ("FieldGroup", {"title": "Group", "extends": BOTH, "fields": FIELDS}),
    "group2": ("FieldGroup", {"title": "Group 2", "extends": BOTH, "fields": {"id": FIELDS["id"]}}),
    "group3": ("FieldGroup", {"title": "Group 3", "extends": BOTH, "fields": {"more": {"type": "string"}}}),
    "schema": ("Schema", {"title": "Schema", **ABOUT, "profile": True}),
    "schema2": ("Schema", {"title": "Schema 2", **ABOUT}),
    "dataset": ("Dataset", {"name": "Dataset", "schema": "@schema"}),
    "dataset2": ("Dataset", {"name": "Dataset 2", "schema": "@schema2"}),
    "batch": ("Batch", {"dataset": "@dataset", "source": "rows.jsonl"}),
    "batch2": ("Batch", {"dataset": "@dataset", "source": "more.jsonl"}),
    "recipe": ("Recipe", {"name": "Recipe", "source": "recipe"}),
    "recipe2": ("Recipe", {"name": "Recipe 2", "source": "recipe2"}),
    "model": ("Model", {"name": "Model", "recipe": "@recipe", **DATASETS}),
    "model2": ("Model", {"name": "Model 2", "recipe": "@recipe2", **DATASETS}),
    "training": (
        "TrainingRun",
        {"name": "Training", "model": "@model", "data": ["@batch"], "gate": {"accuracy": ">= 0.5"}},
    ),
    "training2": ("TrainingRun", {"name": "Training 2", "model": "@model2"}),
    "scoring": ("ScoringRun", {"run": "@training", "dataset": "@dataset", "results": "@dataset", "data": ["@batch"]}),
    "service": ("Service", {"name": "Service", "run": "@training"}),
    "service2": ("Service", {"name": "Service 2", "run": "@training2"}),
    "schedule": ("Schedule", {"service": "@service", "runs": "scoring", "cron": "0 3 * * *", **SPAN}),
    "segment": ("Segment", {"name": "Segment", "expression": "_tenant.n > 1", "depends_on": ["@dataset"]}),
    "nightly": ("SegmentSchedule", {"name": "Nightly", "cron": "0 0 1 * * ?"}),
    "sandbox2": ("Sandbox", {"name": "second"}),
}
BASE_OF = {kind: next(name for name, (found, _) in BASE.items() if found == kind) for kind in kind_names()}
# Where the type alone does not say what the Platform takes.
OTHER: dict[tuple[str, str], Any] = {
    ("Sandbox", "name"): "other-{case}",
    ("FieldGroup", "extends"): ["profile"],
    ("FieldGroup", "fields"): {"id": FIELDS["id"]},
    ("Schema", "behavior"): "experienceevent",
    ("Schema", "identities"): [IDENTITY | {"namespace": "Email"}],
    ("Schema", "field_groups"): ["@group2"],
    ("Schema", "profile"): False,
    ("Batch", "source"): "copy.jsonl",
    ("Recipe", "source"): "copy",
    ("Recipe", "image"): "@recipe2.location",
    ("Recipe", "base"): "@recipe2.location",
    ("Recipe", "type"): "Tensorflow",
    ("Recipe", "library"): "databricks-spark",
    ("TrainingRun", "data"): ["@batch", "@batch2"],
    ("ScoringRun", "data"): ["@batch", "@batch2"],
    ("Segment", "expression"): "_tenant.n > 2",
    ("Segment", "schema"): "_xdm.context.account",
    ("Segment", "merge_policy"): "{merge_policy}",
    ("SegmentSchedule", "name"): "Weekly",
}
BY_TYPE: tuple[tuple[Any, Any], ...] = (
    (str, "Other {kind} {case}"),
    (values.Tags, {"other": "tag"}),
    (values.Parameters, {"n": 3, "rate": 0.5}),
    (values.Gate, {"accuracy": ">= 0.25"}),
    (values.Cron, "30 4 * * *"),
    (values.QuartzCron, "0 30 2 * * ?"),
    (values.Moment, "2035-06-01"),
    (values.Period, "P90D"),
    (values.Percent, 10),
    (values.Minutes, 60),
    (values.Days, 7),
    (Mapping[str, str], {"limit": "10"}),
)
# Before the change, where the base's value would not do.
BEFORE: dict[tuple[str, str], dict[str, Any]] = {
    ("Recipe", "image"): {"source": None, "image": "@recipe.location"},
}


def other(kind: type[Kind], item: Field, now: Any, *, case: str, merge_policy: str) -> Any:
    """Another value than the one it has now. A field that this cannot tell one for fails here."""
    given = OTHER.get((kind.__name__, item.name))
    if given is None and item.reference:
        given = f"@{BASE_OF[consequences.target(kind, item)]}2"
    if given is None:
        given = _by_type(kind, item, now)
    return given.format(kind=kind.__name__, case=case, merge_policy=merge_policy) if isinstance(given, str) else given


def _by_type(kind: type[Kind], item: Field, now: Any) -> Any:
    plain = [one for one in get_args(item.type) if one is not type(None)] if item.default is None else [item.type]
    for one in plain:
        if one is bool:
            return not (item.default if now is None else now)
        if get_origin(one) is Literal:
            return next(value for value in get_args(one) if value != (now or item.default))
        for known, value in BY_TYPE:
            if one == known:
                return value
    raise AssertionError(f"{kind.__name__}.{item.name}: give another value for it in {__file__}")


# More of a field whose lessening takes a new asset: on that resource, this value.
MORE: dict[tuple[str, str], tuple[str, Any]] = {
    ("FieldGroup", "fields"): ("group", FIELDS | {"when": {"type": "string", "format": "date-time"}}),
    ("Schema", "field_groups"): ("schema", ["@group", "@group3"]),
    ("Schema", "profile"): ("schema2", True),
}
# How far what follows is looked at: beyond, it is the same as for a case that goes all the way. None: all the way.
UP_TO: dict[tuple[str, str], tuple[str, ...] | None] = {
    ("Dataset", "schema"): None,
    ("Batch", "content"): None,
    ("Recipe", "digest"): None,
    ("Model", "hyperparameters"): None,
    ("Service", "run"): None,
    ("FieldGroup", ""): ("Schema", "Dataset"),
    ("Schema", ""): ("Dataset",),
    ("Dataset", ""): ("Batch", "Model"),
    ("Batch", ""): ("TrainingRun",),
    ("Recipe", "image"): ("Model", "TrainingRun"),
    ("Recipe", "base"): ("Model", "TrainingRun"),
    ("Recipe", ""): ("Model",),
    ("Model", ""): ("TrainingRun",),
    ("TrainingRun", "data"): ("ScoringRun",),
}
FILES = {("Recipe", "digest"): "source", ("Batch", "content"): "source"}  # derived: changed by what lies there


@dataclass
class Case:
    """Resources of its own, of which one field is changed; everything else they refer to is the base's."""

    kind: str
    field: str
    effects: dict[str, consequences.Effect] = dataclasses.field(
        default_factory=dict
    )  # name of the resource: what must happen
    names: Named = dataclasses.field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.kind}-{self.field}".replace("_", "-").lower()


def case(kind: str, name: str) -> Case:
    item = kind_named(kind).FIELDS[name]
    moved = consequences.replaces(item)
    less = moved and callable(item.replaces)
    after = consequences.follows_replacement(kind) if less else consequences.follows(kind, name)
    far = UP_TO.get((kind, name), UP_TO.get((kind, ""), ()))
    change = consequence(item, replaces=moved)
    made = Case(kind, name)
    effects = [consequences.Effect(kind, change, moved), *(one for one in after if far is None or one.kind in far)]
    within = kind_named(kind).unique_within  # a schedule of its own needs a service of its own
    parents = [consequences.target(kind_named(kind), kind_named(kind).FIELDS[within])] if within else []
    own = {one: f"{made.label}-{one.lower()}" for one in kind_names() if one in [*parents, *(e.kind for e in effects)]}
    for one, label in own.items():
        made.names[label] = (one, {key: _moved(value, own) for key, value in _named(one, label).items()})
    made.names[own[kind]][1].update(BEFORE.get((kind, name), {}))
    made.effects = {own[effect.kind]: effect for effect in effects}
    return made


def _named(kind: str, label: str) -> dict[str, Any]:
    """The base's fields, with a name that is nobody else's."""
    fields = json.loads(json.dumps(BASE[BASE_OF[kind]][1]))
    for key in ("name", "title"):
        if key in fields:
            fields[key] = label if kind == "Sandbox" else f"{fields[key]} {label}"
    return dict(fields)


def _moved(value: Any, own: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_moved(one, own) for one in value]
    for kind, label in own.items():
        if value == f"@{BASE_OF[kind]}":
            return f"@{label}"
    return value
