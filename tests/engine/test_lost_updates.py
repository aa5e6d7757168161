"""Law 6: what somebody else writes between our reading and our writing is merged, or stops the up; over every kind."""

import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from tests.support.engine.project import Outcome, Project
from tests.support.kinds.files import write_files
from tests.support.kinds.program import MAIN, named, placed, write
from tests.support.kinds.rows import ROWS
from tests.support.kinds.table_program import everything
from tests.support.platform.collection import Collection

CRONS = ("0 0 3 * * ?", "0 0 4 * * ?")
BASE = named(everything())


class Rival:
    """Somebody else at the same Platform: reads and writes assets whole, as the screens do."""

    def __init__(self, project: Project) -> None:
        self.project, self.platform = project, project.platform()
        self.ids = {key.partition("/")[2]: item["id"] for key, item in project.resources().items()}

    def collection(self, name: str) -> Collection:
        return ROWS[BASE[name]["kind"]].collection

    def doc(self, name: str) -> dict[str, Any]:
        return self.collection(name).read(self.platform, self.ids[name])

    def writes(self, name: str, change: dict[str, Any]) -> None:
        self.collection(name).write(self.platform, self.ids[name], change)

    def writes_when_we_do(self, changes: dict[str, dict[str, Any]]) -> threading.Thread:
        """Each as soon as our own write of that asset is under way, which takes two seconds from now on."""
        self.platform.call("DELETE", "/_emulator/faults")
        for name in changes:
            collection = self.collection(name)
            path = unquote(collection.of(self.ids[name])).rpartition("/")[2]
            rule = {"match": {"path": f"{path}$", "method": collection.method}}
            done = self.platform.call("POST", "/_emulator/faults", json={**rule, "times": 1, "then": {"latency": 2.0}})
            assert done.ok, done.text
        thread = threading.Thread(target=self._watch, args=(changes,))
        thread.start()
        return thread

    def _watch(self, changes: dict[str, dict[str, Any]]) -> None:
        left, until = dict(changes), time.monotonic() + 120
        while left and time.monotonic() < until:
            rules = self.platform.json("/_emulator/faults")["rules"]
            for (name, change), rule in zip(changes.items(), rules, strict=True):
                if rule["matched"] and name in left:
                    self.writes(name, left.pop(name) or change)
            time.sleep(0.05)


class Scene:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.names = named(everything())
        write_files(project.folder)
        self.declare({"sandbox2": {"title": "Second"}})
        done = self.project.up("--parallel", "8")
        assert done.ok, done.text
        self.rival = Rival(project)

    def declare(self, changes: dict[str, dict[str, Any]]) -> None:
        for name, change in changes.items():
            self.names[name]["fields"] |= change
        write(self.project.folder, placed(self.names.values()))

    def up(self, changes: dict[str, dict[str, Any]]) -> Outcome:
        self.declare(changes)
        return self.project.up("--parallel", "8")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Project.of(tmp_path_factory.mktemp("lost") / "project", MAIN)
    found.init()
    yield Scene(found)
    found.stop()


def test_other_fields_are_merged(scene: Scene) -> None:
    """Written while our write was under way, or just before it (where the API knows no versions): both are there."""
    theirs: dict[str, dict[str, Any]] = {
        "group": {"title": "Theirs group"},
        "schema": {"title": "Theirs schema"},
        "dataset": {"name": "Theirs dataset"},
        "recipe": {"gitRepo": "https://git.example/theirs"},
        "model": {"name": "Theirs model"},
        "training": {"name": "Theirs training"},
        "service2": {"name": "Theirs service"},
        "schedule": {"description": "Theirs, of the service that the schedule is a part of."},
        "nightly": {"state": "inactive"},
    }
    scene.rival.writes("segment", {"ttlInDays": 7})  # a definition is written as a whole: only before
    watching = scene.rival.writes_when_we_do(theirs)
    ours = dict.fromkeys(["group", "schema", "dataset", "recipe", "model", "training", "service2", "segment"])
    done = scene.up(
        {name: {"description": "Ours."} for name in ours}
        | {"schedule": {"cron": "0 4 * * *"}, "nightly": {"cron": "0 0 2 * * ?"}}
    )
    watching.join()
    assert done.ok, done.text
    for name, change in {**theirs, "segment": {"ttlInDays": 7}}.items():
        assert {key: scene.rival.doc(name)[key] for key in change} == change, name
    for name in ours:
        assert scene.rival.doc(name)["description"].startswith("Ours."), name
    assert scene.rival.doc("schedule")["scoringSchedule"]["cron"] == "0 4 * * *"
    assert scene.rival.doc("nightly")["schedule"] == "0 0 2 * * ?"


