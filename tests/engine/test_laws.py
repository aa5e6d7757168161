"""Law 1 over every kind: whatever is declared, once applied there is nothing left to do.

Programs made at random are held to it in test_any_program.py.
"""

from collections.abc import Callable
from typing import Any

from pulumi_aep.core.field import Field
from pulumi_aep.core.registry import kind_named

from tests.support.engine.project import Outcome, Project
from tests.support.kinds import everything
from tests.support.kinds.program import MAIN, Item, to, write
from tests.support.recipes import toy

# Every optional field left out; then each at a value of its own; then left out again.
BARE = """
import pulumi_aep as aep

aep.Sandbox("dev")
fields = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string(), "n": aep.xdm.number()})
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[fields])
union = aep.Schema(
    "u", title="U", behavior="profile", field_groups=[fields], profile=True,
    identities=[aep.Identity("_tenant.id", namespace="ECID")],
)
data = aep.Dataset("d", name="D", schema=schema)
people = aep.Dataset("p", name="P", schema=union)
aep.Batch("b", dataset=data, source="rows.jsonl")
recipe = aep.Recipe("r", name="R", image="registry.example/r:1")
aep.Model("m", name="M", recipe=recipe, training_dataset=data, scoring_dataset=data, results_dataset=people)
aep.Segment("g", name="G", expression="_tenant.n > 1", opts=__import__("pulumi").ResourceOptions(depends_on=[people]))
aep.SegmentSchedule("e", name="E", cron="0 0 1 * * ?")
"""
FULL = """
import pulumi
import pulumi_aep as aep

aep.Sandbox("dev", name="dev", title="Development", type="development")
fields = aep.FieldGroup(
    "f", title="F two", description="Text.", extends=["profile"],
    fields={
        "n": aep.xdm.number("A number."), "id": aep.xdm.string(), "on": aep.xdm.boolean(), "when": aep.xdm.datetime(),
        "day": aep.xdm.date(), "many": aep.xdm.array(aep.xdm.struct({"x": aep.xdm.integer(), "y": aep.xdm.long()})),
        "one": aep.xdm.string(enum=["a", "b"]),
    },
)
schema = aep.Schema("s", title="S two", description="Text.", behavior="profile", field_groups=[fields])
union = aep.Schema(
    "u", title="U two", description="Text.", behavior="profile", field_groups=[fields], profile=True,
    identities=[aep.Identity("_tenant.id", namespace="ECID")],
)
data = aep.Dataset(
    "d", name="D two", description="Text.", schema=schema, error_diagnostics=False, tags={"b": "1", "a": "2"},
)
people = aep.Dataset("p", name="P two", schema=union, profile=True, upsert=True, retention="P90D")
aep.Batch("b", dataset=data, source="rows.jsonl", max_errors_percent=10, error_diagnostics=False, tags={"of": "tests"})
recipe = aep.Recipe(
    "r", name="R two", description="Text.", image="registry.example/r:2", algorithm="Regression", icon="https://icons.example/r",
    tags={"b": "1", "a": "2"},
    repository="https://git.example/r", documentation="https://docs.example/r",
)
aep.Model(
    "m", name="M two", description="Text.", recipe=recipe,
    hyperparameters={"n": 100, "rate": 0.5, "on": True, "how": "well"}, scoring_parameters={"limit": 10.0},
    training_dataset=data, scoring_dataset=people, results_dataset=people, tags={"b": "1"},
    machine="gpu",
)
aep.Segment(
    "g", name="G two", description="Text.", expression="_tenant.n > 2", evaluation="streaming", ttl_days=7,
    exclude_opt_out=False,    opts=pulumi.ResourceOptions(depends_on=[people]),
)
aep.SegmentSchedule("e", name="E", cron="0 30 2 * * ?", active=False)
"""


