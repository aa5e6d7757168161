"""The whole path on the real engine: apply, nothing to do, retrain, fail a gate, be killed, take it all away."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.engine.project import Project

DEV = "stacks/Pulumi.dev.yaml"


@pytest.fixture(scope="module")
def applied(luma: Project) -> Project:
    """The Luma program, applied to dev."""
    done = luma.up()
    assert done.ok, done.text
    return luma


def test_a_preview_of_everything_needs_no_platform(luma: Project) -> None:
    """Nothing is called and nothing is started before something is applied."""
    done = luma.preview()
    assert done.ok, done.text
    assert "+ 17 to create" in done.text
    assert not (luma.folder / ".aep" / "emulator").exists()


def test_up_builds_the_pipeline(applied: Project) -> None:
    """Seventeen resources, a trained model that passes its gate, a score for each visitor."""
    outputs = applied.outputs()
    assert outputs["metrics"]["auroc"] >= 0.7
    assert outputs["scores"] == 1500
    assert sorted(applied.resources()) == [
        "Batch/luma-web",
        "Dataset/luma-scores",
        "Dataset/luma-web",
        "FieldGroup/luma-scores",
        "Model/luma-propensity",
        "Recipe/luma-propensity",
        "Sandbox/environment",
        "Schedule/luma-scoring",
        "Schedule/luma-training",
        "Schema/luma-scores",
        "Schema/luma-web",
        "ScoringRun/luma-propensity",
        "Segment/luma-likely-buyers",
        "SegmentSchedule/nightly",
        "Service/luma-propensity",
        "TrainingRun/luma-propensity",
    ]


def test_a_second_up_changes_nothing_and_says_so(applied: Project) -> None:
    """Law 1: after up, a preview is empty, a refresh finds no drift, and so again after the refresh."""
    for done in (
        applied.up("--expect-no-changes"),
        applied.refresh("--expect-no-changes"),
        applied.preview("--expect-no-changes"),
    ):
        assert done.ok, done.text
        assert "17 unchanged" in done.text


def test_state_holds_no_code_and_no_secret(applied: Project) -> None:
    """A resource's provider is a constant of some 60 bytes; the client secret is nowhere."""
    state = applied.run("stack", "export", "--show-secrets").text
    assert applied.emulator()["client_secret"] not in state
    assert {len(item["inputs"]["__provider"]) for item in applied.resources().values()} <= set(range(60, 100))


def test_a_description_never_trains(applied: Project) -> None:
    """Law 3, on the recipe, the model, the training run and the service at once."""
    before = applied.platform().training_runs()
    for line in (
        '"luma-propensity", name="Luma propensity", model=model',
        '"luma-propensity", name="Luma propensity", run=',
    ):
        applied.edit(
            "__main__.py", line, line.replace(' name="Luma propensity"', ' name="Luma propensity", description="Ours."')
        )
    applied.edit(
        "__main__.py", 'name="Luma propensity", source=', 'name="Luma propensity", description="Ours.", source='
    )
    done = applied.up()
    assert done.ok, done.text
    assert "~ 3 updated" in done.text
    assert "metadata: description (none) → Ours." in done.text or "metadata: description  → Ours." in done.text
    assert applied.platform().training_runs() == before


def test_the_preview_of_a_retrain_says_what_will_happen(applied: Project) -> None:
    """Class and reason stand on each row; nothing is called for it."""
    applied.edit(DEV, "learning_rate: 0.1", "learning_rate: 0.2")
    platform = applied.platform()
    calls = len(platform.journal())
    done = applied.preview()
    assert done.ok, done.text
    for line in (
        "retrain: trains the new model, learning_rate 0.1 → 0.2 (the last one took ",
        "rescore: scores with the new model (the last one made 1500 scores in ",
        "recreate: will serve the new model, once that has passed its gate",
        "recreate: goes along with its service",
        "+-6 to replace",
    ):
        assert line in done.text
    assert len(platform.journal()) == calls


