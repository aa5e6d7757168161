"""State is lost, the program and the Platform are there: `aep adopt --lost-state` records again what was made."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine.adoption import World, settled
from tests.support.engine.project import Project
from tests.support.platform.stranger import Stranger

MOVING = {"__updated", "__marked", "__made", "table"}  # what the Platform went on writing after it was recorded


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The whole Luma program, applied to dev."""
    project = Project.luma(tmp_path_factory.mktemp("lost") / "project")
    project.init("dev")
    done = project.up()
    try:
        assert done.ok, done.text
        yield World(project, Stranger(project.platform(), "dev"))
    finally:
        project.stop()


def lose(project: Project) -> None:
    shutil.rmtree(project.folder / ".aep" / "state")
    project.init("dev")


def held(project: Project) -> dict[str, Any]:
    """What state holds of each resource, without its own id, which is lost with it."""
    return {
        label: (item["id"], _lasting(item["inputs"]), _lasting(item["outputs"]))
        for label, item in project.resources().items()
    }


def _lasting(held: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in held.items() if key not in MOVING}
    return plain | {"__stamp": re.sub(r"@[0-9a-f]{12}/", "/", held["__stamp"])} if "__stamp" in held else plain


def test_the_state_is_what_it_was(made: World) -> None:
    """Every resource with its id, its inputs and its outputs, metrics included; no run, no write."""
    before, depends = held(made.project), dependencies(made.project)
    lose(made.project)
    writes = made.writes()
    done = made.aep("adopt", "--lost-state")
    assert done.ok, done.text
    assert "adopted 16; the preview is empty" in done.text
    assert held(made.project) == before
    assert dependencies(made.project) == depends
    assert made.writes() == writes
    settled(made.project)


def dependencies(project: Project) -> dict[str, list[str]]:
    return {label: sorted(item.get("dependencies", [])) for label, item in project.resources().items()}


def test_what_changed_in_the_program_meanwhile_is_seen(made: World) -> None:
    """A training is recorded with what it was trained with, so that the preview says `retrain`."""
    lose(made.project)
    stack = made.project.folder / "stacks" / "Pulumi.dev.yaml"
    text = stack.read_text()
    stack.write_text(text.replace("learning_rate: 0.1", "learning_rate: 0.2"))
    done = made.aep("adopt", "--lost-state")
    stack.write_text(text)
    assert done.code == 1
    assert re.search(r"TrainingRun luma-propensity \(.*\): retrain: .*learning_rate 0.1 → 0.2", done.text)
    settled(made.project)


def test_what_is_not_there_waits_and_what_is_not_declared_is_named(made: World) -> None:
    """A resource that the program has no more; one that somebody deleted meanwhile."""
    lose(made.project)
    main = made.project.folder / "__main__.py"
    text = main.read_text()
    main.write_text(
        text.replace('aep.SegmentSchedule("nightly", name="Nightly"', 'aep.SegmentSchedule("daily", name="Daily"')
    )
    done = made.aep("adopt", "--lost-state", "--json")
    main.write_text(text)
    said = json.loads(done.text)
    assert done.ok, done.text
    assert said["missing"] == [{"kind": "SegmentSchedule", "declared": "daily"}]
    assert [(row["name"], row["reason"]) for row in said["assets"] if row["adopted"] is None] == [
        ("Nightly", "the program does not declare it")
    ]
    lose(made.project)
    assert made.aep("adopt", "--lost-state").ok


def test_another_project_leaves_them_alone_or_takes_them_all_over(made: World, tmp_path: Path) -> None:
    """Stamps of another stack are respected; with --include-owned a program comes out that describes the same world."""
    other = Project.of(tmp_path / "other", "", name="other")
    other.environment = made.project.endpoint()
    other.init()
    there = World(other, made.stranger)
    writes = made.writes()
    left = json.loads(there.aep("adopt", "--json", "--dry-run").text)["assets"]
    assert [row["kind"] for row in left if row["adopted"]] == ["Sandbox"]
    owned = next(row for row in left if row["kind"] == "Model")
    assert owned["reason"] == "it belongs to luma/dev/luma-propensity; --include-owned takes it over"
    done = there.aep("adopt", "--include-owned")
    assert done.ok, done.text
    mine = {item["id"] for item in other.resources().values()}
    assert mine == {item["id"] for label, item in made.project.resources().items() if not label.startswith("Batch/")}
    assert sorted(file.name for file in other.folder.glob("*.py")) == ["__main__.py"]
    assert made.writes() == writes
    settled(other)
