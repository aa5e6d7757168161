"""A reference takes a resource, its id, or an Output of either, in every field of every kind, and means the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi_aep.core.registry import kind_named, kind_names

from tests.support.engine.project import Project
from tests.support.kinds.files import write_files
from tests.support.kinds.program import MAIN, Item, item, to, write
from tests.support.kinds.rows import ROWS
from tests.support.kinds.table_program import everything

# how a program writes it, {one} being the resource
FORMS = {
    "the resource": "{one}",
    "its id": "{one}.id",
    "an Output of its id": "{one}.id.apply(lambda id: id)",
    "an Output of it": "pulumi.Output.from_input('x').apply(lambda _: {one})",
    "a text made of it": "pulumi.Output.concat('', {one}.id)",
    "one of several": "pulumi.Output.all({one}.id, 'x').apply(lambda found: found[0])",
}
REFERENCES = {kind: [one for one in kind_named(kind).FIELDS.values() if one.reference] for kind in kind_names()}
TARGETS = {one.target for found in REFERENCES.values() for one in found}
ALONE = {kind for kind, found in REFERENCES.items() if not found and kind not in TARGETS and kind_named(kind).sandboxed}


def main(form: str) -> str:
    """The program with its references written so."""
    given = form.format(one="resource")
    written = MAIN.replace(
        'return getattr(resource, given["output"]) if "output" in given else resource',
        f'return getattr(resource, given["output"]) if "output" in given else {given}',
    )
    assert written.count(given) >= 1
    return written


def program() -> list[Item]:
    """The first asset of each kind that refers to others, with all its references, and what they need."""
    found = [one for one in everything() if one["kind"] not in ALONE and one["name"] != "sandbox2"]
    wanted = {ROWS[kind].first for kind in kind_names()} | {"dataset2", "schema2", "batch2"}
    return [one for one in found if one["name"] in wanted]


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Made with Outputs of resources."""
    found = Project.of(tmp_path_factory.mktemp("references") / "project", main(FORMS["an Output of it"]))
    write_files(found.folder)
    write(found.folder, program())
    found.init()
    done = found.up("--parallel", "8")
    assert done.ok, done.text
    yield found
    found.stop()


def test_every_kind_that_refers_is_there() -> None:
    """And each of its references is given at least once."""
    given: dict[str, set[str]] = {}
    for one in everything():
        given.setdefault(one["kind"], set()).update(one["fields"])
    for kind in kind_names():
        refers = {one.name for one in kind_named(kind).declared_fields() if one.reference}
        assert refers - given[kind] <= {"training_dataset", "scoring_dataset"}, kind


@pytest.mark.parametrize("form", FORMS)
def test_however_it_is_written_it_is_the_same(applied: Project, form: str) -> None:
    """Nothing to do, and what came along with it is what it was."""
    (applied.folder / "__main__.py").write_text(main(FORMS[form]))
    done = applied.preview("--expect-no-changes")
    assert done.ok, done.text
    assert "Traceback" not in done.text


def test_what_follows_is_said_where_it_is_known(applied: Project) -> None:
    """By a resource's own id, and by an Output that holds the resource."""
    changed = program()
    model = next(one for one in changed if one["kind"] == "Model")
    model["fields"]["hyperparameters"] = {"rate": "0.3"}
    write(applied.folder, changed)
    for form in ("the resource", "its id", "an Output of it"):
        (applied.folder / "__main__.py").write_text(main(FORMS[form]))
        done = applied.preview()
        assert "then trains training, " in done.text, (form, done.text)
    write(applied.folder, program())


def test_a_bare_id_carries_nothing_and_goes_on_carrying_nothing(applied: Project) -> None:
    """A recipe of somebody else's: nothing trains again for what nobody here can know."""
    recipe = applied.resources()["Recipe/recipe"]["id"]
    fields: dict[str, Any] = {"name": "By id", "recipe": recipe, "training_dataset": to("Dataset", "dataset")}
    more = [
        *program(),
        item("Model", "by-id", **fields),
        item("TrainingRun", "by-id", name="By id", model=to("Model", "by-id")),
    ]
    (applied.folder / "__main__.py").write_text(main(FORMS["the resource"]))
    write(applied.folder, more)
    done = applied.up()
    assert done.ok, done.text
    done = applied.preview("--expect-no-changes")
    assert done.ok, done.text
    assert applied.aep("plan", "--no-retrain").code == 0


def test_a_resource_of_another_kind_is_refused(tmp_path: Path) -> None:
    """In the preview, by name; tests/provider has it for each reference of each kind."""
    found = Project.of(tmp_path / "project", main(FORMS["the resource"]))
    write_files(found.folder)
    write(found.folder, [item("Sandbox", "dev"), item("Dataset", "d", name="D", schema=to("Sandbox", "dev"))])
    found.init()
    done = found.preview()
    found.stop()
    assert not done.ok
    assert 'is a Schema, or the id of one; Sandbox "dev" is none' in done.text
