"""Law 3: what the table says a change to a field does is what the Platform's journal shows of an `up`."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi_aep.core.field import Change
from pulumi_aep.core.registry import kind_named
from pulumi_aep.lifecycle.diff import consequence

from docs import consequences, kinds
from tests.support.engine.project import Outcome, Project
from tests.support.kinds.another_value import another
from tests.support.kinds.consequence_case import Case, case, fields
from tests.support.kinds.files import change, write_files
from tests.support.kinds.program import MAIN, Item, named, placed, write
from tests.support.kinds.rows import ROWS
from tests.support.kinds.table_program import everything
from tests.support.platform.collection import EXPERIMENTS

QUIET = {Change.METADATA, Change.REJUDGE, Change.RESCHEDULE}
PLACE = {kind: row.collection.path for kind, row in ROWS.items() if row.documents}
RUN = re.compile("/data/sensei/experiments/([^/]+)/runs$")


def quiet(kind: str, name: str) -> bool:
    """Changed in place, and nothing follows: can be changed together with all others of that sort."""
    item = kind_named(kind).FIELDS[name]
    return item.change in QUIET and not consequences.replaces(item) and not consequences.follows(kind, name)


REFUSED = [(kind, name) for kind, row in ROWS.items() for name in row.refused]
CASES = [case(kind, name) for kind, name in fields() if not quiet(kind, name) and (kind, name) not in REFUSED]
BASE = named(everything())
ALONE = {kind for kind, row in ROWS.items() if row.single}


class World:
    """The program, applied, with all that the cases need."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.names = named(everything())
        write_files(project.folder)
        for one in CASES:
            if one.kind not in ALONE:
                self._files(one)
                self.names |= named(one.items.values())
        self.write(self.names)
        self.applied(project.up("--parallel", "8"))
        self.platform = project.platform()
        policies = self.platform.json("/data/core/ups/config/mergePolicies")["children"]
        self.policy = str(policies[0]["id"])

    def _files(self, one: Case) -> None:
        """What a derived field is computed from lies in a place of its own."""
        if one.field in ROWS[one.kind].derived:
            first = one.items[next(iter(one.effects))]
            source = ROWS[one.kind].derived[one.field]
            place = self.project.folder / first["fields"][source]
            own = place.with_name(f"{one.label}{place.suffix}")
            first["fields"][source] = own.name
            (shutil.copytree if place.is_dir() else shutil.copy)(place, own)

    def write(self, names: dict[str, Item]) -> None:
        write(self.project.folder, placed(names.values()))

    def applied(self, done: Outcome) -> None:
        assert done.ok, done.text

    def another(self, kind: str, name: str, label: str, now: Any) -> Any:
        return another(kind, kind_named(kind).FIELDS[name], now, case=label, merge_policy=self.policy)

    def up(self, names: dict[str, Item]) -> "Shown":
        """What an up with that program did."""
        before, last = self.project.resources(), self.platform.json("/_emulator/journal?since=0")["last"]
        self.write(names)
        done = self.project.up("--parallel", "8")
        self.applied(done)
        calls = self.platform.json(f"/_emulator/journal?since={last}")["calls"]
        return Shown(done.text, before, self.project.resources(), [call for call in calls if call["effect"]])


class Shown:
    """Recorded ids before and after, and every call that changed something."""

    def __init__(self, text: str, before: dict[str, Any], after: dict[str, Any], calls: list[dict[str, Any]]) -> None:
        self.text, self.calls = text, calls
        self.before, self.after = ({key: item["id"] for key, item in state.items()} for state in (before, after))
        ages = ({key: item["outputs"]["__generation"] for key, item in state.items()} for state in (before, after))
        self.ages = dict(zip(("before", "after"), ages, strict=True))

    def moved(self) -> set[str]:
        """Names of resources that are another asset now."""
        assert self.before.keys() == self.after.keys()
        another = {key for key, id in self.before.items() if id != self.after[key]}
        older = {key for key in self.before if self.ages["before"][key] != self.ages["after"][key]}
        assert {key.partition("/")[0] for key in older - another} <= {kind for kind, row in ROWS.items() if row.same_id}
        return {key.partition("/")[2] for key in another | older}

    def made(self) -> Counter[str]:
        """How many assets of each kind were made."""
        posts = [call["path"] for call in self.calls if call["method"] == "POST"]
        kinds = {place: kind for kind, place in PLACE.items()}
        return Counter(kinds[path] for path in posts if path in kinds)

    def runs(self) -> Counter[str]:
        """Runs started, by experiment."""
        found = (RUN.match(call["path"]) for call in self.calls if call["method"] == "POST")
        return Counter(match[1] for match in found if match)

    def written(self) -> set[str]:
        """Names of resources whose own document was written, or removed."""
        return {
            key.partition("/")[2]
            for state in (self.before, self.after)
            for key, id in state.items()
            for call in self.calls
            if call["method"] != "GET" and call["path"].endswith((f"/{id}", f"/{quote(id, safe='')}"))
        }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = Project.of(tmp_path_factory.mktemp("consequences") / "project", MAIN)
    found.init()
    yield World(found)
    found.stop()


