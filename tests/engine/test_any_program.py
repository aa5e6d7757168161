"""Laws 1, 2, 5 and 6 over programs made at random: every edit is applied, leaves nothing to do and nothing behind.

A few programs of a few steps, always the same; AEP_PROGRAMS=20 tries that many others, AEP_STEPS=30 longer ones.
A failure prints the program and all steps that led there.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, assume, given, settings
from hypothesis import strategies as st

from tests.support.engine.project import Outcome, Project
from tests.support.kinds import expectation
from tests.support.kinds.files import write_random_files
from tests.support.kinds.program import MAIN, Item, key, write
from tests.support.kinds.random_program import Draw, Program
from tests.support.kinds.rows import ROWS
from tests.support.kinds.snapshot import look, remains

PROGRAMS = int(os.environ.get("AEP_PROGRAMS", "0"))
STEPS = int(os.environ.get("AEP_STEPS", "3"))
EDITS = ("edit", "edit", "edit", "default", "add", "remove", "rename", "reorder")
FAULTS: list[dict[str, Any]] = [
    {"every": 5, "then": {"status": 429, "retryAfter": 0}},
    {"every": 7, "then": {"status": 503, "retryAfter": 0}},
    {"nth": 9, "then": {"cut": "after"}},
    {"nth": 6, "then": {"cut": "before"}},
    {"every": 8, "then": {"expireTokens": True}},
    {"every": 2, "then": {"stale": 2}},
    {"every": 3, "then": {"latency": 0.05}},
]


class Trial:
    """One program on its way, on the real engine."""

    def __init__(self, folder: Path, draw: Draw) -> None:
        self.draw = draw
        self.project = Project.of(folder, MAIN)
        write_random_files(self.project.folder)
        self.project.init()
        self.program = Program(draw)

    def say(self, text: str) -> None:
        print(text, flush=True)  # noqa: T201 the story of a failure

    def apply(self) -> Outcome:
        write(self.project.folder, self.program.items)
        done = self.project.up()
        for one in self.program.items:
            one.pop("aliases", None)
        return done

    def settled(self, done: Outcome) -> None:
        assert done.ok, done.text
        write(self.project.folder, self.program.items)
        for after in (self.project.refresh("--expect-no-changes"), self.project.preview("--expect-no-changes")):
            assert after.ok, after.text
        assert not (wrong := expectation.wrong(self.program.items, look(self.project.platform()))), wrong

    # -- steps ------------------------------------------------------------------------------------------------------
    def edited(self) -> None:
        """One to three edits at once."""
        for _ in range(self.draw(st.integers(1, 3))):
            self.say(getattr(self.program, self.draw(st.sampled_from(EDITS)))())
        self.program.settle()

    def step(self) -> None:
        how = self.draw(st.sampled_from(["calm", "calm", "calm", "fault", "behind", "conflict", "gone"]))
        if how in ("behind", "conflict"):
            self.behind(conflict=how == "conflict")
            return
        if how == "gone":
            self.gone()
            return
        self.edited()
        if how == "fault":
            self.disturbed()
        self.settled(self.apply())

    def disturbed(self) -> None:
        """The run itself may fail, in words; nothing else."""
        platform, rule = self.project.platform(), self.draw(st.sampled_from(FAULTS))
        self.say(f"fault {rule}")
        assert platform.call("POST", "/_emulator/faults", json={"match": {"path": "^/data/"}, **rule}).ok
        aliases = {key(one): one["aliases"] for one in self.program.items if "aliases" in one}
        done = self.apply()
        platform.call("DELETE", "/_emulator/faults")
        assert "Traceback" not in done.text, done.text
        for one in self.program.items:
            if key(one) in aliases:
                one["aliases"] = aliases[key(one)]
        self.say(f"  ended with {done.code}")

    def behind(self, *, conflict: bool) -> None:
        """Somebody else edits a field. A refresh shows that field and no other; an update of it without one stops."""
        before = self.project.resources()
        one = self.draw(st.sampled_from([one for one in self.program.items if ROWS[one["kind"]].by_hand]))
        field = self.by_hand(one, before[key(one)]["id"])
        self.say(f"behind our back: {field} of {key(one)}, {'and we edit it too' if conflict else 'and a refresh'}")
        if conflict:
            one["fields"][field] = not one["fields"].get("active", True) if field == "active" else "by program"
            done = self.apply()
            if field == "description":  # of two values of `active`, theirs is ours
                assert not done.ok
                assert f"{field} was changed on the Platform" in done.text, done.text
        shown = self.project.refresh()
        assert shown.ok, shown.text
        after = self.project.resources()
        changed = {
            (name, item)
            for name in before
            for item in {*before[name]["inputs"], *after[name]["inputs"]}
            if before[name]["inputs"].get(item) != after[name]["inputs"].get(item)
        }
        assert conflict or changed == {(key(one), field)}, shown.text
        self.settled(self.apply())

    def by_hand(self, one: Item, id: str) -> str:
        """The field that is another now."""
        row, platform = ROWS[one["kind"]], self.project.platform()
        assert row.by_hand
        field, change = row.by_hand(row.collection.read(platform, id), "by hand")
        row.collection.write(platform, id, change)
        return field

    def gone(self) -> None:
        """Somebody deletes an asset. A refresh forgets it, the next up makes it again."""
        found = self.project.resources()
        one = self.draw(st.sampled_from([one for one in self.program.items if ROWS[one["kind"]].loose]))
        self.say(f"behind our back: {key(one)} is deleted")
        ROWS[one["kind"]].collection.delete(self.project.platform(), found[key(one)]["id"])
        assert self.project.refresh().ok
        assert key(one) not in self.project.resources()
        self.settled(self.apply())


@settings(
    max_examples=PROGRAMS or 2,
    derandomize=not PROGRAMS,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # a smaller example would be another quarter of an hour
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,  # the steps are printed; every draw behind them would hide them
)
@given(data=st.data())
@pytest.mark.timeout(600 * max(PROGRAMS, 2))
def test_any_program_is_applied_and_leaves_nothing_to_do(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    assume(data.draw(st.integers(0, 9)))  # the first example is always the simplest there is: not that one
    trial = Trial(tmp_path_factory.mktemp("any") / "project", data.draw)
    try:
        trial.say(json.dumps(trial.program.items, ensure_ascii=False))
        trial.settled(trial.apply())
        for _ in range(STEPS):
            trial.step()
        done = trial.project.destroy()
        assert done.ok, done.text
        left = remains(trial.project.platform())
        assert not left, left
    finally:
        trial.project.stop()
