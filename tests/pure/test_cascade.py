"""What goes along with a delete, and whose it is."""

from typing import Any

import pytest
from pulumi_aep.apis.sensei_cascade import of_runs
from pulumi_aep.core.cascade import Affected, summary, why_not_deletable

TRAIN = {"id": "r1", "mode": "train", "description": "luma/dev/t"}


@pytest.mark.parametrize(
    ("run", "ours"),
    [
        ({"mode": "score", "description": "luma/dev/scores"}, True),
        ({"mode": "score", "description": "other/prod/scores"}, False),
        ({"mode": "score", "description": "By hand, and/or by mistake"}, True),
        ({"mode": "score"}, True),
    ],
)
@pytest.mark.parametrize("stack", ["luma/dev", "luma/moved"])
def test_a_run_is_part_of_its_training(run: dict[str, Any], ours: bool, stack: str) -> None:
    """Unless another stack scored with it; also where training and scoring came here from the stack that made them."""
    found = of_runs([TRAIN, {"id": "r2", **run}])
    assert [item.of(stack) for item in found] == [True, ours]


def test_the_sentence_names_five_and_counts_the_rest() -> None:
    """With ids, and owners where they are known."""
    many = [Affected(what="model", id=f"m{number}", name="M", owner="other/prod/m") for number in range(7)]
    said = why_not_deletable(many, "luma/dev")
    assert said.startswith('the Platform would delete with it model "M" (m0, of other/prod/m), model "M" (m1, ')
    assert "(m4, of other/prod/m) and 2 more, which are not this stack's; " in said
    assert why_not_deletable([Affected(what="model", id="m", owner="luma/dev/m")], "luma/dev") == ""


def test_a_stack_of_a_longer_name_is_another() -> None:
    """`luma/dev2` is not `luma/dev`."""
    assert why_not_deletable([Affected(what="model", id="m", owner="luma/dev2/m")], "luma/dev")


def test_what_goes_is_told_apart_from_what_breaks() -> None:
    """For the row of what takes it."""
    found = [Affected(what="run", id="r"), Affected(what="service", id="s", name="S", breaks=True)]
    assert summary(found) == 'takes run (r) with it; leaves service "S" (s) broken'
    assert summary([]) == ""
