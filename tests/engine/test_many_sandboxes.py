"""Several sandboxes in one program: each resource in the one that its provider says, and nowhere else."""

from collections.abc import Callable

from tests.support.engine.project import Project

PROGRAM = """
import pulumi
import pulumi_aep as aep

aep.Sandbox("dev")
aep.Sandbox("stage", name="stage")
there = pulumi.ResourceOptions(provider=aep.Provider("stage", sandbox="stage"))
aep.Recipe("here", name="Here", image="registry.example/r:1")
aep.Recipe("there", name="There", image="registry.example/r:1", opts=there)
"""


def recipes(found: Project) -> dict[str, list[str]]:
    platform = found.platform()
    return {name: [item["name"] for item in platform.sensei("engines", sandbox=name)] for name in ("dev", "stage")}


def test_a_provider_says_where(project: Callable[..., Project]) -> None:
    """Two sandboxes from one stack; whatever AEP_SANDBOX says, a provider of the program's own stands."""
    found = project(PROGRAM)
    done = found.up()
    assert done.ok, done.text
    assert recipes(found) == {"dev": ["Here"], "stage": ["There"]}
    assert found.refresh("--expect-no-changes").ok
    found.environment["AEP_SANDBOX"] = "dev"
    assert found.preview("--expect-no-changes").ok
    assert found.destroy().ok


def test_another_provider_is_another_asset(project: Callable[..., Project]) -> None:
    """The preview shows a replacement; afterwards nothing is left where it was."""
    found = project(PROGRAM)
    assert found.up().ok
    found.edit("__main__.py", ':1", opts=there)', ':1")')
    shown = found.preview()
    assert "Recipe there replace [diff: ~sandbox]" in shown.text, shown.text
    assert "recreate: sandbox stage → dev" in shown.text
    done = found.up()
    assert done.ok, done.text
    assert recipes(found) == {"dev": ["Here", "There"], "stage": []}
    assert found.preview("--expect-no-changes").ok


MOVED = """
import pulumi
import pulumi_aep as aep

guarded = pulumi.ResourceOptions(protect=pulumi.Config().get_bool("protect"))
aep.Sandbox("environment")
group = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string()})
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[group])
data = aep.Dataset("d", name="D", schema=schema, opts=guarded)
recipe = aep.Recipe("r", name="R", image="registry.example/r:1")
aep.Model("m", name="M", recipe=recipe, training_dataset=data, scoring_dataset=data, results_dataset=data)
aep.Segment("g", name="G", expression="_tenant.id = \\"1\\"", opts=pulumi.ResourceOptions(depends_on=[data]))
aep.SegmentSchedule("e", name="E", cron="0 0 1 * * ?")
"""
ORGANISATION = "/data/foundation/sandbox-management/"  # its calls name no sandbox


def writes(found: Project, since: int = 0) -> list[dict[str, str]]:
    """Calls that changed something in a sandbox."""
    calls = found.platform().json(f"/_emulator/journal?since={since}")["calls"]
    named = [call for call in calls if call["effect"] and call["path"].startswith("/data/")]
    return [call for call in named if not call["path"].startswith(ORGANISATION)]


def test_another_sandbox_in_the_settings_is_another_world(project: Callable[..., Project]) -> None:
    """Everything is replaced, and says so; what is protected stops it before anything is written anywhere."""
    found = project(MOVED)
    assert found.up().ok
    assert {call["sandbox"] for call in writes(found)} == {"dev"}
    last = found.platform().json("/_emulator/journal")["last"]
    assert found.run("config", "set", "aep:sandbox", "stage").ok
    shown = found.preview()
    assert shown.ok, shown.text
    assert "+-8 to replace" in shown.text
    assert shown.text.count("recreate: ") >= 8
    assert writes(found, last) == []
    assert found.run("config", "set", "protect", "true").ok
    assert found.run("config", "set", "aep:sandbox", "dev").ok
    assert found.up().ok
    assert found.run("config", "set", "aep:sandbox", "stage").ok
    last = found.platform().json("/_emulator/journal")["last"]
    for refused in (found.preview(), found.up()):
        assert not refused.ok
        assert "protect" in refused.text
    assert {call["sandbox"] for call in writes(found, last)} <= {"stage"}
    dev = [call for call in writes(found, last) if call["sandbox"] == "dev"]
    assert dev == []


def test_what_is_recorded_in_one_sandbox_is_written_and_removed_there(project: Callable[..., Project]) -> None:
    """Every removal went to the old one, and every creation to the new one; refresh and destroy ask the right one."""
    found = project(MOVED)
    assert found.up().ok
    last = found.platform().json("/_emulator/journal")["last"]
    assert found.run("config", "set", "aep:sandbox", "stage").ok
    done = found.up()
    assert done.ok, done.text
    where = {(call["method"], call["sandbox"]) for call in writes(found, last)}
    assert {sandbox for method, sandbox in where if method in ("POST", "PUT", "PATCH")} == {"stage"}
    assert {sandbox for method, sandbox in where if method == "DELETE"} == {"dev"}
    last = found.platform().json("/_emulator/journal")["last"]
    found.environment["AEP_SANDBOX"] = "dev"
    assert found.refresh("--expect-no-changes").ok
    assert found.destroy().ok
    assert {call["sandbox"] for call in writes(found, last)} <= {"stage"}