# What depends on something that failed is not tried: these don't depend on each other.
TOGETHER = [
    ["group3", "schema2", "dataset", "recipe", "sandbox2", "nightly"],
    ["model", "segment"],
    ["training", "service2"],
]
VERSIONED = {"dataset", "recipe", "model", "training", "service2"}  # their APIs take If-Match
COUNTED = {"group3", "schema2"}  # the registry only counts versions


def settled(scene: Scene, names: list[str]) -> None:
    """What is live is accepted, so that the next up has no more to do with it."""
    docs = {name: scene.rival.doc(name) for name in names}
    scene.declare(
        {name: {"description": doc["description"].split(" [")[0]} for name, doc in docs.items() if "description" in doc}
    )
    scene.declare({"sandbox2": {"title": docs["sandbox2"]["title"]}} if "sandbox2" in docs else {})
    scene.declare({"nightly": {"cron": docs["nightly"]["schedule"]}} if "nightly" in docs else {})
    done = scene.project.refresh()
    assert done.ok, done.text


@pytest.mark.parametrize("names", TOGETHER, ids=" ".join)
def test_the_same_field_stops_with_who_and_when(scene: Scene, names: list[str]) -> None:
    """What they wrote before we read stays, byte for byte; the sentence has both values, by whom, and when."""
    special = {"sandbox2": ("title", "title", "Theirs.", "Ours."), "nightly": ("cron", "schedule", CRONS[0], CRONS[1])}
    fields = {name: special.get(name, ("description", "description", "Theirs.", "Ours again.")) for name in names}
    for name, (_, key, theirs, _) in fields.items():
        scene.rival.writes(name, {key: theirs})
    before = {name: scene.rival.doc(name) for name in names}
    scene.declare({name: {field: ours} for name, (field, _, _, ours) in fields.items()})
    done = scene.project.up("--continue-on-error")
    assert not done.ok
    assert {name: scene.rival.doc(name) for name in names} == before
    for name, (field, _, theirs, _) in fields.items():
        said = f'{BASE[name]["kind"]} "{name}": {field} was changed on the Platform from '
        line = next((line for line in done.text.splitlines() if said in line), "")
        assert theirs in line, (name, done.text)
        assert "and would be overwritten; run pulumi refresh --stack dev to see it" in line
        assert name == "nightly" or " at 20" in line, line  # a schedule says neither who nor when
    settled(scene, names)


@pytest.mark.parametrize("names", TOGETHER, ids=" ".join)
def test_the_same_field_at_the_same_moment(scene: Scene, names: list[str]) -> None:
    """Where the API knows versions nothing is written over; where it counts them, it is at least said."""
    known = [name for name in names if name in VERSIONED | COUNTED]
    watching = scene.rival.writes_when_we_do({name: {"description": "Theirs at once."} for name in known})
    scene.declare({name: {"description": "Ours at once."} for name in known})
    done = scene.project.up("--continue-on-error", "--parallel", "8")
    watching.join()
    assert not done.ok
    for name in known:
        said = f'{BASE[name]["kind"]} "{name}": description was changed '
        if name in VERSIONED:
            assert scene.rival.doc(name)["description"] == "Theirs at once.", name
            assert f"{said}on the Platform from" in done.text, (name, done.text)
        else:
            assert scene.rival.doc(name)["description"].startswith("Ours at once."), name
            assert f"{said}by somebody else between reading and writing" in done.text, (name, done.text)
    settled(scene, known)


def test_a_schedule_is_a_part_that_others_write_too(scene: Scene) -> None:
    """It lies in its service's document: another one's new cron is seen there, however late it came."""
    theirs = {**scene.rival.doc("schedule")["scoringSchedule"], "cron": "0 5 * * *"}
    watching = scene.rival.writes_when_we_do({"schedule": {"scoringSchedule": theirs}})
    done = scene.up({"schedule": {"cron": "0 6 * * *"}})
    watching.join()
    assert not done.ok
    assert 'Schedule "schedule": cron was changed on the Platform from "0 4 * * *" to "0 5 * * *"' in done.text
    assert scene.rival.doc("schedule")["scoringSchedule"] == theirs
