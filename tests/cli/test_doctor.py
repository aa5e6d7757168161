"""`aep doctor` on the side of the Platform: endpoint, credentials, organisation, sandbox."""

import json
import socket

import pytest

from tests.support.command import Aep

PLATFORM = ("endpoint", "credentials", "organisation", "sandbox")


def checked(aep: Aep, *arguments: str) -> dict[str, tuple[str, str]]:
    """Check to (state, message). The folder is no project: that alone is a problem."""
    said = aep.json("doctor", *arguments, code=1)
    assert set(said) == {"ok", "checks"}
    return {row["check"]: (row["state"], row["message"]) for row in said["checks"]}


@pytest.fixture
def elsewhere(aep: Aep) -> Aep:
    """The emulator as a Platform that the environment names, as Adobe's would be."""
    url = aep.json("emulator", "start")["url"]
    identity = json.loads((aep.folder / ".aep" / "emulator" / "identity.json").read_text())
    aep.environment |= {
        "AEP_ENDPOINT": url,
        "AEP_ORG_ID": identity["org"],
        "AEP_CLIENT_ID": identity["client_id"],
        "AEP_CLIENT_SECRET": identity["client_secret"],
    }
    return aep


def test_every_check_has_its_row(aep: Aep) -> None:
    """From the engine to the sandbox, in that order."""
    assert list(checked(aep)) == [
        *("engine", "language host", "python", "packages", "virtual environment"),
        *("project", "program", "stack", "passphrase", "settings", *PLATFORM),
    ]


def test_it_starts_nothing_by_itself(aep: Aep) -> None:
    """An emulator that doesn't run is well; what only it could tell is not looked at."""
    found = checked(aep)
    assert found["project"] == ("problem", "there is no Pulumi.yaml here or above; go to the project's folder")
    assert found["endpoint"] == ("ok", "the emulator; it does not run, the first command that needs it starts it")
    reason = "not looked at; the emulator does not run: aep doctor --start"
    assert [found[check] for check in PLATFORM[1:]] == [("skipped", reason)] * 3
    assert not (aep.folder / ".aep").exists()


def test_it_starts_the_emulator_when_told_to(aep: Aep) -> None:
    """Then all of it can be looked at."""
    found = checked(aep, "--start")
    assert [found[check][0] for check in PLATFORM] == ["ok"] * 4
    assert found["sandbox"][1] == "prod is active"
    assert found["organisation"][1].endswith("its namespace is _luma")


def test_a_sandbox_that_is_not_there_is_a_warning(aep: Aep) -> None:
    """The program may be what makes it."""
    aep.environment["AEP_SANDBOX"] = "dev"
    message = "dev does not exist; pulumi up makes it if the program declares aep.Sandbox"
    assert checked(aep, "--start")["sandbox"] == ("warning", message)


def test_a_named_endpoint_is_looked_at(elsewhere: Aep) -> None:
    """By the environment alone; it says which variables decided."""
    found = checked(elsewhere)
    assert [found[check][0] for check in PLATFORM] == ["ok"] * 4
    assert "AEP_ENDPOINT" in found["settings"][1]
    assert elsewhere.environment["AEP_CLIENT_SECRET"] not in str(found)


def test_a_wrong_secret_is_the_credentials_problem(elsewhere: Aep) -> None:
    """The endpoint is well; what needs a token is not looked at."""
    elsewhere.environment["AEP_CLIENT_SECRET"] = "wrong"
    found = checked(elsewhere)
    assert [found[check][0] for check in PLATFORM] == ["ok", "problem", "skipped", "skipped"]
    assert found["credentials"][1].endswith("check aep:clientId and aep:clientSecret")


def test_a_foreign_organisation_is_the_organisations_problem(elsewhere: Aep) -> None:
    """With the gateway's own reason."""
    elsewhere.environment["AEP_ORG_ID"] = "0000000000000000@AdobeOrg"
    found = checked(elsewhere)
    assert [found[check][0] for check in PLATFORM] == ["ok", "ok", "problem", "skipped"]
    assert "check aep:org" in found["organisation"][1]


def test_an_endpoint_where_nobody_listens_is_a_problem(elsewhere: Aep) -> None:
    """One sentence, at once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    elsewhere.environment["AEP_ENDPOINT"] = f"http://{address}"
    found = checked(elsewhere)
    assert found["endpoint"] == ("problem", f"no connection to {address}; check aep:endpoint and the network")
    assert [found[check][0] for check in PLATFORM[1:]] == ["skipped"] * 3


def test_settings_that_contradict_are_a_problem(aep: Aep) -> None:
    """Credentials without an endpoint: is the emulator meant or not?"""
    aep.environment["AEP_CLIENT_ID"] = "someone"
    state, message = checked(aep)["settings"]
    assert (state, message.split(";")[0]) == ("problem", "aep:clientId set, but not aep:endpoint")


def test_without_project_and_sandbox_a_command_says_so(aep: Aep) -> None:
    """It doesn't guess a sandbox."""
    del aep.environment["AEP_SANDBOX"]
    assert aep.refused("dataset", "list") == (
        "there is no Pulumi.yaml here or above, and AEP_SANDBOX is not set; run it in the project's folder"
    )
