"""What goes is archived first, where `aep:archive` names a folder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet

from tests.support.engine.project import Project

PROGRAM = """
import pulumi_aep as aep

aep.Sandbox("dev")
fields = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string(), "n": aep.xdm.number()})
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[fields])
data = aep.Dataset("d", name="D", schema=schema, tags={"of": "tests"})
aep.Batch("b", dataset=data, source="rows.jsonl")
"""
ROW = '{"_id": "%d", "_luma": {"id": "x", "n": 2.5}}\n'


def archived(folder: Path) -> dict[str, dict[str, Any]]:
    """`Kind/name` to what was written of it."""
    found = [json.loads(file.read_text()) for file in folder.rglob("asset.json")]
    return {f"{item['kind']}/{item['name']}": item for item in found}


def test_what_goes_is_archived_first(project: Callable[..., Project]) -> None:
    """Each asset with its fields; a batch with its rows. Nothing is written of what stays."""
    found = project(PROGRAM, **{"aep:archive": "archive"})
    (found.folder / "rows.jsonl").write_text("".join(ROW % number for number in range(3)))
    done = found.up()
    assert done.ok, done.text
    assert not (found.folder / "archive").exists()
    done = found.destroy()
    assert done.ok, done.text
    assets = archived(found.folder / "archive")
    assert sorted(assets) == ["Batch/b", "Dataset/d", "FieldGroup/f", "Sandbox/dev", "Schema/s"]
    assert assets["Dataset/d"]["fields"]["tags"] == {"of": "tests"}
    files = list((found.folder / "archive").rglob("*.parquet"))
    assert [pyarrow.parquet.read_table(file).num_rows for file in files] == [3]


def test_what_was_archived_is_declared_again(project: Callable[..., Project]) -> None:
    """The program that the archive writes makes the same world: a replaced asset once, and the rows are back."""
    found = project(PROGRAM, **{"aep:archive": "archive"})
    (found.folder / "rows.jsonl").write_text("".join(ROW % number for number in range(3)))
    assert found.up().ok
    found.edit("__main__.py", "schema=schema, tags", 'schema=schema, format="json", tags')
    done = found.up()
    assert done.ok, done.text
    before = world(found)
    assert found.destroy().ok
    (found.folder / "__main__.py").unlink()
    (found.folder / "rows.jsonl").unlink()
    done = found.aep("archive", "program", "archive", "--out", "__main__.py")
    assert done.ok, done.text
    program = (found.folder / "__main__.py").read_text()
    assert 'aep.Dataset("d", name="D", schema=s_schema, format="json", tags={"of": "tests"})' in program, program
    assert program.count("aep.Dataset(") == 1
    done = found.up()
    assert done.ok, done.text
    assert world(found) == before
    listed = [line.split()[:2] for line in found.aep("archive", "list", "archive").text.splitlines()]
    assert listed.count(["Dataset", "d"]) == 2


def world(found: Project) -> object:
    """Names and rows, whatever the ids."""
    platform = found.platform()
    batches = platform.json("/data/foundation/catalog/batches?status=success").values()
    return (
        sorted(item["name"] for item in platform.json("/data/foundation/catalog/dataSets").values()),
        sorted(item["recordCount"] for item in batches),
    )


def test_what_cannot_be_archived_is_not_deleted(project: Callable[..., Project]) -> None:
    """A file stands where the folder should be: one sentence, and everything is still there."""
    found = project(PROGRAM, **{"aep:archive": "archive"})
    (found.folder / "rows.jsonl").write_text(ROW % 1)
    assert found.up().ok
    (found.folder / "archive").write_text("")
    done = found.destroy()
    assert not done.ok
    assert "could not be archived to archive/dev/Batch/" in done.text
    assert "so it was not deleted" in done.text
    assert "Traceback" not in done.text
    assert len(found.platform().json("/data/foundation/catalog/batches?status=success")) == 1