def test_the_page_says_what_the_fields_say() -> None:
    """`python -m docs.kinds` writes it anew."""
    assert kinds.PAGE.read_text() == kinds.page()


QUIET_FIELDS = [(kind, name) for kind, name in fields() if quiet(kind, name)]


def test_what_is_in_place_starts_no_run_and_makes_no_asset(world: World) -> None:
    """Every field of class metadata, rejudge and reschedule of every kind, all in one up."""
    for kind, name in QUIET_FIELDS:
        declared = world.names[resource(kind, name)]["fields"]
        declared[name] = world.another(kind, name, "quiet", declared.get(name))
    for kind, name, (other, value) in MORE:
        assert callable(kind_named(kind).FIELDS[name].replaces)
        world.names[other]["fields"][name] = value
    shown = world.up(world.names)
    assert shown.moved() == set()
    assert shown.made() == Counter()
    assert shown.runs() == Counter()
    assert {call["method"] for call in shown.calls} <= {"PUT", "PATCH"}
    kept = {ROWS[kind].first for kind, name in QUIET_FIELDS if not kind_named(kind).FIELDS[name].local}
    kept |= {other for _, _, (other, _) in MORE}
    parts = {name for row in ROWS.values() if not row.documents for name in row.assets}
    assert shown.written() == kept - parts
    assert world.project.preview("--expect-no-changes").ok


MORE = [(kind, name, more) for kind, row in ROWS.items() for name, more in row.more.items()]


def resource(kind: str, name: str) -> str:
    """The asset on which that field is changed."""
    return ROWS[kind].on.get(name, ROWS[kind].first)


NAMES = [(kind, name) for kind, name in QUIET_FIELDS if kind_named(kind).FIELDS[name].change == Change.METADATA]


@given(st.sets(st.sampled_from(NAMES), min_size=1))
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_metadata_edit_starts_a_run(world: World, chosen: set[tuple[str, str]]) -> None:
    """Any of them, together, to another value or back."""
    tied = [{(kind, one), (kind, other)} for kind, row in ROWS.items() for one, other in row.tied.items()]
    for kind, name in sorted(chosen.union(*(both for both in tied if chosen & both))):
        declared, was = world.names[resource(kind, name)]["fields"], BASE[resource(kind, name)]["fields"].get(name)
        if declared.get(name) != was:
            declared[name] = was
        else:
            declared[name] = world.another(kind, name, "quiet", was)
    shown = world.up(world.names)
    assert (shown.moved(), shown.made(), shown.runs()) == (set(), Counter(), Counter())


def test_every_other_field_does_what_the_table_says(world: World) -> None:
    """Each in resources of its own, all in one up: what is made anew, what runs, what is written; and nothing else."""
    effects: dict[str, consequences.Effect] = {}
    for one in CASES:
        name = ROWS[one.kind].first if one.kind in ALONE else next(iter(one.effects))
        declared = world.names[name]["fields"]
        if one.field in ROWS[one.kind].derived:
            change(world.project.folder / declared[ROWS[one.kind].derived[one.field]])
        else:
            declared[one.field] = world.another(one.kind, one.field, one.label, declared.get(one.field))
        effects |= dict.fromkeys([name], *one.effects.values()) if one.kind in ALONE else one.effects
    shown = world.up(world.names)
    moved = {name for name, effect in effects.items() if effect.replaced}
    assert shown.moved() == moved
    kinds = {key.partition("/")[2]: key.partition("/")[0] for key in shown.after}
    anew = Counter(kinds[name] for name in moved)
    anew += Counter({row.makes: anew[kind] for kind, row in ROWS.items() if row.makes})
    assert shown.made() == Counter({kind: anew[kind] for kind in PLACE if anew[kind]})
    ran = [name for name in moved if ROWS[kinds[name]].collection is EXPERIMENTS]
    runs = Counter(shown.after[f"{kinds[name]}/{name}"].split("/")[0] for name in ran)
    assert shown.runs() == runs
    shared = {name for name in kinds if ROWS[kinds[name]].shared}
    silent = {name for name in kinds if not ROWS[kinds[name]].documents}
    silent |= {name for name in moved if ROWS[kinds[name]].survives}  # the old one is left, the new one made
    assert shown.written() - shared == effects.keys() - shared - silent
    for name, effect in effects.items():
        assert re.search(rf"{effect.kind} {name} .*\b{effect.change}: ", shown.text), (name, effect)
    assert world.project.preview("--expect-no-changes").ok


@pytest.mark.parametrize(("kind", "name"), REFUSED)
def test_what_the_emulator_does_not_take_is_told_by_the_preview(world: World, kind: str, name: str) -> None:
    """So this one ends with the preview."""
    names = named(world.names.values())
    declared, item = names[resource(kind, name)]["fields"], kind_named(kind).FIELDS[name]
    was = declared.get(name, item.default)
    declared[name] = world.another(kind, name, "refused", was)
    world.write(names)
    done = world.project.preview()
    assert done.ok, done.text
    said = consequence(item, replaces=consequences.replaces(item))
    assert f"{said}: {name} {was} → {declared[name]}" in done.text
    assert ("+-1 to replace" in done.text) == consequences.replaces(item)
