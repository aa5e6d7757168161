"""Settings out of the stack's configuration, asked from the real engine; `aep doctor` on the engine's side."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import Aep

pytestmark = pytest.mark.engine


@pytest.fixture
def project(aep: Aep) -> Aep:
    """A project with the stacks `dev` (selected) and `prod`, no settings in the environment, a home of its own."""
    del aep.environment["AEP_SANDBOX"]
    aep.environment |= {
        "PULUMI_HOME": str(aep.folder / ".home"),
        "PULUMI_CONFIG_PASSPHRASE": "none",
        "PULUMI_BACKEND_URL": f"file://{aep.folder / 'state'}",
        "PATH": f"{Path(sys.executable).parent}:{aep.environment['PATH']}",
    }
    (aep.folder / "state").mkdir()
    (aep.folder / "Pulumi.yaml").write_text("name: looking\nruntime: python\n")
    for stack in ("prod", "dev"):
        pulumi(aep, "stack", "init", stack)
        pulumi(aep, "config", "set", "aep:sandbox", "prod", "--stack", stack)
    return aep


def pulumi(aep: Aep, *arguments: str) -> None:
    command = ["pulumi", *arguments, "--non-interactive"]
    subprocess.run(command, cwd=aep.folder, env=aep.environment, check=True, capture_output=True)


def test_the_selected_stack_decides(project: Aep) -> None:
    """Its sandbox, on the emulator as it names no endpoint; from a folder below as well."""
    (project.folder / "below").mkdir()
    assert project.json("dataset", "list") == []
    below = Aep(project.folder / "below")
    below.environment = project.environment
    assert below.json("dataset", "list") == []
    assert not (project.folder / "below" / ".aep").exists()


def test_another_stack_can_be_named(project: Aep) -> None:
    """Its settings, not the selected one's."""
    pulumi(project, "config", "set", "aep:sandbox", "nowhere", "--stack", "dev")
    assert "nowhere" in project.refused("dataset", "list")
    assert project.json("dataset", "list", "--stack", "prod") == []


def test_the_environment_wins(project: Aep) -> None:
    """Over what the stack says."""
    pulumi(project, "config", "set", "aep:sandbox", "nowhere")
    project.environment["AEP_SANDBOX"] = "prod"
    assert project.json("dataset", "list") == []


def test_secrets_of_the_stack_are_used_and_not_shown(project: Aep) -> None:
    """An endpoint with a credential, the secret encrypted in the stack's file."""
    url = project.json("emulator", "start")["url"]
    known = json.loads((project.folder / ".aep" / "emulator" / "identity.json").read_text())
    for key, value in {"endpoint": url, "org": known["org"], "clientId": known["client_id"]}.items():
        pulumi(project, "config", "set", f"aep:{key}", value)
    pulumi(project, "config", "set", "--secret", "aep:clientSecret", known["client_secret"])
    assert project.json("dataset", "list") == []
    assert known["client_secret"] not in project("doctor", "--json")


@pytest.mark.parametrize(
    ("stack", "message"),
    [
        ("pord", 'there is no stack "pord"; did you mean "prod"?'),
        ("xyz", 'there is no stack "xyz"; there are: "dev", "prod"'),
    ],
)
def test_an_unknown_stack_is_met_with_those_there_are(project: Aep, stack: str, message: str) -> None:
    """The engine alone would not say which."""
    assert project.refused("dataset", "list", "--stack", stack) == message


def test_no_stack_at_all(project: Aep) -> None:
    """The engine's complaint, with what to do."""
    pulumi(project, "stack", "unselect")
    message = "no stack is selected; run: pulumi stack select NAME, or give --stack NAME"
    assert project.refused("dataset", "list") == message
    rows = {row["check"]: row for row in project.json("doctor", code=1)["checks"]}
    assert (rows["stack"]["state"], rows["stack"]["message"]) == ("problem", message)


def test_the_doctor_finds_all_well(project: Aep) -> None:
    """Exit code 0: engine, language host, Python, project, stack, settings, Platform."""
    said = project.json("doctor", "--start")
    assert said["ok"] is True
    rows = {row["check"]: row for row in said["checks"]}
    assert rows["engine"]["message"].startswith("pulumi 3.")
    assert rows["stack"]["message"] == "dev"
    assert rows["settings"]["message"] == "sandbox prod"
    assert {row["state"] for row in said["checks"]} <= {"ok", "warning"}
