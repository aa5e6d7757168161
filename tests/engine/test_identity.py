"""An asset belongs to one resource of one state, whatever else goes by its name."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.engine.project import Outcome, Project

HEAD = """
import pulumi
import pulumi_aep as aep

"""
DATA = """
schema = aep.Schema("s", title="Orders", behavior="profile")
aep.Dataset("d", name="Orders", schema=schema)
"""
TEAMS = """
class Team(pulumi.ComponentResource):
    def __init__(self, kind, name):
        super().__init__("acme:data:" + kind, name)
        inside = pulumi.ResourceOptions(parent=self)
        schema = aep.Schema("schema", title="Schema of " + name, behavior="profile", opts=inside)
        aep.Dataset("data", name="Data", schema=schema, opts=inside)


Team("Web", "web")
Team("Shop", "shop")
"""
ODD = """
aep.FieldGroup("[pulumi-aep: q/w/e]", title="F", extends=["profile"], fields={"f": aep.xdm.string()}, description="it")
aep.FieldGroup("a/b#2@c%5D::d", title="G", extends=["profile"], fields={"g": aep.xdm.string()}, description="it")
"""
PROD = {"aep:sandbox": "prod"}


def datasets(found: Project) -> dict[str, str]:
    """Id to owner mark, whose state is a star."""
    docs = found.platform().json("/data/foundation/catalog/dataSets?limit=100", headers={"x-sandbox-name": "prod"})
    return {id: re.sub("@[0-9a-f]{12}", "@*", doc["tags"]["pulumi-aep"][0]) for id, doc in docs.items()}


def elsewhere(first: Project, folder: Path) -> Project:
    """The same project, stack and Platform in another folder, with a state of its own."""
    shutil.copytree(first.folder, folder, ignore=shutil.ignore_patterns(".aep", ".home", ".pulumi"))
    other = Project(folder, {**first.environment, **first.endpoint()})
    (folder / ".aep" / "state").mkdir(parents=True, exist_ok=True)
    other.init()
    return other


@pytest.fixture
def two(project: Callable[..., Project], tmp_path: Path) -> tuple[Project, Project]:
    """Two people with the same project and a state each, at one Platform; nothing is applied."""
    first = project(HEAD + DATA, **PROD)
    first.start_emulator()
    first.environment.update(first.endpoint())
    return first, elsewhere(first, tmp_path / "other")


def test_children_of_one_name_in_two_components_are_two_assets(project: Callable[..., Project]) -> None:
    """Taking one component out leaves the other's; the marks tell the parents."""
    found = project(HEAD + TEAMS, **PROD)
    done = found.up()
    assert done.ok, done.text
    assert sorted(datasets(found).values()) == ["luma/dev@*/acme:data:Shop::data", "luma/dev@*/acme:data:Web::data"]
    assert found.preview("--expect-no-changes").ok
    found.edit("__main__.py", 'Team("Shop", "shop")\n', "")
    assert found.up().ok
    assert list(datasets(found).values()) == ["luma/dev@*/acme:data:Web::data"]


def test_one_name_that_can_be_only_once_is_refused_in_the_preview(project: Callable[..., Project]) -> None:
    """Both resources are named."""
    found = project(HEAD + DATA + 'aep.Schema("again", title="Orders", behavior="profile")\n', **PROD)
    done = found.preview()
    assert not done.ok
    assert re.search('"Orders" is declared by two resources, luma/dev/(s|again) and luma/dev/(s|again)', done.text)


def test_what_another_state_made_stays_another_state_s(two: tuple[Project, Project]) -> None:
    """The second one's up stops with the owner and the ways on; a destroy takes nothing of the first one's."""
    anna, ben = two
    assert anna.up().ok
    before = datasets(anna)
    done = ben.up()
    assert not done.ok
    assert "belongs to luma/dev/s in another state" in done.text, done.text
    assert "aep adopt --stack dev --lost-state" in done.text
    assert "PULUMI_BACKEND_URL" in done.text
    assert ben.destroy().ok
    assert datasets(anna) == before


