"""Secrets are nowhere to be read: not in state, plans, events, logs, errors, crashes, nor in anything we say."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.support.engine.project import Outcome, Project
from tests.support.platform.client import Client
from tests.support.recipes import image, toy

PROGRAM = """
import pulumi_aep as aep

aep.Sandbox("dev", existing=True)
aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string()})
aep.Recipe("r", name="R", source="recipe")
"""


class Scene:
    """A stack with an endpoint and a credential of its own; `said` is everything that any command printed."""

    def __init__(self, platform: Project, project: Project) -> None:
        self.project, self.platform = project, platform.platform()
        self.ready = platform.emulator()
        self.said = ""
        toy.write(project.folder / "recipe", toy.IDENTIFIED)
        own = Client(self.ready, "dev")  # with a token of its own
        self.token = own.token
        self.secrets = {
            "client secret": self.ready["client_secret"],
            "access token": self.token,
            "registry password": image.login(own)["password"],
        }

    def run(self, *words: str) -> Outcome:
        done = self.project.run(*words)
        self.said += done.text
        return done

    def aep(self, *words: str) -> None:
        done = self.project.aep(*words)
        self.said += done.text + done.errors

    def nowhere(self, *, said: str | None = None) -> None:
        """None of the secrets is in a file of the project, its home or its state, or in what was said."""
        text = self.said if said is None else said
        for what, secret in self.secrets.items():
            assert secret not in text, f"the {what} was said: …{text[max(0, text.find(secret) - 300) :][:320]}…"
        files = [file for file in self.project.folder.rglob("*") if file.is_file() and not file.is_symlink()]
        assert len(files) > 5
        for file in files:
            content = file.read_bytes()
            for what, secret in self.secrets.items():
                assert secret.encode() not in content, f"the {what} is in {file}"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("secrets")
    platform = Project.of(folder / "platform", 'import pulumi_aep as aep\n\naep.Sandbox("dev")\n')
    platform.init()
    assert platform.up().ok
    named = Project.of(folder / "named", PROGRAM, name="named")
    named.init()
    ready = platform.emulator()
    for key, value in (("endpoint", ready["url"]), ("org", ready["org"]), ("clientId", ready["client_id"])):
        assert named.run("config", "set", f"aep:{key}", value).ok
    assert named.run("config", "set", "--secret", "aep:clientSecret", ready["client_secret"]).ok
    named.environment["PULUMI_DEBUG_COMMANDS"] = "true"  # for --event-log
    yield Scene(platform, named)
    platform.stop()
    named.stop()


def test_a_life_with_everything_written_down(scene: Scene) -> None:
    """A saved plan, events, a flow log, an export; wrong answers and refusals; our own commands."""
    assert scene.run("preview", "--save-plan", "plan.json", "--json").ok
    rule = {"match": {"path": "fieldgroups"}, "times": 1, "then": {"badJson": True}}
    scene.platform.call("POST", "/_emulator/faults", json=rule)
    assert not scene.run("up", "--yes", "--skip-preview", "--event-log", "events0.json").ok
    assert scene.run("up", "--yes", "--event-log", "events.json", "--logflow").ok
    assert scene.run("refresh", "--yes", "--event-log", "events2.json").ok
    assert scene.run("stack", "export").ok
    for words in (["doctor"], ["doctor", "--json"], ["dataset", "list"], ["runs", "list"], ["drift"], ["plan"]):
        scene.aep(*words)
    scene.project.environment["AEP_CLIENT_SECRET"] = scene.ready["client_secret"] + "-wrong"
    scene.project.edit("__main__.py", 'title="F"', 'title="F two"')
    done = scene.project.run("up", "--yes", "--skip-preview")
    assert "IMS gave no token" in done.text
    assert scene.ready["client_secret"] not in done.text
    del scene.project.environment["AEP_CLIENT_SECRET"]
    scene.nowhere()


def test_with_a_token_instead(scene: Scene) -> None:
    """AEP_ACCESS_TOKEN; the registry's password hangs on it, so that it is known here."""
    scene.project.environment["AEP_ACCESS_TOKEN"] = scene.token
    toy.write(scene.project.folder / "recipe", toy.IDENTIFIED, remark="new code, to be pushed")
    done = scene.run("up", "--yes", "--event-log", "events3.json")
    assert done.ok, done.text
    assert "pushing" in done.text or "retrain" in done.text
    scene.aep("doctor")
    del scene.project.environment["AEP_ACCESS_TOKEN"]
    scene.nowhere()


def test_crashes(scene: Scene) -> None:
    """The provider killed in the middle of a call; an error inside of it that nobody foresaw."""
    scene.project.edit("__main__.py", 'title="F two"', 'title="F three"')
    scene.platform.call("POST", "/_emulator/faults", json={"then": {"latency": 1.0}})
    words, env = scene.project.command("up", "--yes", "--skip-preview"), scene.project.env()
    out, err = subprocess.PIPE, subprocess.STDOUT
    engine = subprocess.Popen(words, cwd=scene.project.folder, env=env, text=True, stdout=out, stderr=err)
    providers = wait_for_providers(engine.pid)
    time.sleep(1)
    for process in providers:
        process.send_signal(signal.SIGKILL)
    scene.said += engine.communicate()[0]
    assert engine.returncode != 0
    scene.platform.call("DELETE", "/_emulator/faults")
    state = json.loads(scene.project.run("stack", "export").text)
    for item in state["deployment"]["resources"]:
        if item["type"].endswith(":FieldGroup"):
            item["inputs"]["__generation"] = item["outputs"]["__generation"] = "not a number"
    (scene.project.folder / "broken.json").write_text(json.dumps(state))
    assert scene.run("stack", "import", "--force", "--file", "broken.json").ok
    done = scene.run("up", "--yes", "--skip-preview")
    assert not done.ok
    assert "unexpected ValueError" in done.text
    assert "not a number" in done.text
    assert "Traceback" not in done.text
    scene.nowhere()
    (scene.project.folder / "broken.json").write_text(json.dumps(state).replace('"not a number"', "1"))
    assert scene.run("stack", "import", "--force", "--file", "broken.json").ok


def wait_for_providers(engine: int) -> list[psutil.Process]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        family = psutil.Process(engine).children(recursive=True)
        found = [one for one in family if "pulumi.dynamic" in " ".join(one.cmdline())]
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("no provider was started")


LOUD = ("up", "--yes", "--skip-preview", "--refresh", "-v=9", "--logtostderr", "--logflow")


def test_pulumis_own_logs(scene: Scene) -> None:
    """At -v=9 Pulumi itself writes down the stack's settings, as it says; nothing else does, and no token is there."""
    done = scene.project.run(*LOUD)
    secret = scene.secrets["client secret"]
    lines = [line for line in done.text.splitlines() if secret in line]
    assert lines
    assert all("Marshaling property for RPC[" in line or "Unmarshaling property" in line for line in lines), lines
    assert scene.token not in done.text
    scene.nowhere()


def test_pulumis_own_logs_with_a_secret_in_the_environment(scene: Scene) -> None:
    """Then not even Pulumi knows it."""
    assert scene.project.run("config", "rm", "aep:clientSecret").ok
    scene.project.environment["AEP_CLIENT_SECRET"] = scene.secrets["client secret"]
    assert scene.run("up", "--yes", "--skip-preview").ok  # what an older up put into state is known until the next
    done = scene.run(*LOUD)
    assert len(done.text) > 100_000
    scene.nowhere()
