"""The command `aep-emulator`: what it refuses, in one sentence, and how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.support.platform.server import Server
from tests.support.polling import until

COMMAND = "from aep_emulator.cli import main; main()"


def emulator(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, check=False)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """Which address, and what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = emulator("serve", "--data", str(tmp_path / "data"), "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"aep-emulator: cannot listen on 127.0.0.1:{port}: Address already in use; "
        "choose another --port, or 0 for any free one"
    )


def test_a_data_folder_that_cannot_be(tmp_path: Path) -> None:
    """A file stands where the folder's parent should be."""
    (tmp_path / "file").touch()
    done = emulator("serve", "--data", str(tmp_path / "file" / "data"))
    assert done.returncode == 1
    assert "cannot be written: Not a directory; give another --data folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_only_loopback_unless_told_otherwise(tmp_path: Path) -> None:
    """Another address wants a flag."""
    done = emulator("serve", "--data", str(tmp_path), "--host", "0.0.0.0")
    assert done.returncode == 1
    assert "--host 0.0.0.0 is not this machine's loopback" in done.stderr


def test_one_server_to_a_folder_and_a_clean_end(tmp_path: Path) -> None:
    """A second is refused; reset is refused while one runs; SIGTERM ends it and its ready file goes."""
    server = Server(tmp_path)
    server.start()
    data = str(tmp_path / "data")
    try:
        ready = json.loads((tmp_path / "ready.json").read_text())
        assert sorted(ready) == ["client_id", "client_secret", "org", "pid", "tenant", "url"]
        assert "is served already at" in emulator("serve", "--data", data).stderr
        assert "is being served" in emulator("reset", "--data", data).stderr
        status = emulator("status", "--data", data)
        assert json.loads(status.stdout)["url"] == ready["url"]
        assert ready["client_secret"] not in status.stdout
        os.kill(ready["pid"], signal.SIGTERM)
        until(lambda: not (tmp_path / "ready.json").exists())
    finally:
        server.stop()
    assert emulator("status", "--data", data).returncode == 3
    assert emulator("reset", "--data", data).stdout == "reset\n"
    assert not Path(data).exists()


def test_a_killed_server_is_no_server(tmp_path: Path) -> None:
    """Though its file is still there, and its process id is somebody else's by now, who is left alone."""
    server = Server(tmp_path)
    server.start()
    server.kill()
    state = tmp_path / "data" / "emulator.json"
    state.write_text(json.dumps(json.loads(state.read_text()) | {"pid": os.getpid()}))
    data = str(tmp_path / "data")
    assert emulator("status", "--data", data).returncode == 3
    assert emulator("stop", "--data", data).stdout == "not running\n"
    server.start()
    server.stop()


def test_of_two_that_start_at_once_one_serves(tmp_path: Path) -> None:
    """The other says so."""
    command = [sys.executable, "-c", COMMAND, "serve", "--data", str(tmp_path / "data")]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    until(lambda: [each for each in both if each.poll() is not None])
    until((tmp_path / "data" / "emulator.json").exists)
    for each in both:
        each.terminate()
    errors = sorted(each.communicate(timeout=20)[1] for each in both)
    assert errors[0] == ""
    assert "is served already" in errors[1]


def test_reset_spares_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    """Somebody mistyped: nothing is removed."""
    (tmp_path / "precious.txt").touch()
    done = emulator("reset", "--data", str(tmp_path))
    assert done.returncode == 1
    assert (tmp_path / "precious.txt").exists()
