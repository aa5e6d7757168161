"""A state in a bucket is the same state from every machine: its id in owner marks comes from where it is kept.

The S3 server is moto's; where it is said by AEP_S3_SERVER, the path of its `moto_server`.
"""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.engine.project import Project

SERVER = os.environ.get("AEP_S3_SERVER", "")
KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1"}
PROGRAM = """
import pulumi_aep as aep

schema = aep.Schema("s", title="Orders", behavior="profile")
data = aep.Dataset("d", name="Orders", schema=schema)
aep.Batch("b", dataset=data, source="rows.json")
"""

pytestmark = pytest.mark.skipif(not SERVER, reason="AEP_S3_SERVER names no S3 server")


@pytest.fixture
def bucket() -> Iterator[str]:
    """The address of a backend in an empty bucket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([SERVER, "-H", "127.0.0.1", "-p", str(port)], stdout=quiet, stderr=quiet) as server:
        ask = urllib.request.Request(f"http://127.0.0.1:{port}/states", method="PUT")
        until = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(ask).close()
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.1)
        yield f"s3://states?region=us-east-1&endpoint=http://127.0.0.1:{port}&s3ForcePathStyle=true"
        server.terminate()


def test_every_clone_of_a_shared_state_owns_the_same(
    project: Callable[..., Project], bucket: str, tmp_path: Path
) -> None:
    """A second clone finds nothing to do; a renamed stack goes on with what it owns, and deletes it."""
    first = project(PROGRAM, **{"aep:sandbox": "prod"})
    (first.folder / "rows.json").write_text('{"_id": "1"}\n')
    first.start_emulator()
    first.environment |= {**first.endpoint(), **KEYS, "PULUMI_BACKEND_URL": bucket}
    first.init()
    done = first.up()
    assert done.ok, done.text
    shutil.copytree(first.folder, tmp_path / "clone", ignore=shutil.ignore_patterns(".aep", ".home"))
    clone = Project(tmp_path / "clone", {**first.environment, "PULUMI_BACKEND_URL": f"{bucket}&awssdk=v2"})
    clone.use("dev")
    done = clone.up("--expect-no-changes")
    assert done.ok, done.text
    done = clone.run("stack", "rename", "later")
    assert done.ok, done.text
    done = clone.destroy()
    assert done.ok, done.text
    assert "stays" not in done.text
    assert clone.run("stack", "rename", "dev").ok
    left = first.platform().json("/data/foundation/catalog/dataSets?limit=100", headers={"x-sandbox-name": "prod"})
    assert left == {}
