"""Law 7: what somebody else made is taken over by one command, without a write, and the preview is empty."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine.adoption import World, settled, world
from tests.support.engine.project import Project
from tests.support.platform.stranger import fill
from tests.support.repository import executable

MODULE = '''"""The pipeline churn."""

import pulumi_aep as aep

from .data import visits_2024_field_group

# What the data looks like, and where it lies.
people_schema = aep.Schema(
    "people",
    title="People",
    description="Who they are",
    behavior="profile",
    field_groups=[visits_2024_field_group],
    identities=[aep.Identity("_tenant.person", namespace="ECID")],
    profile=True,
)
scores_dataset = aep.Dataset("scores", name="Scores", schema=people_schema, profile=True, upsert=True)
web_data_dataset = aep.Dataset(
    "web-data",
    name="Web data",
    description="Raw",
    schema=people_schema,
    error_diagnostics=False,
    tags={"sources": "a, b", "team": "growth"},
)

# What is trained, and how.
churn_recipe = aep.Recipe(
    "churn", name="Churn", image="IMAGE", algorithm="Regression", repository="https://git.example/churn"
)
churn_monthly_model = aep.Model(
    "churn-monthly",
    name="Churn, monthly",
    description="Ours",
    recipe=churn_recipe,
    hyperparameters={"deep": True, "rate": 0.5, "rounds": "007"},
    scoring_parameters={"limit": 10},
    training_dataset=web_data_dataset,
    scoring_dataset=web_data_dataset,
    results_dataset=scores_dataset,
    tags={"owner": "ana"},
)
churn_1_training_run = aep.TrainingRun("churn-1", name="Churn 1", model=churn_monthly_model)

# What becomes of it.
churn_service = aep.Service("churn", name="Churn", run=churn_1_training_run)
aep.Schedule(
    "churn-scoring",
    service=churn_service,
    runs="scoring",
    cron="30 4 * * 1",
    start="2026-01-01T00:00",
    end="2036-01-01T00:00",
)
aep.Schedule(
    "churn-training",
    service=churn_service,
    runs="training",
    cron="0 3 * * *",
    start="2026-01-01T00:00",
    end="2036-01-01T00:00",
)
'''


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, dict[str, Any]]]:
    """A filled sandbox, taken over into an empty folder, and what the command said."""
    folder = tmp_path_factory.mktemp("adopted")
    found = world(folder / "project")
    try:
        fill(found.stranger, folder)
        before = found.writes()
        done = found.aep("adopt", "--json")
        assert done.ok, done.text
        assert found.writes() == before
        yield found, json.loads(done.text)
    finally:
        found.project.stop()


def test_the_preview_is_empty_and_a_refresh_finds_nothing(adopted: tuple[World, dict[str, Any]]) -> None:
    """All that can be declared is; and nothing was written to the Platform."""
    found, said = adopted
    assert said["ok"]
    assert said["imported"] == 19
    assert len(found.project.resources()) == 19
    settled(found.project)


def test_the_python_is_what_a_person_would_write(adopted: tuple[World, dict[str, Any]]) -> None:
    """Names, references, no defaults, ruff's layout; a module for each pipeline."""
    found, said = adopted
    folder = found.project.folder
    image = found.stranger.client.json("/data/sensei/engines")["children"]
    full = [found.stranger.client.json(f"/data/sensei/engines/{item['id']}") for item in image]
    location = next(doc for doc in full if doc["name"] == "Churn")["artifacts"]["default"]["image"]["location"]
    assert (folder / "pipelines" / "churn.py").read_text() == MODULE.replace("IMAGE", location)
    assert sorted(said["files"]) == [
        "__main__.py",
        "pipelines/__init__.py",
        "pipelines/audiences.py",
        "pipelines/churn.py",
        "pipelines/data.py",
        "pipelines/pipeline_class.py",
    ]
    ruff = [executable("ruff")]
    for words in (["format", "--check"], ["check"]):
        done = subprocess.run(
            [*ruff, *words, "--isolated", "--line-length", "120", "__main__.py", "pipelines"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_what_cannot_be_declared_is_named_with_the_reason(adopted: tuple[World, dict[str, Any]]) -> None:
    """Not written, and not passed over in silence."""
    left = {(row["kind"], row["name"]): row["reason"] for row in adopted[1]["assets"] if row["adopted"] is None}
    assert left.pop(("ScoringRun", "Churn 1")).endswith("aep runs logs " + left_run(adopted[1]))
    made = "a service made it, for what it trains or scores by itself"
    assert left == {
        ("Model", "no data"): "training_dataset is required, and missing",
        ("TrainingRun", "Churn scoring"): made,
        ("TrainingRun", "Churn training"): made,
        ("TrainingRun", "never trained"): "no training of it was successful",
    }


def test_the_program_makes_the_same_in_another_sandbox(adopted: tuple[World, dict[str, Any]]) -> None:
    """From nothing: in the right order, trained anew, and adopted from there it is the same program."""
    found, said = adopted
    found.stranger.client.new_sandbox("second")
    project = found.project
    stack = project.folder / "stacks" / "Pulumi.second.yaml"
    stack.write_text(json.dumps({"config": {"aep:sandbox": "second"}}))
    project.init("second")
    done = project.up()
    assert done.ok, done.text
    assert len(project.resources()) == 19
    project.use("dev")
    audiences = said["files"]["pipelines/audiences.py"]
    assert "opts=pulumi.ResourceOptions(depends_on=[people_schema])" in audiences


def test_a_new_project_is_made_around_a_sandbox(adopted: tuple[World, dict[str, Any]], tmp_path: Path) -> None:
    """In an empty folder, by one command; its secret stays in the environment."""
    ready = adopted[0].project.emulator()
    other = Project(tmp_path / "around")
    other.folder.mkdir()
    other.environment = adopted[0].project.endpoint()
    there = World(other, adopted[0].stranger)
    assert "make a project with: aep adopt --new SANDBOX" in there.aep("adopt").text
    done = there.aep("adopt", "--new", "dev", "--pipeline", "class")
    assert done.ok, done.text
    assert {label.partition("/")[0] for label in other.resources()} == {
        "Sandbox",
        "FieldGroup",
        "Schema",
        "Dataset",
        "Recipe",
        "Model",
    }
    written = "".join(file.read_text() for file in other.folder.rglob("*") if file.suffix in (".yaml", ".py", ".json"))
    assert ready["client_secret"] not in written
    settled(other)


def left_run(said: dict[str, Any]) -> str:
    return str(next(row["id"] for row in said["assets"] if row["kind"] == "ScoringRun")).rpartition("/")[2]


def test_an_edit_is_previewed_as_that_edit_and_applied(adopted: tuple[World, dict[str, Any]]) -> None:
    """What was adopted is managed like anything else: other fields, tags of several values included, stay."""
    found, _ = adopted
    project = found.project
    project.edit("pipelines/churn.py", 'description="Raw"', 'description="Raw visits"')
    shown = json.loads(project.run("preview", "--json").text)
    changed = [
        (step["op"], step["urn"].rpartition("::")[2], step["diffReasons"])
        for step in shown["steps"]
        if step["op"] != "same"
    ]
    assert changed == [("update", "web-data", ["description"])]
    assert project.up().ok
    [doc] = [
        doc
        for doc in found.stranger.client.json("/data/foundation/catalog/dataSets?limit=100").values()
        if doc["name"] == "Web data"
    ]
    assert doc["description"] == "Raw visits"
    assert doc["tags"]["sources"] == ["a", "b"]
    assert re.fullmatch("luma/dev@[0-9a-f]{12}/web-data", doc["tags"]["pulumi-aep"][0])
    settled(project)


def test_adopting_again_finds_everything_known(adopted: tuple[World, dict[str, Any]]) -> None:
    """A second time there is nothing to do; what came since is written into a package."""
    found, _ = adopted
    again = json.loads(found.aep("adopt", "--json").text)
    assert (again["imported"], again["files"], again["ok"]) == (0, {}, True)
    schema = next(row["id"] for row in again["assets"] if row["name"] == "People")
    found.stranger.dataset("Later", schema)
    later = found.aep("adopt")
    assert later.ok, later.text
    assert "adopted 1; the preview is empty" in later.text
    text = (found.project.folder / "adopted" / "data.py").read_text()
    assert text.endswith(
        """
import pulumi_aep as aep

from pipelines.churn import people_schema

# What the data looks like, and where it lies.
aep.Dataset("later", name="Later", schema=people_schema, error_diagnostics=False)
"""
    )
    settled(found.project)
