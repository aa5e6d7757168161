"""`aep plan` on the real engine: the preview explained, in one word with its rows; exit codes; budgets."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from pulumi_aep.planning.document import Plan

from tests.support.engine.project import Project
from tests.support.recipes import toy
from tests.support.repository import ROOT

PROGRAM = """
import pulumi
import pulumi_aep as aep

aep.Sandbox("dev")
schema = aep.Schema("s", title="S", behavior="profile")
data = aep.Dataset("d", name="D", schema=schema)
recipe = aep.Recipe("r", name="Tiny", source="tiny")
model = aep.Model(
    "m", name="M", recipe=recipe, hyperparameters={"rate": 0.1},
    training_dataset=data, scoring_dataset=data, results_dataset=data,
)
trained = aep.TrainingRun("t", name="T", model=model, gate={"accuracy": ">= 0.5"})
aep.ScoringRun("scores", run=trained, dataset=data, results=data)
service = aep.Service("svc", name="Svc", run=trained)
aep.Schedule("nightly", service=service, runs="scoring", cron="0 3 * * *", start="2030-01-01", end="2031-01-01")
"""
MAIN = "__main__.py"


def planned(project: Project, *words: str, code: int = 2) -> dict[str, dict[str, Any]]:
    """`Kind/name` to its step, of a document that is as documented."""
    done = project.aep("plan", "--json", *words)
    assert done.code == code, done.errors
    said = json.loads(done.out)
    assert Plan.model_validate(said).model_dump(mode="json", by_alias=True) == said
    return {f"{step['kind']}/{step['name']}": step for step in said["steps"]}


def rows(project: Project) -> dict[str, str]:
    """What the plain preview says on each row."""
    found = json.loads(project.run("preview", "--json").text)
    said = [item for item in found.get("diagnostics") or [] if item["severity"] == "info"]
    return {"/".join(item["urn"].split(":")[-1:]): item["message"].strip() for item in said}


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Trained, scored, served, scheduled."""
    found = Project.of(tmp_path_factory.mktemp("plan") / "project", PROGRAM)
    toy.write(found.folder / "tiny", toy.TABLE)
    found.init()
    done = found.up()
    assert done.ok, done.text
    yield found
    found.stop()


@pytest.fixture
def stack(applied: Project) -> Any:
    """The same with the program as it was applied, whatever a test makes of it."""
    yield applied
    (applied.folder / MAIN).write_text(PROGRAM)


def test_nothing_to_do_is_exit_code_0(stack: Project) -> None:
    """And a sentence; every resource is in the document, unchanged."""
    done = stack.aep("plan")
    assert (done.code, done.out) == (0, "nothing to do in luma/dev\n")
    steps = planned(stack, code=0)
    assert {step["op"] for step in steps.values()} == {"same"}
    assert {step["class"] for step in steps.values()} == {None}


def test_a_changed_parameter_with_all_that_follows(stack: Project) -> None:
    """Class, reason, old and new, what follows, how long it took last time: the same words as on the rows."""
    stack.edit(MAIN, '"rate": 0.1', '"rate": 0.2')
    steps = planned(stack)
    model, trained = steps["Model/m"], steps["TrainingRun/t"]
    assert [model[key] for key in ("op", "class", "reason")] == ["replace", "retrain", "rate 0.1 → 0.2"]
    assert model["fields"] == [
        {
            "field": "hyperparameters",
            "class": "retrain",
            "replaces": True,
            "old": {"rate": "0.1"},
            "new": {"rate": "0.2"},
            "known": True,
        }
    ]
    assert {(one["name"], one["op"], one["class"], one["follows"]) for one in model["downstream"]} == {
        ("t", "replace", "retrain", True),
        ("scores", "replace", "rescore", True),
        ("svc", "replace", "recreate", True),
        ("nightly", "replace", "recreate", True),
    }
    assert trained["last"]["seconds"] > 0
    assert steps["ScoringRun/scores"]["last"]["rows"] == 4
    assert model["declared"] == "__main__.py:9"
    said = rows(stack)
    assert len(said) == 5
    for name, line in said.items():
        step = next(step for step in steps.values() if step["name"] == name)
        assert line.startswith(f"{step['class']}: {step['reason']}")
        assert line.endswith(f"; {step['then']}" if step["then"] else "")
    told = stack.aep("plan").out
    assert "replace  retrain   TrainingRun t " in told
    assert "Model m: then trains t, " in told
    assert told.endswith("luma/dev: 5 to replace, 5 unchanged\n")


def test_a_comment_for_a_pull_request(stack: Project) -> None:
    """The same as Markdown, with the budget that is broken."""
    stack.edit(MAIN, '"rate": 0.1', '"rate": 0.2')
    done = stack.aep("plan", "--markdown", "--no-retrain")
    lines = done.out.splitlines()
    assert done.code == 1
    assert lines[0] == "### `luma/dev`: 5 to replace, 5 unchanged"
    assert "| replace | **retrain** | Model `m` | rate 0.1 → 0.2 |  |" in lines
    assert any(line.startswith("Model `m`: then trains t, ") for line in lines)
    assert lines[-1] == ':no_entry: --no-retrain: 1 would train: TrainingRun "t"'


def test_the_example_in_the_documentation_is_what_it_prints(stack: Project) -> None:
    """But for ids and times, and the order among those that don't depend on each other."""
    stack.edit(MAIN, '"rate": 0.1', '"rate": 0.2')
    page = (ROOT / "docs" / "plan.md").read_text()
    assert comparable(page.split("```json")[1].split("```")[0]) == comparable(stack.aep("plan", "--json").out)


