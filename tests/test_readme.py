"""What the README says is so."""

import re
import subprocess

import pytest
from pulumi_aep.core.field import Change
from pulumi_aep.core.registry import kind_named, kind_names

from tests.support.kinds.rows import ROWS
from tests.support.platform.collection import EXPERIMENTS
from tests.support.repository import ROOT, executable

TEXT = (ROOT / "README.md").read_text()


def table() -> dict[str, str]:
    """Kind to what its row says a change can do."""
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", TEXT, re.MULTILINE)
    return dict(rows)


@pytest.mark.parametrize("kind", kind_names())
def test_the_table_of_kinds_is_the_code(kind: str) -> None:
    """Each kind has a row that names the classes of change its fields have."""
    found = {item.change for item in kind_named(kind).declared_fields()} | {Change.RECREATE}
    if ROWS[kind].collection is EXPERIMENTS:
        found -= {Change.RECREATE}  # what replaces them has words of its own
    assert table()[kind] == ", ".join(change for change in Change if change in found)


def test_the_excerpt_of_the_program_is_in_the_program() -> None:
    """The Python block is copied from __main__.py."""
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    program = (ROOT / "__main__.py").read_text()
    assert blocks
    assert all(block in program for block in blocks)


def test_make_knows_every_verb_that_is_named() -> None:
    """`make …` in the text is a target."""
    named = set(re.findall(r"`make (\w+)`|\$ make (\w+)", TEXT))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {first or second for first, second in named} <= targets


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`(aep [a-z ]+)`", TEXT))))
def test_every_aep_command_that_is_named_exists(command: str) -> None:
    """It answers to --help."""
    words = [executable("aep"), *command.split()[1:], "--help"]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([\w./]+)\)", TEXT))))
def test_every_link_into_the_tree_leads_somewhere(path: str) -> None:
    assert (ROOT / path).exists()