def settled(found: Project, done: Outcome) -> None:
    """Applied, and nothing left to do, before and after a refresh."""
    assert done.ok, done.text
    for after in (
        found.preview("--expect-no-changes"),
        found.refresh("--expect-no-changes"),
        found.preview("--expect-no-changes"),
    ):
        assert after.ok, after.text


def test_nothing_is_left_to_do_whatever_is_declared(project: Callable[..., Project]) -> None:
    """Fields absent, set, absent again: an empty preview and no drift after each; then destroy leaves nothing."""
    found = project(BARE)
    (found.folder / "rows.jsonl").write_text('{"_id": "1"}\n')
    settled(found, found.up())
    for program in (FULL, BARE.replace('title="F"', 'title="F three"')):
        (found.folder / "__main__.py").write_text(program)
        settled(found, found.up())
    done = found.destroy()
    assert done.ok, done.text
    platform = found.platform()
    assert platform.json("/_emulator/stats").get("documents", {}).get("dev", {}) == {}


def test_order_in_lists_and_maps_means_nothing(project: Callable[..., Project]) -> None:
    """Another order of tags, parameters, fields and field groups is no change."""
    found = project(FULL)
    (found.folder / "rows.jsonl").write_text('{"_id": "1"}\n')
    settled(found, found.up())
    found.edit("__main__.py", '{"b": "1", "a": "2"}', '{"a": "2", "b": "1"}')
    found.edit(
        "__main__.py",
        '{"n": 100, "rate": 0.5, "on": True, "how": "well"}',
        '{"how": "well", "on": True, "rate": 0.5, "n": 100.0}',
    )
    found.edit(
        "__main__.py",
        '"n": aep.xdm.number("A number."), "id": aep.xdm.string()',
        '"id": aep.xdm.string(), "n": aep.xdm.number("A number.")',
    )
    assert found.preview("--expect-no-changes").ok


# -- runs -------------------------------------------------------------------------------------------------------------
TAGS = {"b": "1", "a": "2"}
DATA, BATCHES = to("Dataset", "d"), [to("Batch", "b")]
RUNS: dict[str, dict[str, Any]] = {  # each optional field at a value of its own
    "TrainingRun": {"description": "Text.", "data": BATCHES, "gate": {"mean": ">= 1"}, "tags": TAGS},
    "ScoringRun": {"data": BATCHES, "parameters": {"limit": "1"}},
    "Service": {
        "description": "Text.",
        "training_dataset": DATA,
        "scoring_dataset": DATA,
        "training_timeframe": 60,
        "scoring_timeframe": 30,
        "tags": TAGS,
    },
    "Schedule": {},
}


def optional(kind: str) -> list[Field]:
    return [item for item in kind_named(kind).declared_fields() if not item.required and item.carried is None]


def with_runs(value: Callable[[str, Field], Any]) -> list[Item]:
    """Everything, each optional field of what runs as said; None: left out."""
    program = everything.program()
    for one in program:
        for field in optional(one["kind"]) if one["kind"] in RUNS else ():
            one["fields"].pop(field.name, None)
            given = value(one["kind"], field)
            one["fields"] |= {} if given is None else {field.name: given}
    return program


def test_nothing_is_left_to_do_whatever_runs(project: Callable[..., Project]) -> None:
    """Left out, said with their defaults (no change at all), set, left out again."""
    assert all(RUNS[kind].keys() == {field.name for field in optional(kind)} for kind in RUNS)
    found = project(MAIN)
    toy.write(found.folder / "toy")
    (found.folder / "rows.jsonl").write_text(everything.ROWS)
    write(found, with_runs(lambda _kind, _field: None))
    settled(found, found.up())
    write(found, with_runs(lambda _kind, field: list(field.default) if field.default == () else field.default))
    same = found.preview("--expect-no-changes")
    assert same.ok, same.text
    write(found, with_runs(lambda kind, field: RUNS[kind][field.name]))
    settled(found, found.up())
    write(found, with_runs(lambda _kind, _field: None))
    settled(found, found.up())
    assert found.destroy().ok
