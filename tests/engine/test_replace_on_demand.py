"""`pulumi up --replace` and `pulumi state taint` tell a dynamic provider nothing: then nothing may be lost."""

from collections.abc import Callable

from tests.support.engine.project import Project
from tests.support.kinds.program import MAIN, item, to, write
from tests.support.kinds.snapshot import look

PROGRAM = [
    item("Sandbox", "dev"),
    item("Schema", "s", title="S", behavior="profile"),
    item("Dataset", "d", name="D", schema=to("Schema", "s")),
]


def test_what_is_to_be_replaced_on_demand_is_there_once_and_stays(project: Callable[..., Project]) -> None:
    """With a warning that says how to have it made anew; a refresh afterwards finds all as recorded."""
    found = project(MAIN)
    write(found.folder, PROGRAM)
    assert found.up().ok
    resource, world = found.resources()["Dataset/d"], look(found.platform())
    replaced = found.up("--replace", resource["urn"])
    assert found.run("state", "taint", resource["urn"], "--yes").ok
    for done in (replaced, found.up()):
        assert done.ok, done.text
        assert "is kept" in done.text, done.text
        assert found.resources()["Dataset/d"]["id"] == resource["id"]
        assert look(found.platform()) == world
    assert found.refresh("--expect-no-changes").ok
    assert found.preview("--expect-no-changes").ok
