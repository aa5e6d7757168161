"""A kind that nobody foresaw, one file long, through the real engine: made, planned, archived, reported, adopted."""

import json
from collections.abc import Callable
from pathlib import Path

import pulumi_aep

from tests.support.engine.project import Project

KIND = '''
"""MergePolicy: whose value wins where a profile has several."""

from typing import Literal

from pulumi_aep.apis.ups import ROOT, UpsKind
from pulumi_aep.core.api import Api
from pulumi_aep.core.field import Change, Prop, prop
from pulumi_aep.core.live import Doc, Fields
from pulumi_aep.core.ownership import InText, OwnerMark


class MergePolicy(UpsKind):
    """A merge policy (API: mergePolicy)."""

    name: Prop[str] = prop(Change.METADATA, "Name on screens.", at="name")
    graph: Prop[Literal["none", "pdg"]] = prop(Change.METADATA, "Graph.", default="none", at="identityGraph.type")

    path = f"{ROOT}/config/mergePolicies"
    ownership = InText("name")
    update_method = "PUT"

    @classmethod
    def documents(cls, api: Api) -> list[Doc]:
        return [doc for doc in api.get(cls.path, params={"limit": 100}).json()["children"] if not doc["default"]]

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        new = {"schema": {"name": "_xdm.context.profile"}, "attributeMerge": {"type": "timestampOrdered"}}
        return super().wire(api, fields, base or new, mark)
'''
PROGRAM = """
import pulumi_aep as aep

aep.Sandbox("dev")
aep.MergePolicy("newest", name="Newest first")
"""
POLICIES = "/data/core/ups/config/mergePolicies"


def library(folder: Path) -> Path:
    """This library with one kind more, and no line of it elsewhere."""
    installed = Path(pulumi_aep.__file__).parent
    (folder / "pulumi_aep").mkdir(parents=True)
    for item in installed.iterdir():
        if item.name != "kinds":
            (folder / "pulumi_aep" / item.name).symlink_to(item)
    (folder / "pulumi_aep" / "kinds").mkdir()
    for item in (installed / "kinds").glob("*.py"):
        (folder / "pulumi_aep" / "kinds" / item.name).symlink_to(item)
    (folder / "pulumi_aep" / "kinds" / "merge_policy.py").write_text(KIND)
    return folder


def test_a_kind_that_nobody_foresaw(project: Callable[..., Project], tmp_path: Path) -> None:
    found = project(PROGRAM, **{"aep:archive": "archive"})
    found.environment["PYTHONPATH"] = str(library(tmp_path / "library"))
    done = found.up()
    assert done.ok, done.text
    assert found.refresh("--expect-no-changes").ok

    # planned, and compared with what is live
    found.edit("__main__.py", '"Newest first"', '"Newest first", graph="pdg"')
    shown = found.aep("plan", "--json")
    steps = {step["name"]: step for step in json.loads(shown.text)["steps"]}
    assert (steps["newest"]["kind"], steps["newest"]["class"]) == ("MergePolicy", "metadata")
    assert found.up().ok
    policies = found.platform().get(f"{POLICIES}?default=false").json()["children"]
    assert [policy["identityGraph"]["type"] for policy in policies] == ["pdg"]
    assert "newest" not in found.aep("drift").text

    # somebody else's is reported, and adopted
    strange = {**policies[0], "name": "Of Eve"}
    found.platform().good("POST", POLICIES, json=strange)
    report = found.aep("destroy-report")
    assert "MergePolicy" in report.text
    assert "Of Eve" in report.text
    done = found.aep("adopt")
    assert done.ok, done.text
    assert found.preview("--expect-no-changes").ok
    assert "MergePolicy/of-eve" in found.resources()

    # it guards the sandbox, and what is ours is archived when it goes
    other = found.platform().good("POST", POLICIES, json={**strange, "name": "Of Bob"})
    done = found.destroy()
    assert not done.ok
    assert "Of Bob" in done.text
    found.platform().delete(f"{POLICIES}/{other['id']}")
    done = found.destroy()
    assert done.ok, done.text
    archived = [json.loads(file.read_text()) for file in (found.folder / "archive").rglob("asset.json")]
    assert sorted(item["name"] for item in archived if item["kind"] == "MergePolicy") == ["newest", "of-eve"]
