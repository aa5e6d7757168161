"""Several sandboxes in one program: each resource in the one that its provider says, and nowhere else."""

from collections.abc import Callable

from stack import Project

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
