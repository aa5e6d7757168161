"""Law 7 over programs made at random: their state lost and found again, their world taken over by another project.

AEP_PROGRAMS=20 tries that many others.
"""

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, assume, given, settings
from hypothesis import strategies as st

from tests.support.engine.adoption import World, settled
from tests.support.engine.project import Project
from tests.support.kinds.files import write_random_files
from tests.support.kinds.program import MAIN, write
from tests.support.kinds.random_program import Program
from tests.support.platform.stranger import Stranger

PROGRAMS = int(os.environ.get("AEP_PROGRAMS", "0"))


@settings(
    max_examples=PROGRAMS or 1,
    derandomize=not PROGRAMS,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # a smaller example would be another quarter of an hour
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)
@given(data=st.data())
@pytest.mark.timeout(600 * max(PROGRAMS, 2))
def test_any_world_is_found_again_and_taken_over(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    """The same ids, the same inputs, nothing to do, nothing written."""
    assume(data.draw(st.integers(0, 9)))
    folder = tmp_path_factory.mktemp("any")
    project = Project.of(folder / "project", MAIN)
    write_random_files(project.folder)
    project.init()
    program = Program(data.draw)
    try:
        print(json.dumps(program.items, ensure_ascii=False), flush=True)  # noqa: T201 the story of a failure
        write(project.folder, program.items)
        done = project.up()
        assert done.ok, done.text
        here = World(project, Stranger(project.platform(), "dev"))
        writes = here.writes()
        found_again(here)
        taken_over(here, Project.of(folder / "other", "", name="other"))
        assert here.writes() == writes
    finally:
        project.stop()


def found_again(here: World) -> None:
    before = {label: (item["id"], item["inputs"]) for label, item in here.project.resources().items()}
    assert here.project.run("stack", "rm", "--force", "--yes", "--preserve-config").ok
    here.project.init()
    done = here.aep("adopt", "--lost-state")
    assert done.ok, done.text
    assert {label: (item["id"], item["inputs"]) for label, item in here.project.resources().items()} == before
    settled(here.project)


def taken_over(here: World, other: Project) -> None:
    other.environment = here.project.endpoint()
    other.init()
    done = World(other, here.stranger).aep("adopt", "--include-owned")
    assert done.ok, done.text
    theirs = {item["id"] for label, item in here.project.resources().items() if not label.startswith("Batch/")}
    assert {item["id"] for item in other.resources().values()} == theirs
    settled(other)
