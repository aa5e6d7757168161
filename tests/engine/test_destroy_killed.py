"""Law 2 for `pulumi destroy`: killed after any delete had its effect, and run again, it leaves nothing."""

import subprocess
import time
from collections.abc import Callable

import pytest

from engine import unlock
from tests.support.engine.project import Project
from tests.support.engine.scene import kill_tree
from tests.support.kinds import everything
from tests.support.kinds.program import MAIN, write
from tests.support.recipes import toy


@pytest.mark.parametrize("number", [1 + int(time.time() // 86400) % 4, 5 + int(time.time() // 86400) % 4])
def test_a_killed_destroy_is_finished_by_the_next(project: Callable[..., Project], number: int) -> None:
    """Other deletes each day: the whole tree of processes is killed while that delete's answer is awaited."""
    found = project(MAIN)
    toy.write(found.folder / "toy")
    (found.folder / "rows.jsonl").write_text(everything.ROWS)
    write(found, everything.FIRST)
    done = found.up()
    assert done.ok, done.text
    platform = found.platform()
    rule = {"match": {"method": "DELETE", "path": "^/data/"}, "nth": number, "then": {"hang": "after"}}
    assert platform.call("POST", "/_emulator/faults", json=rule).ok
    words = found.command("destroy", "--yes", "--skip-preview")
    with (found.folder / "killed.log").open("w") as log:
        engine = subprocess.Popen(
            words, cwd=found.folder, env=found.env(), stdout=log, stderr=log, start_new_session=True
        )
    end = time.monotonic() + 120
    while not platform.json("/_emulator/faults")["rules"][0]["fired"] and time.monotonic() < end:
        time.sleep(0.02)
    kill_tree(engine)
    platform.call("DELETE", "/_emulator/faults")
    unlock.release(found.folder / ".aep" / "state")
    done = found.destroy()
    assert done.ok, done.text
    assert platform.json("/_emulator/stats").get("documents", {}).get("dev", {}) == {}
