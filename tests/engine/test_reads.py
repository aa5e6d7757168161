"""What a refresh asks the Platform: one list for each kind in use, and by themselves only assets that changed."""

from collections import Counter
from collections.abc import Callable

from tests.support.engine.project import Project

PROGRAM = """
import pulumi_aep as aep

aep.Sandbox("dev")
fields = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string()})
schema = aep.Schema(
    "s", title="S", behavior="profile", field_groups=[fields], profile=True,
    identities=[aep.Identity("_tenant.id", namespace="ECID")],
)
for number in range(6):
    data = aep.Dataset(f"d{number}", name=f"D{number}", schema=schema)
    recipe = aep.Recipe(f"r{number}", name=f"R{number}", image=f"registry.example/r:{number}")
    aep.Model(
        f"m{number}", name=f"M{number}", recipe=recipe,
        training_dataset=data, scoring_dataset=data, results_dataset=data,
    )
"""


def calls(found: Project, done: Callable[[], object]) -> Counter[str]:
    """How often each path of the Platform was asked for while that was done, ids cut off."""
    platform = found.platform()
    platform.call("DELETE", "/_emulator/journal")
    done()
    asked = [item for item in platform.journal() if item["path"].startswith("/data/") and item["method"] == "GET"]
    return Counter(item["path"] for item in asked)


def test_a_refresh_lists_and_reads_only_what_changed(project: Callable[..., Project]) -> None:
    """Six of a kind cost what one costs; one that changed costs one call more, and is seen."""
    found = project(PROGRAM)
    done = found.up()
    assert done.ok, done.text
    lists = {
        "/data/foundation/sandbox-management/sandboxes": 1,
        "/data/foundation/schemaregistry/tenant/fieldgroups": 1,
        "/data/foundation/schemaregistry/tenant/schemas": 1,
        "/data/foundation/schemaregistry/tenant/descriptors": 1,
        "/data/foundation/schemaregistry/stats": 1,
        "/data/foundation/catalog/dataSets": 1,
        "/data/sensei/engines": 1,
        "/data/sensei/mlInstances": 1,
    }
    assert calls(found, found.refresh) == lists
    platform = found.platform()
    model = next(item for item in platform.sensei("mlInstances") if item["name"] == "M3")
    path = f"/data/sensei/mlInstances/{model['id']}"
    assert platform.call("PUT", path, json={**model, "description": "Edited."}).ok
    assert calls(found, found.refresh) == {**lists, path: 1}
    assert found.resources()["Model/m3"]["outputs"]["description"] == "Edited."
    assert calls(found, found.refresh) == lists


def test_creates_share_one_look_up(project: Callable[..., Project]) -> None:
    """What an interrupted run may have left is looked for once per kind, not once per asset."""
    found = project(PROGRAM)
    done = found.up()
    assert done.ok, done.text
    asked = Counter(item["path"] for item in found.platform().journal() if item["method"] == "GET")
    assert asked["/data/foundation/catalog/dataSets"] == 1
    assert asked["/data/sensei/engines"] == 1
    assert asked["/data/sensei/mlInstances"] == 1
