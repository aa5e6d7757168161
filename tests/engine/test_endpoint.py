"""A stack that names an endpoint uses it and nothing else; its secret is nowhere to be read."""

from collections.abc import Callable
from pathlib import Path

from tests.support.engine.project import Project

PROGRAM = """
import pulumi_aep as aep

aep.Sandbox("dev")
aep.Schema("s", title="S", behavior="profile")
"""


def test_credentials_in_the_stack_switch_over(project: Callable[..., Project], tmp_path: Path) -> None:
    """No line of the program changes; the emulator of the project is not started; everything is to be made anew."""
    platform = project(PROGRAM.replace('"s", title="S"', '"other", title="Other"'))
    assert platform.up().ok
    ready = platform.emulator()
    found = Project.of(tmp_path / "named", PROGRAM, name="named")
    found.init()
    try:
        assert found.up().ok  # on its own emulator first
        found.stop()
        emulator = found.folder / ".aep" / "emulator"
        for key, value in (("endpoint", ready["url"]), ("org", ready["org"]), ("clientId", ready["client_id"])):
            assert found.run("config", "set", f"aep:{key}", value).ok
        assert found.run("config", "set", "--secret", "aep:clientSecret", ready["client_secret"]).ok
        assert found.run("config", "set", "aep:sandbox", "elsewhere").ok
        shown = found.preview()
        assert shown.ok, shown.text
        assert "recreate: sandbox dev → elsewhere, org emulator → " in shown.text
        state = found.run("stack", "rm", "--force", "--preserve-config", "--yes", "dev")
        assert state.ok, state.text
        found.init()
        done = found.up()
        assert done.ok, done.text
        assert not (emulator / "emulator.json").exists()
        places = [file for file in found.folder.rglob("*") if file.is_file() and "emulator" not in file.parts]
        assert len(places) > 3
        for file in places:
            assert ready["client_secret"].encode() not in file.read_bytes(), file
        for text in (done.text, found.refresh().text, found.destroy().text):
            assert ready["client_secret"] not in text
    finally:
        found.stop()