def test_a_rename_without_an_alias_says_which_one_to_write(project: Callable[..., Project]) -> None:
    """And with that alias the asset goes on."""
    found = project(HEAD + DATA, **PROD)
    assert found.up().ok
    before = list(datasets(found))
    found.edit("__main__.py", '"d"', '"renamed"')
    done = found.up()
    alias = 'opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="d")])'
    assert f"is this stack's own, as luma/dev/d; if it was renamed or moved in the program, write {alias}" in done.text
    found.edit("__main__.py", "schema=schema)", f"schema=schema, {alias})")
    done = found.up()
    assert done.ok, done.text
    assert datasets(found) == {before[0]: "luma/dev@*/renamed"}


def test_a_name_that_holds_a_mark_does_no_harm(project: Callable[..., Project]) -> None:
    found = project(HEAD + ODD, **PROD)
    assert found.up().ok
    assert found.refresh("--expect-no-changes").ok
    assert found.preview("--expect-no-changes").ok
    assert found.destroy().ok


def test_a_moved_folder_goes_on_with_what_it_owns(project: Callable[..., Project], tmp_path: Path) -> None:
    """The id of the state lies beside it."""
    found = project(HEAD + DATA, **PROD)
    assert found.up().ok
    before = datasets(found)
    found.stop()
    shutil.move(found.folder, tmp_path / "moved")
    moved = Project(tmp_path / "moved", found.environment)
    moved.use("dev")  # Pulumi notes the selected stack by the folder's path
    done = moved.up("--expect-no-changes")
    assert done.ok, done.text
    moved.start_emulator()
    assert datasets(moved) == before
    assert moved.destroy().ok
    assert datasets(moved) == {}
    moved.stop()


def exported(source: Project, target: Project) -> Outcome:
    """By Pulumi's own export and import."""
    state = source.run("stack", "export").text
    file = target.folder / "exported.json"
    file.write_text(json.dumps(json.loads(state)))
    return target.run("stack", "import", "--file", str(file))


def test_an_imported_state_takes_over_with_its_first_up(two: tuple[Project, Project]) -> None:
    """Until then it is a copy, which deletes nothing; from then on the first one leaves everything alone."""
    old, new = two
    assert old.up().ok
    before = datasets(old)
    done = exported(old, new)
    assert done.ok, done.text
    done = new.destroy()
    assert not done.ok
    assert "of which this state is a copy; run pulumi up" in done.text, done.text
    shown = new.preview()
    assert "metadata: owner luma/dev/d of state" in shown.text, shown.text
    assert new.up().ok
    assert new.preview("--expect-no-changes").ok
    done = old.destroy()
    assert done.ok, done.text
    assert "stays: it belongs to luma/dev/d in another state" in done.text
    assert datasets(old) == before
    assert new.destroy().ok
    assert datasets(old) == {}


def test_a_lost_state_is_taken_over(project: Callable[..., Project]) -> None:
    """The new state has another id; what it took over is its own to delete."""
    found = project(HEAD + DATA, **PROD)
    assert found.up().ok
    shutil.rmtree(found.folder / ".aep" / "state")
    (found.folder / ".aep" / "state").mkdir()
    found.init()
    assert not found.up().ok
    assert found.destroy().ok
    done = found.aep("adopt", "--lost-state")
    assert done.ok, done.text
    assert found.preview("--expect-no-changes").ok
    done = found.destroy()
    assert done.ok, done.text
    assert datasets(found) == {}


def test_what_pulumi_renames_in_the_state_is_still_deleted(project: Callable[..., Project]) -> None:
    """The marks follow with the next up; a destroy before it knows them all the same."""
    found = project(HEAD + DATA, **PROD)
    assert found.up().ok
    urn = found.resources()["Dataset/d"]["urn"]
    done = found.run("state", "rename", urn, "e", "--yes")
    assert done.ok, done.text
    done = found.run("stack", "rename", "later")
    assert done.ok, done.text
    assert list(datasets(found).values()) == ["luma/dev@*/d"]
    done = found.destroy()
    assert done.ok, done.text
    assert datasets(found) == {}