def comparable(document: str) -> Any:
    """Without what differs from run to run."""
    same_ids = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}", "ID", document)
    found = json.loads(re.sub(r'"seconds": [0-9.]+', '"seconds": 0', same_ids))
    found["steps"].sort(key=lambda step: step["urn"])
    for step in found["steps"]:
        step["downstream"].sort(key=lambda item: item["urn"])
    return found


def test_what_is_not_affected_stays(stack: Project) -> None:
    """A description follows nobody; everything that depends on it is listed as it is."""
    stack.edit(MAIN, 'name="Svc"', 'name="Svc", description="Text."')
    steps = planned(stack)
    assert [step["name"] for step in steps.values() if step["op"] != "same"] == ["svc"]
    assert steps["Service/svc"]["class"] == "metadata"
    assert [(one["name"], one["op"], one["follows"]) for one in steps["Service/svc"]["downstream"]] == [
        ("nightly", "same", False)
    ]


def test_creates_and_deletes_are_classes_of_their_own(stack: Project) -> None:
    """With a reason each; the schedule goes, another dataset comes."""
    stack.edit(MAIN, "aep.Schedule(", 'aep.Dataset("e", name="E", schema=schema)\n# (')
    steps = planned(stack)
    assert [steps["Dataset/e"][key] for key in ("op", "class", "reason")] == ["create", "create", 'name "E"']
    gone = steps["Schedule/nightly"]
    assert [gone[key] for key in ("op", "class", "reason")] == ["delete", "delete", "not declared any more"]


def test_a_budget_that_is_broken_fails_with_the_names(stack: Project) -> None:
    """Exit code 1, one sentence; the document says it too. One that holds changes nothing."""
    stack.edit(MAIN, '"rate": 0.1', '"rate": 0.2')
    done = stack.aep("plan", "--json", "--max-delete", "4", "--additive-only", "--no-retrain")
    assert done.code == 1
    assert done.errors.startswith('aep: --max-delete 4: 5 would be deleted or replaced: Model "m", ')
    assert done.errors.endswith('; --no-retrain: 1 would train: TrainingRun "t"\n')
    found = {item["budget"]: sorted(item["resources"]) for item in json.loads(done.out)["exceeded"]}
    replaced = ['Model "m"', 'Schedule "nightly"', 'ScoringRun "scores"', 'Service "svc"', 'TrainingRun "t"']
    assert found == {
        "max-delete": replaced,
        "additive-only": replaced,
        "no-retrain": ['TrainingRun "t"'],
    }
    assert stack.aep("plan", "--max-delete", "5").code == 2


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name="D"', "name=7", 'Dataset "d": name: must be text, not 7'),
        ("import pulumi\n", "import nowhere\n", "the program fails: ModuleNotFoundError: No module named 'nowhere'"),
    ],
)
def test_a_preview_that_fails_is_one_sentence(stack: Project, old: str, new: str, sentence: str) -> None:
    """Exit code 1, nothing else."""
    stack.edit(MAIN, old, new)
    done = stack.aep("plan", "--json")
    assert (done.code, done.out) == (1, "")
    assert done.errors.startswith(f"aep: {sentence}")
    assert done.errors.count("\n") == 1


def test_a_platform_that_is_not_there(stack: Project) -> None:
    """Only with --refresh is it asked at all."""
    nowhere = {"AEP_ENDPOINT": "http://127.0.0.1:9", "AEP_ORG_ID": "emulator"}
    stack.environment |= nowhere | {"AEP_CLIENT_ID": "x", "AEP_CLIENT_SECRET": "y"}
    try:
        done = stack.aep("plan", "--refresh")
        assert done.code == 1
        assert "no connection to 127.0.0.1:9; check aep:endpoint and the network" in done.errors
        assert done.errors.count("\n") == 1
    finally:
        stack.environment.clear()


def test_drift_is_seen_with_refresh_only(stack: Project) -> None:
    """A service that somebody deleted: made again, with its schedule."""
    platform = stack.platform()
    service = platform.sensei("mlServices")[0]
    path = f"/data/sensei/mlServices/{service['id']}"
    assert platform.call("PUT", path, json={**service, "description": "Edited."}).ok
    planned(stack, code=0)
    found = planned(stack, "--refresh")["Service/svc"]
    assert (found["op"], found["class"], found["reason"]) == ("update", "metadata", "description Edited. → (none)")
    assert platform.call("PUT", path, json=service).ok


def test_protected_resources_stop_it(project: Callable[..., Project]) -> None:
    """The engine's own refusal, without its URNs."""
    program = """
import pulumi
import pulumi_aep as aep

aep.Sandbox("dev")
schema = aep.Schema("s", title="S", behavior="profile")
aep.Dataset("d", name="D", schema=schema, opts=pulumi.ResourceOptions(protect=True))
"""
    found = project(program)
    assert found.up().ok
    found.edit(MAIN, 'behavior="profile"', 'behavior="experienceevent"')
    done = found.aep("plan")
    assert done.code == 1
    assert 'Dataset "d" as part of replacing Schema "s"' in done.errors
    assert "urn:" not in done.errors


def test_a_wrong_call_is_not_taken_for_changes(stack: Project) -> None:
    """Exit code 1, where other commands have 2."""
    done = stack.aep("plan", "--max-delete", "few")
    assert done.code == 1
    assert "--max-delete" in done.errors
