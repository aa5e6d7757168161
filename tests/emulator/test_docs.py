"""The emulator's page says what there is, and its examples do what they say."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.platform.server import Platform
from tests.support.polling import until
from tests.support.repository import ROOT

PAGE = (ROOT / "docs" / "emulator.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def examples() -> Iterator[tuple[str, str]]:
    """(command, what it prints), in order."""
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


def python(*words: str) -> str:
    return subprocess.run([sys.executable, "-c", *words], capture_output=True, text=True, check=True).stdout


def emulator(*words: str) -> str:
    return python("from aep_emulator.cli import main; main()", *words)


def test_every_verb_has_a_row() -> None:
    """And no row is of a verb that is not there."""
    listed = re.findall(r"^  (\w+)  ", emulator("--help").partition("Commands:")[2], re.MULTILINE)
    rows = re.findall(r"^\| `(\w+)` \| [^|]*\|$", PAGE.partition("**Time.**")[0], re.MULTILINE)
    assert sorted(rows) == sorted(listed)


def test_every_option_of_serve_is_named() -> None:
    """But for --help."""
    options = set(re.findall(r"(--[a-z-]+)", emulator("serve", "--help"))) - {"--help"}
    assert {option for option in options if option not in PAGE} == set()


def test_every_control_call_has_a_row() -> None:
    """And no row is of a call that is not there."""
    code = "from aep_emulator.apis.control import ROUTES\nfor row in ROUTES: print(row.method, row.path)"
    assert re.findall(r"^\| `([A-Z]+ /_emulator/\w+)` \|", PAGE, re.MULTILINE) == python(code).splitlines()


def test_every_fault_has_a_row(platform: Platform) -> None:
    """As the server itself names them; `retryAfter` stands with `status`."""
    said = platform.post("/_emulator/faults", json={"then": {"none": 1}}).json()["message"]
    names = said.partition("there are: ")[2].split(", ")
    section = PAGE.partition("## Faults")[2].partition("## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \| ", section, re.MULTILINE)) == {*names, "then"} - {"retryAfter"}
    assert "`retryAfter`" in section


@pytest.mark.parametrize("body", blocks("json"))
def test_every_rule_shown_is_understood(platform: Platform, body: str) -> None:
    """It can be ordered as it stands."""
    answer = platform.post("/_emulator/faults", data=body)
    platform.delete("/_emulator/faults")
    assert answer.status_code == 200, answer.text


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="the examples use curl and jq")
def test_the_examples_do_what_they_say(tmp_path: Path) -> None:
    """One after the other, in one folder; `…` stands for what differs."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    server, *rest = examples()
    assert server[0].startswith("aep-emulator serve")
    with subprocess.Popen(server[0].removesuffix(" &").split(), cwd=tmp_path, env=environment) as process:
        try:
            until((tmp_path / "ready.json").exists)
            for command, shown in rest:
                done = subprocess.run(
                    ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
                )
                assert done.returncode == 0, (command, done.stderr)
                pattern = ".*".join(re.escape(part) for part in shown.strip().split("…"))
                assert re.fullmatch(pattern, done.stdout.strip(), re.DOTALL), (command, done.stdout)
            assert process.wait(10) == 0
        finally:
            process.terminate()
