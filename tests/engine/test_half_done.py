"""What was begun and could not be finished is recorded, and the next `up` goes on with it: it makes nothing twice."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.support.engine.project import Outcome
from tests.support.engine.scene import Scene
from tests.support.kinds.program import Item, named
from tests.support.kinds.shown import World
from tests.support.kinds.snapshot import difference
from tests.support.kinds.table_program import CREATED

# resource: the later call of its create that is refused. A recipe's image stands without one: nothing is recorded.
LATER: dict[str, tuple[str, str]] = {
    "Schema/schema": ("POST", "/tenant/descriptors$"),
    "Dataset/dataset": ("PATCH", "/catalog/v2/dataSets/"),
    "Batch/batch": ("PUT", "/import/batches/.*/files/0001-rows.jsonl$"),
    "TrainingRun/training": ("POST", "/experiments/[^/]+/runs$"),
}
UNMADE: dict[str, tuple[str, str]] = {
    "Recipe/recipe": ("POST", "/sensei/engines$"),
    "Service/service": ("POST", "/mlServices$"),
}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene(tmp_path_factory.mktemp("half"))
    found.keep("nothing")
    yield found
    found.project.stop()


@pytest.fixture(scope="module")
def world(scene: Scene) -> World:
    """As an undisturbed run leaves it."""
    scene.declare(CREATED)
    done = scene.project.up()
    assert done.ok, done.text
    return scene.world()


def refused(scene: Scene, *calls: tuple[str, str]) -> Outcome:
    """An up from nothing while those calls fail each time."""
    scene.back("nothing")
    scene.declare(CREATED)
    scene.order(*({"match": {"method": method, "path": path}, "then": {"status": 500}} for method, path in calls))
    done = scene.project.up()
    scene.calm()
    assert not done.ok
    assert "Traceback" not in done.text, done.text
    return done


def goes_on(scene: Scene, world: World) -> None:
    done = scene.project.up()
    assert done.ok, done.text
    assert not (wrong := difference(scene.world(), world)), wrong
    assert scene.project.preview("--expect-no-changes").ok


@pytest.mark.parametrize("name", LATER)
def test_what_is_half_made_is_recorded_and_finished_by_the_next_up(scene: Scene, world: World, name: str) -> None:
    """With its id, and with the reason why it is not what was declared."""
    done = refused(scene, LATER[name])
    kind, logical = name.split("/")
    assert f'* {kind} "{logical}": ' in done.text, done.text
    recorded = scene.project.resources()
    assert recorded[name]["id"]
    assert recorded[name]["initErrors"]
    goes_on(scene, world)
    assert scene.project.resources()[name]["id"] == recorded[name]["id"]


def test_what_was_not_made_is_not_recorded(scene: Scene, world: World) -> None:
    """Its only call had no effect: the next up makes it, whatever was prepared for it."""
    for name, call in UNMADE.items():
        done = refused(scene, call)
        assert name not in scene.project.resources(), done.text
    goes_on(scene, world)


# -- Ctrl-C -----------------------------------------------------------------------------------------------------------
def interrupted(scene: Scene, path: str) -> str:
    """What an up said that got Ctrl-C, as a terminal sends it to all in the foreground, at the first such call."""
    words = scene.project.command("up", "--yes", "--skip-preview")
    file = scene.project.folder / "interrupted.log"
    with file.open("w") as log:
        engine = subprocess.Popen(
            words, cwd=scene.project.folder, env=scene.project.env(), stdout=log, stderr=log, start_new_session=True
        )
    until = time.monotonic() + 60
    while not _begun(scene, path) and engine.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(engine.pid, signal.SIGINT)
    assert engine.wait(60) != 0
    return file.read_text()


def _begun(scene: Scene, path: str) -> bool:
    return any(path in call["path"] and "by=recipe" not in call["query"] for call in scene.platform.journal())


def slow(seconds: float) -> list[Item]:
    """The same program with a training that takes that long."""
    found = named(CREATED)
    found["model"]["fields"]["hyperparameters"]["seconds"] = str(seconds)
    return list(found.values())


def test_ctrl_c_while_a_model_trains(scene: Scene, world: World) -> None:
    """It is recorded as unfinished, and not waited for; the next up goes on with it, and trains no second time."""
    scene.back("nothing")
    scene.declare(slow(15))
    said = interrupted(scene, "/status")
    assert "goes on (pulumi was interrupted); the next pulumi up --stack dev judges it and goes on" in said, said
    assert "Traceback" not in said, said
    recorded = scene.project.resources()
    assert recorded["TrainingRun/training"]["outputs"]["state"] in ("PENDING", "RUNNING")
    assert "Service/service" not in recorded
    runs = scene.platform.training_runs()
    assert "pulumi up --stack dev goes on with it" in scene.project.refresh().text
    assert scene.project.up().ok
    assert scene.platform.training_runs() == runs
    assert scene.project.preview("--expect-no-changes").ok


def test_ctrl_c_while_data_are_sent(scene: Scene, world: World) -> None:
    """The batch under way is finished and recorded; the next up sends none again."""
    scene.back("nothing")
    scene.declare(CREATED)
    scene.order({"match": {"method": "PUT", "path": "/import/batches/"}, "then": {"latency": 2}})
    said = interrupted(scene, "/import/batches")
    scene.calm()
    assert "update canceled" in said, said
    assert "Traceback" not in said, said
    assert scene.project.resources()["Batch/batch"]["outputs"]["status"] == "success"
    goes_on(scene, world)