def test_a_failed_gate_leaves_what_is_downstream_as_it_was(applied: Project) -> None:
    """Law 4: one sentence, the run recorded, service and scores untouched; the next up trains no second time."""
    platform = applied.platform()
    services = platform.sensei("mlServices")
    applied.edit(DEV, '">= 0.70"', '">= 0.99"')
    done = applied.up()
    assert not done.ok
    serving = services[0]["trainingExperimentRunId"]
    assert f'is below the gate 0.99; service "luma-propensity" keeps serving run {serving}' in done.text
    assert platform.sensei("mlServices") == services
    runs = platform.training_runs()
    again = applied.up()
    assert not again.ok
    assert "is below the gate 0.99" in again.text
    assert platform.training_runs() == runs
    refreshed = applied.refresh()
    assert "Traceback" not in refreshed.text


def test_a_gate_that_is_passed_after_all_moves_the_service(applied: Project) -> None:
    """A gate edit judges the recorded metrics anew and trains nothing."""
    platform = applied.platform()
    runs, before = platform.training_runs(), platform.sensei("mlServices")[0]
    applied.edit(DEV, '">= 0.99"', '">= 0.75"')
    done = applied.up()
    assert done.ok, done.text
    after = platform.sensei("mlServices")
    assert len(after) == 1
    assert after[0]["trainingExperimentRunId"] != before["trainingExperimentRunId"]
    assert set(after[0]) >= {"trainingSchedule", "scoringSchedule"}
    assert set(platform.training_runs()) < set(runs)  # the old run went with its experiment
    assert applied.preview("--expect-no-changes").ok


def test_an_up_killed_while_it_trains_is_continued_with_the_same_run(applied: Project) -> None:
    """Law 2: kill -9 of the whole engine tree; the next up waits for that run and starts no second."""
    platform = applied.platform()
    before = set(platform.training_runs())
    applied.edit(DEV, "learning_rate: 0.2", "learning_rate: 0.15")
    with (applied.folder / "killed.log").open("w") as log:
        words = applied.command("up", "--yes", "--skip-preview")
        engine = subprocess.Popen(
            words, cwd=applied.folder, env=applied.env(), stdout=log, stderr=log, start_new_session=True
        )
    started = _wait_for(lambda: set(platform.training_runs()) - before)
    os.killpg(engine.pid, signal.SIGKILL)
    engine.wait()
    _kill_providers(applied.folder)
    assert applied.run("cancel", "--yes").ok
    done = applied.up()
    assert done.ok, done.text
    assert set(platform.training_runs()) - before == started
    assert applied.preview("--expect-no-changes").ok


def _wait_for(look, seconds: float = 120.0):  # type: ignore[no-untyped-def]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def _kill_providers(folder: Path) -> None:
    """Providers are in process groups of their own: find them by their working folder."""
    import psutil

    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and "pulumi" in " ".join(process.cmdline()):
                process.kill()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue


def test_destroy_leaves_nothing(applied: Project) -> None:
    """The sandbox itself was ours, so it goes as well; prod stays."""
    done = applied.destroy()
    assert done.ok, done.text
    assert applied.resources() == {}
    sandboxes = applied.platform().json("/data/foundation/sandbox-management/sandboxes")["sandboxes"]
    assert {item["name"]: item["state"] for item in sandboxes} == {"prod": "active", "dev": "deleted"}
    assert applied.destroy().ok


def test_stage_and_prod_are_the_same_program(luma: Project) -> None:
    """Stage is made, prod exists and stays; prod is protected."""
    for stack in ("stage", "prod"):
        luma.use(stack)
        done = luma.up()
        assert done.ok, done.text
        assert luma.preview("--expect-no-changes").ok
    refused = luma.destroy()
    assert not refused.ok
    assert "protected" in refused.text
    luma.use("stage")
    assert luma.destroy().ok
    luma.use("dev")
