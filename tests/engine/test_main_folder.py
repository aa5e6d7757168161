"""A program in a folder of its own, which `main:` in Pulumi.yaml names; its data beside Pulumi.yaml."""

from collections.abc import Callable

from tests.support.engine.project import Project

PROGRAM = """
import pulumi_aep as aep

aep.Sandbox("dev")
schema = aep.Schema("s", title="S", behavior="profile")
data = aep.Dataset("d", name="D", schema=schema)
aep.Batch("b", dataset=data, source="data/rows.json")
"""


def test_a_life_and_an_adoption(project: Callable[..., Project]) -> None:
    """Data are found from the project's folder; what is adopted is written where the program lies."""
    found = project("")
    found.edit("Pulumi.yaml", "runtime: python", "main: src\nruntime: python")
    (found.folder / "src").mkdir()
    (found.folder / "__main__.py").rename(found.folder / "src" / "__main__.py")
    (found.folder / "data").mkdir()
    (found.folder / "data" / "rows.json").write_text('{"_id": "1"}\n')
    (found.folder / "src" / "__main__.py").write_text(PROGRAM)
    done = found.up()
    assert done.ok, done.text
    assert found.resources()["Batch/b"]["outputs"]["rows"] == 1
    assert found.preview("--expect-no-changes").ok
    schema = {"id": found.resources()["Schema/s"]["id"], "contentType": "application/vnd.adobe.xed+json;version=1"}
    body = {"name": "By hand", "schemaRef": schema}
    assert found.platform().call("POST", "/data/foundation/catalog/dataSets", json=body).ok
    done = found.aep("adopt")
    assert done.ok, done.text
    written = [file.read_text() for file in (found.folder / "src" / "adopted").glob("*.py")]
    assert any("By hand" in text for text in written)
    assert not (found.folder / "adopted").exists()
    assert found.preview("--expect-no-changes").ok
