"""One asset's life with everything that can go wrong in it; also run on other SDKs (test_sdks.py)."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version

from tests.support.engine.project import Outcome, Project

PROGRAM = """
import pulumi
import pulumi_aep as aep

aep.Sandbox("dev")
fields = aep.FieldGroup("f", title="F", extends=["profile"], fields={"n": aep.xdm.integer()})
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[fields])
data = aep.Dataset("d", name="D", description="Ours.", schema=schema)
found = aep.Dataset.get("found", data.id)
pulumi.export("name", found.name)
"""


def said(done: Outcome, sentence: str) -> None:
    """It failed, with this sentence and no traceback."""
    assert not done.ok, done.text
    assert sentence in done.text, done.text
    for word in ("Traceback", 'File "', "Exception calling application", "RPC Aborted"):
        assert word not in done.text, done.text


def test_a_life(project: Callable[..., Project]) -> None:
    """Refused by check, created, looked up, refused by create, read, update and delete, put right, destroyed."""
    found = project(PROGRAM)
    found.edit("__main__.py", 'name="D"', "name=3")
    said(found.preview(), "must be text, not 3")
    found.edit("__main__.py", "name=3", 'name="D"')
    done = found.up()
    assert done.ok, done.text
    assert found.outputs() == {"name": "D"}
    assert found.preview("--expect-no-changes").ok
    dataset = found.resources()["Dataset/d"]["id"]
    platform, path = found.platform(), f"/data/foundation/catalog/dataSets/{dataset}"
    assert platform.call("PATCH", path, json={"description": "Theirs."}).ok
    found.edit("__main__.py", "Ours.", "Ours again.")
    said(found.up(), 'description was changed on the Platform from "Ours." to "Theirs."')
    assert found.refresh().ok
    found.edit("__main__.py", "found = ", 'aep.Dataset("e", name="E", schema="nowhere")\nfound = ')
    said(found.up(), 'Dataset "e": ')
    found.edit("__main__.py", '"found", data.id', '"found", "5e7c"')
    said(found.preview(), 'Dataset "found": there is no dataset "5e7c" in sandbox dev')
    found.environment = {**found.endpoint(), "AEP_ORG_ID": "X@AdobeOrg"}
    said(found.refresh(), "it is recorded in organisation emulator, but the settings are for X@AdobeOrg")
    said(found.destroy(), "it is recorded in organisation emulator, but the settings are for X@AdobeOrg")
    found.environment = {}
    done = found.destroy()
    assert done.ok, done.text


def test_the_program_runs_with_the_sdk_of_these_tests(project: Callable[..., Project]) -> None:
    """Programs and providers are started with this very Python."""
    found = project("import pulumi\nfrom importlib.metadata import version\nprint('SDK', version('pulumi'))\n")
    assert f"SDK {version('pulumi')}" in found.preview().text
    text = "from importlib.metadata import version; print(version('pulumi'))"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == version("pulumi")
