"""Programs made at random, and random edits of them: always such that the Platform can take them."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from pulumi_aep.core.field import Field
from pulumi_aep.core.registry import kind_named, kind_names

from tests.support.engine.project import Project
from tests.support.kinds import random_values
from tests.support.kinds.program import Item, item, key, to
from tests.support.recipes import toy

Draw = Callable[[st.SearchStrategy[Any]], Any]
DATASETS = ("training_dataset", "scoring_dataset", "results_dataset", "dataset", "results")
TARGETS = dict.fromkeys(DATASETS, "Dataset") | {
    "field_groups": "FieldGroup",
    "schema": "Schema",
    "recipe": "Recipe",
    "model": "Model",
    "data": "Batch",
    "run": "TrainingRun",
    "service": "Service",
}
BASE = ("Sandbox/dev", "FieldGroup/base", "Schema/union")  # what segments and data need; edited, never removed
PRIMARY = {"path": "_tenant.id", "namespace": "ECID", "primary": True}
SECOND = {"path": "_tenant.mail", "namespace": "Email", "primary": False}
XDM = [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "string", "format": "date-time"}]


def files(project: Project) -> None:
    """What the programs name: two recipes, and data for each kind of schema, twice."""
    for number in (1, 2):
        toy.write(project.folder / f"toy{number}", remark=f"version {number}")
        for behavior in ("profile", "experienceevent"):
            for full in (True, False):
                time = '"timestamp": "2026-01-01T00:00:00Z", ' if behavior != "profile" else ""
                own = ', "_luma": {"id": "x", "mail": "x@y.z"}' if full else ""
                line = f'{{{time}"_id": "{number}"{own}}}\n'
                (project.folder / _source(behavior, full, number)).write_text(line * number)


def _source(behavior: str, full: bool, number: int) -> str:
    return f"{behavior}-{'full' if full else 'bare'}-{number}.jsonl"


class Program:
    """What is declared, in order; each edit says what it did."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.items: list[Item] = [
            item("Sandbox", "dev"),
            item("FieldGroup", "base", title="Base", extends=["profile", "experienceevent"], fields=_fields()),
            item("Schema", "union", title="Union", behavior="profile", field_groups=[to("FieldGroup", "base")]),
        ]
        self.items[2]["fields"] |= {"identities": [PRIMARY], "profile": True}
        self._made = 0
        for kind in kind_names():
            if kind != "Sandbox":
                self.add(kind)
        self.lawful()

    # -- looking ----------------------------------------------------------------------------------------------------
    def of(self, kind: str) -> list[Item]:
        return [one for one in self.items if one["kind"] == kind]

    def get(self, reference: dict[str, str]) -> Item:
        return next(one for one in self.items if key(one) == reference["ref"])

    def choose(self, values: list[Any]) -> Any:
        return self.draw(st.sampled_from(values))

    # -- edits ------------------------------------------------------------------------------------------------------
    def add(self, kind: str = "") -> str:
        kind = kind or self.choose([name for name in kind_names() if name != "Sandbox"])
        if kind == "SegmentSchedule" and self.of(kind):
            return "nothing: there is a segment schedule"
        self._made += 1
        made = item(kind, f"{kind.lower()}{self._made}")
        for field in kind_named(kind).declared_fields():
            if random_values.settable(kind, field) and not self._set(made, field):
                return f"nothing: no {field.name} for a {kind}"
        if kind == "Segment":
            made["after"] = ["Schema/union"]
        self.items.append(made)
        return f"add {key(made)}"

    def _set(self, one: Item, field: Field) -> bool:
        """A value for that field, or none if it may be left out; False if there is nothing to refer to."""
        fields, kind, name = one["fields"], one["kind"], field.name
        if not field.required and name in fields and self.draw(st.integers(0, 2)) == 0:
            fields.pop(name)
        elif not field.required and name not in fields and self.draw(st.booleans()):
            pass
        elif field.reference:
            there = [other for other in self.of(TARGETS[name]) if key(other) != key(one)]
            many = name in ("field_groups", "data")
            if not there and not many:
                return not field.required
            chosen = self.draw(st.lists(st.sampled_from(there), max_size=2, unique_by=key)) if many and there else []
            refs = [to(other["kind"], other["name"]) for other in chosen]
            fields[name] = refs if many else to(TARGETS[name], self.choose(there)["name"])
        elif name == kind_named(kind).name_field and kind != "Sandbox" and name in ("name", "title"):
            fields[name] = self.draw(random_values.name(one["name"]))
        elif (kind, name) in _OWN:
            fields[name] = _OWN[kind, name](self, one)
        else:
            fields[name] = self.draw(random_values.value(kind, field))
        return True

    def edit(self) -> str:
        """One field of one resource: absent, its default, or another value."""
        for _ in range(5):
            one = self.choose(self.items)
            kind, declared = one["kind"], kind_named(one["kind"]).declared_fields()
            field = self.choose(
                [item for item in declared if random_values.settable(kind, item) and item.name not in _FIXED]
            )
            before = one["fields"].get(field.name)
            self._set(one, field)
            if one["fields"].get(field.name) != before:
                return f"edit {key(one)} {field.name}: {before!r} → {one['fields'].get(field.name)!r}"
        return "nothing: five values that are there already"

    def default(self) -> str:
        """A field left out is said with its default: no change."""
        left_out = [
            (one, field)
            for one in self.items
            for field in kind_named(one["kind"]).declared_fields()
            if random_values.settable(one["kind"], field) and field.name not in one["fields"]
            if field.default is not None and not field.required
        ]
        one, field = self.choose(left_out)
        one["fields"][field.name] = list(field.default) if isinstance(field.default, tuple) else field.default
        return f"default of {key(one)} {field.name}"

    def remove(self) -> str:
        one = self.choose([one for one in self.items if key(one) not in BASE] or self.items)
        return self._drop(one) if key(one) not in BASE else "nothing to remove"

    def _drop(self, one: Item) -> str:
        """With what refers to it."""
        if one in self.items:
            self.items.remove(one)
            for other in list(self.items):
                if to(one["kind"], one["name"]) in _references(other):
                    self._drop(other)
        return f"remove {key(one)}"

    def rename(self) -> str:
        """The logical name, with an alias: the same asset goes by another name in the program."""
        one = self.choose(self.items[1:])
        old, new = key(one), f"{one['name'].split('_')[0]}_{self._count()}"
        for other in self.items:
            other["fields"] = _moved(other["fields"], {"ref": old}, to(one["kind"], new))
            other["after"] = [f"{one['kind']}/{new}" if name == old else name for name in other["after"]]
        one["was"] = [*one.get("was", []), one["name"]]
        one["aliases"], one["name"] = [*one.get("aliases", []), one["name"]], new
        return f"rename {old} to {new}"

    def reorder(self) -> str:
        """Declarations, lists and maps in another order: no change."""
        turned = [{**one, "fields": _turned(one["fields"])} for one in self.items]
        self.items = _placed(self.draw(st.permutations(turned)))
        return "reorder"

    def _count(self) -> int:
        self._made += 1
        return self._made

    # -- what the Platform asks for ---------------------------------------------------------------------------------
    def lawful(self) -> None:
        """Whatever an edit has made impossible is given up."""
        for one in list(self.items):
            law = _LAWS.get(one["kind"])
            if law and one in self.items:
                law(self, one)
        self.items = _placed(self.items)


