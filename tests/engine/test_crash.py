"""Law 2: an `up` that is killed, or loses an answer, at any call, ends in the world that a clean run leaves."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
from stack import Platform, Project

from engine import unlock

PROGRAM = """
import pulumi
import pulumi_aep as aep

aep.Sandbox("dev")
fields = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string(), "n": aep.xdm.number()})
schema = aep.Schema(
    "s", title="S", behavior="profile", field_groups=[fields], profile=True,
    identities=[aep.Identity("_tenant.id", namespace="ECID")],
)
data = aep.Dataset("d", name="D", schema=schema, profile=True)
aep.Batch("b", dataset=data, source="rows.jsonl")
recipe = aep.Recipe("r", name="R", image="registry.example/r:1")
aep.Model("m", name="M", recipe=recipe, training_dataset=data, scoring_dataset=data, results_dataset=data)
aep.Segment("g", name="G", expression="_tenant.n > 1", opts=pulumi.ResourceOptions(depends_on=[data]))
"""
REGISTRY = "/data/foundation/schemaregistry/tenant"
LIST = {"headers": {"Accept": "application/vnd.adobe.xed+json"}}
EVERY = bool(os.environ.get("AEP_EVERY_CRASH"))  # all calls instead of a sample


def world(platform: Platform) -> dict[str, Any]:
    """Everything that is in the sandbox, by name: an orphan or a duplicate would show."""
    descriptors = platform.get(f"{REGISTRY}/descriptors", headers={"Accept": "application/vnd.adobe.xdm+json"})
    schemas = platform.get(f"{REGISTRY}/schemas", **LIST)["results"]
    batches = platform.get("/data/foundation/catalog/batches?limit=100").values()
    return {
        "field groups": [item["title"] for item in platform.get(f"{REGISTRY}/fieldgroups", **LIST)["results"]],
        "schemas": [(item["title"], item.get("meta:immutableTags")) for item in schemas],
        "identities": [item["xdm:sourceProperty"] for item in descriptors.get("xdm:descriptorIdentity", [])],
        "datasets": [item["name"] for item in platform.get("/data/foundation/catalog/dataSets?limit=100").values()],
        "batches": [(item["status"], item["recordCount"]) for item in batches if item["status"] == "success"],
        "engines": [item["name"] for item in platform.sensei("engines")],
        "models": [item["name"] for item in platform.sensei("mlInstances")],
        "segments": [item["name"] for item in platform.get("/data/core/ups/segment/definitions")["segments"]],
    }


class Scene:
    """One project and its emulator, put back to the beginning before each try."""

    def __init__(self, project: Project) -> None:
        self.project = project
        (project.folder / "rows.jsonl").write_text('{"_id": "1", "_luma": {"id": "1", "n": 2}}\n')
        self._state, self._beginning = project.folder / ".aep" / "state", project.folder / "beginning"
        shutil.copytree(self._state, self._beginning)
        done = project.up()
        assert done.ok, done.text
        self.platform = project.platform()
        self.calls = self.made()
        self.world = world(self.platform)

    def made(self) -> int:
        """Calls to the Platform since the beginning."""
        return sum(item["path"].startswith("/data/") for item in self.platform.journal())

    def again(self) -> None:
        shutil.rmtree(self._state)
        shutil.copytree(self._beginning, self._state)
        self.platform.call("DELETE", "/_emulator/faults")
        assert self.platform.call("POST", "/_emulator/reset").ok
        self.platform = self.project.platform()
        self.platform.call("DELETE", "/_emulator/journal")

    def fault(self, **rule: Any) -> None:
        assert self.platform.call("POST", "/_emulator/faults", json=rule).ok

    def killed(self, after: int) -> None:
        """An up whose whole process tree is killed once that many calls were answered."""
        words = self.project.command("up", "--yes", "--skip-preview")
        with (self.project.folder / "killed.log").open("w") as log:
            engine = subprocess.Popen(
                words, cwd=self.project.folder, env=self.project.env(), stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 120
        while self.made() < after and engine.poll() is None and time.monotonic() < until:
            time.sleep(0.005)
        kill_tree(engine)
        unlock.release(self._state)  # as every make verb does first

    def same_world(self) -> None:
        done = self.project.up()
        assert done.ok, done.text
        assert world(self.platform) == self.world
        assert self.project.preview("--expect-no-changes").ok


def kill_tree(engine: "subprocess.Popen[bytes]") -> None:
    """Providers are in process groups of their own, so they are found before their parent dies."""
    try:
        family = [psutil.Process(engine.pid), *psutil.Process(engine.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        family = []
    for process in family:
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
    engine.wait()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Project.of(tmp_path_factory.mktemp("crash") / "project", PROGRAM)
    found.init()
    yield Scene(found)
    found.stop()


def some(count: int) -> list[int]:
    """All of them, or a handful spread over the whole, other ones each day."""
    return list(range(1, count + 1)) if EVERY else list(range(1 + int(time.time() // 86400) % 5, count + 1, 5))


def test_a_killed_up_is_continued_by_the_next(scene: Scene) -> None:
    """Killed once k calls were answered, for many k: no orphan, no duplicate, no repair by hand."""
    for number in some(scene.calls):
        scene.again()
        scene.fault(then={"latency": 0.03})
        scene.killed(number)
        scene.platform.call("DELETE", "/_emulator/faults")
        scene.same_world()


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_lost_answer_does_no_harm(scene: Scene, cut: str) -> None:
    """The connection breaks at every seventh call, before or after its effect; the same up looks and goes on."""
    scene.again()
    scene.fault(match={"path": "^/data/"}, every=7, then={"cut": cut})
    done = scene.project.up()
    scene.platform.call("DELETE", "/_emulator/faults")
    assert done.ok, done.text
    assert world(scene.platform) == scene.world


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_platform_that_is_busy_is_asked_again(scene: Scene, status: int) -> None:
    """Every fifth call is refused for the moment."""
    scene.again()
    scene.fault(match={"path": "^/data/"}, every=5, then={"status": status, "retryAfter": 0})
    done = scene.project.up()
    scene.platform.call("DELETE", "/_emulator/faults")
    assert done.ok, done.text
    assert world(scene.platform) == scene.world


def test_an_expired_token_is_renewed(scene: Scene) -> None:
    """In the middle of an up."""
    scene.again()
    scene.fault(match={"path": "^/data/"}, every=6, then={"expireTokens": True})
    done = scene.project.up()
    scene.platform.call("DELETE", "/_emulator/faults")
    assert done.ok, done.text


def test_broken_json_is_one_sentence(scene: Scene) -> None:
    """And the next up goes on."""
    scene.again()
    scene.fault(match={"path": "/catalog/dataSets", "method": "GET"}, then={"badJson": True})
    done = scene.project.up()
    scene.platform.call("DELETE", "/_emulator/faults")
    assert not done.ok
    assert "the Platform's answer is not JSON" in done.text
    assert "Traceback" not in done.text
    scene.same_world()
