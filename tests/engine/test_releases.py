"""Law 14: a new release of ours alone changes nothing. What each release left (`tests/releases`) opens with today's."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi_aep.planning.document import Plan

from tests.support.engine.project import Project
from tests.support.kinds.snapshot import difference, look
from tests.support.repository import ROOT

KEPT = sorted(file.parent for file in (ROOT / "tests" / "releases").glob("*/state.json"))


@pytest.fixture(scope="module", params=KEPT, ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def upgraded(release: Path, tmp_path: Path) -> Iterator[Project]:
    """The project as that release left it: program, state file, and the emulator's data folder."""
    found = Project(tmp_path / "project")
    shutil.copytree(release / "program", found.folder)
    state = found.folder / ".aep" / "state" / ".pulumi" / "stacks" / "releases" / "dev.json"
    state.parent.mkdir(parents=True)
    shutil.copy(release / "state.json", state)
    (found.folder / ".aep" / "state" / ".pulumi" / "meta.yaml").write_text("version: 1\n")
    with tarfile.open(release / "emulator.tar.gz") as packed:
        packed.extractall(found.folder / ".aep", filter="data")
    found.use("dev")
    yield found
    found.stop()


def operations(project: Project) -> dict[str, str]:
    """What a preview would do, resource by resource; those that stay as they are left out."""
    done = project.run("preview", "--json")
    assert done.ok, done.text
    steps = json.loads(done.text[done.text.index("{") :]).get("steps", [])
    return {step["urn"].rpartition("::")[2]: step["op"] for step in steps if step["op"] not in ("same", "read")}


def test_a_preview_of_what_it_left_is_empty(upgraded: Project) -> None:
    """Nothing is updated, replaced or made for no other reason than that we are newer."""
    assert operations(upgraded) == {}


def test_a_refresh_of_what_it_left_finds_no_drift(upgraded: Project) -> None:
    """The emulator starts on the folder; nothing is gone or different, and an up after it does nothing."""
    done = upgraded.run("refresh", "--yes", "--expect-no-changes", "--skip-preview")
    assert done.ok, done.text
    assert operations(upgraded) == {}
    done = upgraded.up("--expect-no-changes")
    assert done.ok, done.text
    told = upgraded.aep("drift", "--json")
    assert told.code == 0, told.text


def test_what_it_left_can_be_destroyed(upgraded: Project) -> None:
    """Whatever it made is still ours to take away."""
    done = upgraded.destroy()
    assert done.ok, done.text
    assert look(upgraded.platform()) == {}


def test_its_archive_is_declared_again(release: Path, upgraded: Project) -> None:
    """The program that its archive writes makes what the archive was made of; rows that runs had written, too."""
    assert upgraded.preview().ok
    assert upgraded.aep("emulator", "start").ok
    before = look(upgraded.platform())
    assert upgraded.destroy().ok
    shutil.copytree(release / "archive", upgraded.folder / "archive")
    (upgraded.folder / "__main__.py").unlink()
    done = upgraded.aep("archive", "program", "archive", "--out", "__main__.py")
    assert done.ok, done.text
    done = upgraded.up()
    assert done.ok, done.text
    found = look(upgraded.platform())
    assert difference(_of_names(found), _of_names(before)) == ""


def _of_names(world: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """How often there is an asset of a name; rows that were scores come back as a batch of the program's own."""
    counted = ("FieldGroup", "Schema", "Dataset", "Recipe", "Model", "TrainingRun", "Service", "Segment")
    return {
        kind: [{"name": doc.get("title") or doc.get("name")} for doc in docs]
        for kind, docs in world.items()
        if kind in counted
    }


def test_its_plan_is_a_document_of_ours(release: Path) -> None:
    """A plan that was saved reads as one of today's, field by field: within a version none goes."""
    saved = json.loads((release / "plan.json").read_text())
    read = Plan.model_validate(saved).model_dump(mode="json", by_alias=True)
    assert _part_of(saved, read)
    assert {step["class"] for step in saved["steps"]} >= {None, "retrain", "rescore", "recreate"}


def _part_of(old: Any, new: Any) -> bool:
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and _part_of(value, new[key]) for key, value in old.items())
    if isinstance(old, list):
        return isinstance(new, list) and len(old) == len(new) and all(map(_part_of, old, new))
    return bool(old == new)