def _fields() -> dict[str, Any]:
    return {"id": {"type": "string"}, "mail": {"type": "string"}, "n": {"type": "number"}}


def _references(one: Item) -> list[Any]:
    values = [item for value in one["fields"].values() for item in (value if isinstance(value, list) else [value])]
    return [value for value in values if isinstance(value, dict) and value.keys() == {"ref"}]


def _after(one: Item) -> list[dict[str, str]]:
    return [{"ref": name} for name in one["after"]]


def _placed(items: list[Item]) -> list[Item]:
    """In that order, but the sandbox first, and what is referred to before what refers to it."""
    waiting = sorted(items, key=lambda one: one["kind"] != "Sandbox")
    placed: list[Item] = []
    while waiting:
        known = [to(one["kind"], one["name"]) for one in placed]
        ready = next(one for one in waiting if all(ref in known for ref in [*_references(one), *_after(one)]))
        waiting = [one for one in waiting if one is not ready]
        placed.append(ready)
    return placed


def _moved(value: Any, old: Any, new: Any) -> Any:
    if value == old:
        return new
    if isinstance(value, dict):
        return {name: _moved(item, old, new) for name, item in value.items()}
    return [_moved(item, old, new) for item in value] if isinstance(value, list) else value


def _turned(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: dict(reversed(value.items()))
        if isinstance(value, dict)
        else value[::-1]
        if isinstance(value, list)
        else value
        for name, value in reversed(fields.items())
    }


