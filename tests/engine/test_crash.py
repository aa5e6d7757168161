"""Law 2: whatever is killed at any call, and then run again, ends in the world that an undisturbed run leaves.

All kinds, runs among them; making, editing in place, making anew, destroying. By default the calls that are named here;
with AEP_EVERY_CRASH=1 all of them (hours: `make nightly`), with AEP_EVERY_CRASH=writes all that change something.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.engine.project import Outcome
from tests.support.engine.scene import Point, Scene, points
from tests.support.kinds.program import Item
from tests.support.kinds.shown import World
from tests.support.kinds.snapshot import difference
from tests.support.kinds.table_program import ANEW, CREATED, EDITED

EVERY = os.environ.get("AEP_EVERY_CRASH", "")
PHASES = ("create", "update", "replace", "remove")
# Where not all calls are tried: in each phase these, before the call is carried out or after it.
SAMPLE: dict[str, tuple[tuple[str, str], ...]] = {
    "create": (
        ("after", "POST /data/sensei/engines #1"),
        ("after", "POST /data/sensei/experiments/*/runs #1"),
        ("before", "POST /data/foundation/schemaregistry/tenant/descriptors #1"),
        ("before", "GET /data/foundation/catalog/dataSets #1"),
    ),
    "update": (
        ("after", "PUT /data/sensei/mlInstances/* #1"),
        ("before", "PATCH /data/foundation/catalog/v2/dataSets/* #1"),
        ("after", "PUT /data/sensei/mlServices/* #2"),
    ),
    "replace": (
        ("after", "DELETE /data/sensei/experiments/* #1"),
        ("before", "POST /data/foundation/import/batches/* #2"),
        ("after", "POST /data/sensei/mlServices #1"),
    ),
    "remove": (
        ("after", "DELETE /data/sensei/mlInstances/* #1"),
        ("before", "DELETE /data/foundation/catalog/dataSets/* #1"),
        ("after", "DELETE /data/core/ups/segment/definitions/* #1"),
    ),
}
OURS = "^/data/(?!foundation/(import|catalog/batches))"  # a recipe calls there too, and gives up at once


@dataclass(frozen=True)
class Phase:
    """From one moment to the next: what is declared, what is called on the way, and what is there then."""

    start: str
    program: list[Item]
    points: list[Point]
    world: World


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene(tmp_path_factory.mktemp("crash"))
    yield found
    found.project.stop()


@pytest.fixture(scope="module")
def phases(scene: Scene) -> dict[str, Phase]:
    """Each run once undisturbed, and what that called and left."""
    steps = [
        ("create", CREATED),
        ("update", EDITED),
        ("replace", ANEW),
        ("remove", ANEW[:1]),  # all but the sandbox, whose end would hide what is left in it
    ]
    found = {}
    for name, program in steps:
        there = str(scene.platform.journal())  # every id so far
        scene.keep(name)
        scene.platform.call("DELETE", "/_emulator/journal")
        scene.declare(program)
        done = scene.apply()
        assert done.ok, done.text
        found[name] = Phase(name, program, points(scene.platform.journal(), there), scene.world())
    return found


def same_world(scene: Scene, phase: Phase) -> None:
    """The same command once more, nothing repaired by hand: all is there once, and nothing is left to do."""
    done = scene.project.up()
    assert done.ok, done.text
    assert "pending operations" not in done.text, done.text
    as_undisturbed(scene, phase)


def as_undisturbed(scene: Scene, phase: Phase) -> None:
    assert not (wrong := difference(scene.world(), phase.world)), wrong
    after = scene.project.preview("--expect-no-changes")
    assert after.ok, after.text


def begin(scene: Scene, phase: Phase) -> None:
    scene.back(phase.start)
    scene.declare(phase.program)


def tries(phase: Phase) -> list[tuple[Point, str]]:
    """Calls and ways to be stopped at them. A question may as well be stopped before as after its answer."""
    if not EVERY:
        by_name = {point.name: point for point in phase.points}
        return [(by_name[name], how) for how, name in SAMPLE[phase.start]]
    writes = [(point, how) for point in phase.points if point.writes for how in ("before", "after")]
    return writes + [(point, "before") for point in phase.points if not point.writes and EVERY != "writes"]


def sentence(done: Outcome) -> None:
    """A failure that a user may meet: said in words."""
    assert "Traceback" not in done.text, done.text
    assert "error:" in done.text, done.text


@pytest.mark.parametrize("name", PHASES)
@pytest.mark.timeout(6 * 3600 if EVERY else 600)
def test_what_was_killed_is_continued(scene: Scene, phases: dict[str, Phase], name: str) -> None:
    """The whole tree of processes is killed at a call, before it or after its effect; the next run goes on."""
    phase, failed = phases[name], []
    for point, how in tries(phase):
        begin(scene, phase)
        came = scene.killed(point.rule(hang=how))
        try:
            same_world(scene, phase)
            said = "" if came else "not reached"
        except AssertionError as error:
            said = str(error)
            failed.append(f"{how} {point}: {said}")
        print(f"{name}: {how} {point}: {said[:2000] or 'same world'}", flush=True)  # noqa: T201 a log of hours
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("name", PHASES if EVERY else ["replace"])
@pytest.mark.timeout(3600 if EVERY else 600)
def test_killed_again_and_again_it_comes_to_an_end(scene: Scene, phases: dict[str, Phase], name: str) -> None:
    """Each run is killed after the first new thing it does: as many runs as there are things to do."""
    phase = phases[name]
    begin(scene, phase)
    # What is gone already is deleted once more, because nobody has recorded that it went.
    numbers = {"POST": 1, "PUT": 1, "PATCH": 1, "DELETE": 2}
    rules = [
        {"match": {"method": method, "path": OURS}, "nth": number, "then": {"hang": "after"}}
        for method, number in numbers.items()
    ]
    kills = 0
    while scene.killed(*rules) and (EVERY or kills < 8):
        kills += 1
        assert kills < len(phase.points), "each run does the same again"
    same_world(scene, phase)


@pytest.mark.parametrize("name", PHASES)
def test_a_lost_answer_does_no_harm(scene: Scene, phases: dict[str, Phase], name: str) -> None:
    """The connection breaks once at every write, before or after its effect; it looks and goes on, or says why not."""
    phase = phases[name]
    writes = [point for point in phase.points if point.writes]
    ways = ("before", "after")
    for start in range(2 if EVERY else 1):
        begin(scene, phase)
        scene.order(*(point.rule(cut=ways[(start + at) % 2]) for at, point in enumerate(writes)))
        done = scene.apply()
        scene.calm()
        if done.ok:
            as_undisturbed(scene, phase)
        else:
            sentence(done)
            same_world(scene, phase)


def disturbed(scene: Scene, phase: Phase, every: int, **then: Any) -> Outcome:
    begin(scene, phase)
    scene.order({"match": {"path": OURS}, "every": every, "then": then})
    done = scene.project.up()
    scene.calm()
    return done


@pytest.mark.parametrize(("name", "status"), [("create", 503), ("replace", 429)])
def test_a_platform_that_is_busy_is_asked_again(scene: Scene, phases: dict[str, Phase], name: str, status: int) -> None:
    """Every fifth call is refused for the moment."""
    done = disturbed(scene, phases[name], 5, status=status, retryAfter=0)
    assert done.ok, done.text
    as_undisturbed(scene, phases[name])


def test_an_expired_token_is_renewed(scene: Scene, phases: dict[str, Phase]) -> None:
    """In the middle of an up."""
    done = disturbed(scene, phases["update"], 6, expireTokens=True)
    assert done.ok, done.text


def test_broken_json_is_one_sentence(scene: Scene, phases: dict[str, Phase]) -> None:
    """And the next up goes on."""
    phase = phases["create"]
    begin(scene, phase)
    scene.order({"match": {"path": "/catalog/dataSets", "method": "GET"}, "then": {"badJson": True}})
    done = scene.project.up()
    scene.calm()
    assert not done.ok
    assert "the Platform's answer is not JSON" in done.text
    sentence(done)
    same_world(scene, phase)
