"""Law 2 for `pulumi destroy`: killed after any delete had its effect, and run again, it leaves nothing."""

import os
import subprocess
import time
from collections.abc import Callable

import pytest

from engine import unlock
from tests.support.engine.project import Project
from tests.support.engine.scene import fired, kill_tree
from tests.support.kinds.files import write_files
from tests.support.kinds.program import MAIN, write
from tests.support.kinds.rows import ROWS
from tests.support.kinds.snapshot import remains
from tests.support.kinds.table_program import CREATED
from tests.support.recipes import toy

EVERY = sorted({row.collection.path for row in ROWS.values()})
SOME = ["/data/foundation/schemaregistry/tenant/schemas", "/data/sensei/experiments"]


@pytest.mark.parametrize("path", EVERY if os.environ.get("AEP_EVERY_CRASH") else SOME)
def test_a_killed_destroy_is_finished_by_the_next(project: Callable[..., Project], path: str) -> None:
    """The whole tree of processes is killed while the answer to the first delete there is awaited."""
    found = project(MAIN)
    write_files(found.folder, toy.MARKED)
    write(found.folder, CREATED)
    done = found.up()
    assert done.ok, done.text
    platform = found.platform()
    rule = {"match": {"method": "DELETE", "path": f"^{path}/"}, "nth": 1, "then": {"hang": "after"}}
    assert platform.call("POST", "/_emulator/faults", json=rule).ok
    words = found.command("destroy", "--yes", "--skip-preview")
    with (found.folder / "killed.log").open("w") as log:
        engine = subprocess.Popen(
            words, cwd=found.folder, env=found.env(), stdout=log, stderr=log, start_new_session=True
        )
    end = time.monotonic() + 120
    while not fired(platform) and engine.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    kill_tree(engine)
    platform.call("DELETE", "/_emulator/faults")
    unlock.release(found.folder / ".aep" / "state")
    done = found.destroy()
    assert done.ok, done.text
    assert remains(platform) == {}
