"""What a user gets wrong is said in one sentence, before anything runs; never a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.engine.project import Outcome, Project

HEAD = """
import pulumi
import pulumi_aep as aep
"""
SCHEMA = """
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[], identities=[], profile=False)
"""


def refused(done: Outcome, *sentences: str) -> None:
    """The command failed and said this; nothing looks like a crash."""
    assert not done.ok
    for sentence in sentences:
        assert sentence in done.text, done.text
    for word in ("Traceback", 'File "', "Exception calling application", "panic"):
        assert word not in done.text, done.text


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ('aep.Dataset("d", nmae="D", schema="x")', ['no such field; did you mean "name"?', "is required, and missing"]),
        (
            'aep.Dataset("d", name=3, schema="x", profile="yes")',
            ["must be text, not 3", 'must be True or False, not "yes"'],
        ),
        ('aep.Dataset("d", name="D", schema=schema, profile=True)', ["needs a schema that is in the union"]),
        ('aep.Schema("t", title="T", behavior="profile", profile=True)', ["needs a primary identity"]),
        ('aep.Batch("b", dataset="x", source="none.parquet")', ["none.parquet does not exist"]),
        ('aep.Recipe("r", name="R", source="nowhere")', ["nowhere is no folder"]),
        (
            'aep.Schedule("s", service="x", runs="scoring", cron="* *", start="2026-01-02", end="2026-01-01")',
            ['"* *" is no cron expression of five fields', "2026-01-01T00:00 is not after start 2026-01-02T00:00"],
        ),
        ('aep.TrainingRun("t", name="T", model="m", gate={"auroc": "good"})', ['"good" is no condition']),
        ('aep.Recipe("r", name="R")', ["give a source folder, or image= for a recipe packaged elsewhere"]),
    ],
)
def test_a_wrong_declaration(project: Callable[..., Project], line: str, sentences: list[str]) -> None:
    """Found in the preview, all of a resource at once, with what to do."""
    done = project(HEAD + SCHEMA + line).preview()
    refused(done, *sentences)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"AEP_ENDPOINT": "http://127.0.0.1:9"}, "aep:org is not set"),
        (
            {"AEP_ORG_ID": "X@AdobeOrg"},
            "aep:org set, but not aep:endpoint; set aep:endpoint to https://platform.adobe.io",
        ),
        ({"AEP_ENDPOINT": "platform"}, 'aep:endpoint "platform" is no address'),
    ],
)
def test_wrong_settings(project: Callable[..., Project], environment: dict[str, str], sentence: str) -> None:
    """Found without a call."""
    found = project(HEAD + SCHEMA)
    found.environment = environment
    refused(found.preview(), sentence)


def test_the_platform_says_no(project: Callable[..., Project], tmp_path: Path) -> None:
    """Refused connections, wrong secrets, unknown organisations and sandboxes: which setting to look at."""
    found = project(HEAD + 'aep.Sandbox("dev")\n' + SCHEMA)
    assert found.up().ok
    ready = found.emulator()
    real = found.endpoint()
    other = Project.of(tmp_path / "other", HEAD + SCHEMA, name="other")
    other.environment = {**real, "AEP_ENDPOINT": "http://127.0.0.1:9"}
    other.init()
    refused(other.up(), "no connection to 127.0.0.1:9; check aep:endpoint")
    cases = {
        "AEP_CLIENT_SECRET": "IMS gave no token for client",
        "AEP_ORG_ID": "check aep:org",
        "AEP_SANDBOX": "check aep:sandbox",
        "AEP_ACCESS_TOKEN": "check AEP_ACCESS_TOKEN",
    }
    for name, sentence in cases.items():
        other.environment = {**real, name: "wrong"}
        done = other.up()
        refused(done, sentence)
        assert ready["client_secret"] not in done.text
    other.environment = real
    refused(other.up(), 'title "S" exists already', "belongs to luma/dev/s", "choose another name")


def test_data_that_the_schema_does_not_take(project: Callable[..., Project]) -> None:
    """The Platform refuses it after the upload; its reason names row and field, and nothing stays recorded."""
    program = (
        HEAD
        + """
aep.Sandbox("dev")
fields = aep.FieldGroup("f", title="F", extends=["profile"], fields={"age": aep.xdm.integer()})
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[fields])
data = aep.Dataset("d", name="D", schema=schema)
aep.Batch("b", dataset=data, source="rows.jsonl")
"""
    )
    found = project(program)
    rows = found.folder / "rows.jsonl"
    rows.write_text('{"_id": "1", "_luma": {"age": "old"}}\n')
    refused(found.up(), "the Platform refused the data", "age")
    assert "Batch/b" not in found.resources()
    rows.write_text('{"_id": "1", "_luma": {"height": 3}}\n')
    refused(found.up(), "the Platform refused the data", "height")
    rows.write_text('{"_id": "1", "_luma": {"age": 3}}\n')
    done = found.up()
    assert done.ok, done.text
    assert found.resources()["Batch/b"]["outputs"]["rows"] == 1
    assert found.preview("--expect-no-changes").ok
