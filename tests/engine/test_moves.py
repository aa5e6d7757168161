"""An asset that goes by another name in the program, or belongs to another stack, stays the same asset."""

import re
from collections.abc import Callable

from tests.support.engine.project import Project

SANDBOX = """
import pulumi
import pulumi_aep as aep

"""
RECIPE = 'aep.Recipe("r", name="R", image="registry.example/r:1")\n'


def stamps(found: Project) -> list[str]:
    """Whose each recipe of the sandbox is."""
    return [
        re.sub("@[0-9a-f]{12}", "", item["tags"]["pulumi-aep"])
        for item in found.platform().sensei("engines", sandbox="prod")
    ]


def test_a_rename_with_an_alias_renames(project: Callable[..., Project]) -> None:
    """The preview says what it is; the stamp follows, so that a later interruption finds its own."""
    found = project(SANDBOX + RECIPE, **{"aep:sandbox": "prod"})
    assert found.up().ok
    first = found.resources()["Recipe/r"]["id"]
    alias = ', opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="r")]))'
    found.edit("__main__.py", RECIPE, RECIPE.replace('"r"', '"renamed"').replace(")\n", alias + "\n"))
    shown = found.preview()
    assert "metadata: owner luma/dev/r → luma/dev/renamed" in shown.text, shown.text
    done = found.up()
    assert done.ok, done.text
    assert found.resources()["Recipe/renamed"]["id"] == first
    assert stamps(found) == ["luma/dev/renamed"]
    assert found.preview("--expect-no-changes").ok
    assert found.refresh("--expect-no-changes").ok


def test_an_asset_moves_to_another_stack(project: Callable[..., Project]) -> None:
    """By Pulumi's own `state move`: the other stack goes on with it, the first has nothing to do with it any more."""
    found = project(SANDBOX + RECIPE, **{"aep:sandbox": "prod"})
    assert found.up().ok
    first = found.resources()["Recipe/r"]["id"]
    (found.folder / "stacks" / "Pulumi.other.yaml").write_text('{"config": {"aep:sandbox": "prod"}}')
    found.init("other")
    urn = found.resources_of("dev")["Recipe/r"]["urn"]
    done = found.run("state", "move", "--source", "dev", "--dest", "other", urn, "--yes")
    assert done.ok, done.text
    found.use("other")
    shown = found.preview()
    assert "metadata: owner luma/dev/r → luma/other/r" in shown.text, shown.text
    done = found.up()
    assert done.ok, done.text
    assert found.resources()["Recipe/r"]["id"] == first
    assert stamps(found) == ["luma/other/r"]
    found.use("dev")
    found.edit("__main__.py", RECIPE, "")
    assert found.preview("--expect-no-changes").ok