def _group_fields(program: Program, one: Item) -> dict[str, Any]:
    own = program.draw(st.lists(st.integers(1, 3), max_size=3, unique=True))
    return _fields() | {f"{one['name'].split('_')[0]}x{number}": XDM[number] for number in own}


def _schema(program: Program, one: Item) -> None:
    fields = one["fields"]
    if not fields.get("field_groups"):
        fields.pop("identities", None)
    if not any(item["primary"] for item in fields.get("identities", [])):
        fields.pop("profile", None)


def _dataset(program: Program, one: Item) -> None:
    fields = one["fields"]
    if not program.get(fields["schema"])["fields"].get("profile"):
        fields.pop("profile", None)
    if not fields.get("profile"):
        fields.pop("upsert", None)


def _batch(program: Program, one: Item) -> None:
    schema = program.get(program.get(one["fields"]["dataset"])["fields"]["schema"])["fields"]
    number = 2 if "2" in one["fields"].get("source", "") else 1
    one["fields"]["source"] = _source(schema["behavior"], bool(schema.get("field_groups")), number)


def _recipe(program: Program, one: Item) -> None:
    """Either or; what is trained must be a source."""
    models = [model["name"] for model in program.of("Model") if model["fields"]["recipe"]["ref"] == key(one)]
    trained = any(run["fields"]["model"]["ref"].split("/")[1] in models for run in program.of("TrainingRun"))
    if trained or not one["fields"].get("image"):
        one["fields"].setdefault("source", "toy1")
    if one["fields"].get("source"):
        one["fields"].pop("image", None)


def _scoring(program: Program, one: Item) -> None:
    """The toy's scores are bare rows of a profile class."""
    data = program.get(one["fields"]["results"])["fields"]
    if data.get("profile") or program.get(data["schema"])["fields"]["behavior"] != "profile":
        program._drop(one)


def _schedule(program: Program, one: Item) -> None:
    same = [(other["fields"]["service"], other["fields"]["runs"]) for other in program.of("Schedule")]
    if same.count((one["fields"]["service"], one["fields"]["runs"])) > 1:
        program._drop(one)


_LAWS: dict[str, Callable[[Program, Item], None]] = {
    "Schema": _schema,
    "Dataset": _dataset,
    "Batch": _batch,
    "Recipe": _recipe,
    "ScoringRun": _scoring,
    "Schedule": _schedule,
}
_OWN: dict[tuple[str, str], Callable[[Program, Item], Any]] = {
    ("FieldGroup", "fields"): _group_fields,
    ("Schema", "identities"): lambda program, _: program.choose([[PRIMARY], [PRIMARY, SECOND], []]),
    ("Batch", "source"): lambda program, _: program.choose(["1", "2"]),
    ("Recipe", "source"): lambda program, _: program.choose(["toy1", "toy2"]),
    ("Recipe", "image"): lambda program, _: program.choose(["registry.example/a:1", "registry.example/b:2"]),
    ("Segment", "expression"): lambda program, _: program.choose(["_tenant.n > 1", '_tenant.id = "x"', "_tenant.n<2"]),
}
_FIXED = {"extends"}
