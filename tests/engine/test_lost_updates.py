"""Law 6: what somebody else writes between our reading and our writing is merged, or stops the up; over every kind."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest

from tests.support.engine.project import Outcome, Project
from tests.support.kinds import every_field
from tests.support.kinds.every_field import BASE, Named

REGISTRY = "/data/foundation/schemaregistry/tenant"
CATALOG = "/data/foundation/catalog/dataSets"
UPS = "/data/core/ups"
SANDBOXES = "/data/foundation/sandbox-management/sandboxes"
SENSEI = {
    "engines": "engine",
    "mlInstances": "mlInstance",
    "experiments": "experiment",
    "mlServices": "mlService",
}
CRONS = ("0 0 3 * * ?", "0 0 4 * * ?")
ONE = {"Accept": "application/vnd.adobe.xed+json; version=1"}


class Rival:
    """Somebody else at the same Platform: reads and writes assets whole, as the screens do."""

    def __init__(self, project: Project) -> None:
        self.project, self.platform = project, project.platform()
        self.ids = {key.partition("/")[2]: item["id"] for key, item in project.resources().items()}

    def path(self, name: str) -> str:
        kind, id = BASE[name][0], self.ids[name]
        places = {
            "Sandbox": f"{SANDBOXES}/{id}",
            "FieldGroup": f"{REGISTRY}/fieldgroups/{quote(id, safe='')}",
            "Schema": f"{REGISTRY}/schemas/{quote(id, safe='')}",
            "Dataset": f"{CATALOG}/{id}",
            "Recipe": f"/data/sensei/engines/{id}",
            "Model": f"/data/sensei/mlInstances/{id}",
            "TrainingRun": f"/data/sensei/experiments/{id}",
            "Service": f"/data/sensei/mlServices/{id}",
            "Schedule": f"/data/sensei/mlServices/{id.split('/')[0]}",
            "Segment": f"{UPS}/segment/definitions/{id}",
            "SegmentSchedule": f"{UPS}/config/schedules/{id}",
        }
        return places[kind]

    def doc(self, name: str) -> dict[str, Any]:
        headers = ONE if BASE[name][0] in ("FieldGroup", "Schema") else {}
        found: dict[str, Any] = self.platform.json(self.path(name), headers=headers)
        return found[self.ids[name]] if BASE[name][0] == "Dataset" else found

    def writes(self, name: str, change: dict[str, Any]) -> None:
        path, kind = self.path(name), BASE[name][0]
        if "/data/sensei/" in path:
            media = f"application/vnd.adobe.platform.sensei+json;profile={SENSEI[path.split('/')[3]]}.v1.json"
            body = {**self.doc(name), **change}
            done = self.platform.call("PUT", path, json=body, headers={"Content-Type": media})
        elif kind in ("FieldGroup", "Schema", "SegmentSchedule"):
            patch = [{"op": "add", "path": f"/{key}", "value": value} for key, value in change.items()]
            done = self.platform.call("PATCH", path, json=patch)
        else:
            body = {**(self.doc(name) if kind == "Segment" else {}), **change}
            done = self.platform.call("PATCH", path, json=body)
        assert done.ok, done.text

    def writes_when_we_do(self, changes: dict[str, dict[str, Any]]) -> threading.Thread:
        """Each as soon as our own write of that asset is under way, which takes two seconds from now on."""
        self.platform.call("DELETE", "/_emulator/faults")
        for name in changes:
            rule = {"match": {"path": f"{unquote(self.path(name)).rpartition('/')[2]}$", "method": self.method(name)}}
            done = self.platform.call("POST", "/_emulator/faults", json={**rule, "times": 1, "then": {"latency": 2.0}})
            assert done.ok, done.text
        thread = threading.Thread(target=self._watch, args=(changes,))
        thread.start()
        return thread

    def method(self, name: str) -> str:
        return "PUT" if "/data/sensei/" in self.path(name) else "PATCH"

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
        self.names: Named = json.loads(json.dumps(BASE))
        every_field.lay_files(project.folder)
        self.declare({"sandbox2": {"title": "Second"}})
        done = self.project.up("--parallel", "8")
        assert done.ok, done.text
        self.rival = Rival(project)

    def declare(self, changes: dict[str, dict[str, Any]]) -> None:
        for name, change in changes.items():
            self.names[name][1].update(change)
        (self.project.folder / "world.json").write_text(json.dumps(self.names))

    def up(self, changes: dict[str, dict[str, Any]]) -> Outcome:
        self.declare(changes)
        return self.project.up("--parallel", "8")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Project.of(tmp_path_factory.mktemp("lost") / "project", every_field.PROGRAM)
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
        said = f'{BASE[name][0]} "{name}": {field} was changed on the Platform from '
        line = next((line for line in done.text.splitlines() if said in line), "")
        assert theirs in line, (name, done.text)
        assert "and would be overwritten; run pulumi refresh to see it" in line
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
        said = f'{BASE[name][0]} "{name}": description was changed '
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
