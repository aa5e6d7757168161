"""A program that declares some of a sandbox already: the same is matched, the rest is added, doubt is said."""

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.engine.adoption import World, settled, world
from tests.support.repository import executable

PROGRAM = """
import pulumi_aep as aep

import shapes

aep.Sandbox("dev", existing=True)
web = aep.Dataset("web", name="Web data", schema=shapes.people, error_diagnostics=False)
copy = aep.Dataset("copy", name="Copy", schema=shapes.people, error_diagnostics=False)
aep.Dataset("new", name="Not there yet", schema=shapes.people)
"""
SHAPES = """
import pulumi_aep as aep

people = aep.Schema("people", title="People", behavior="profile")
"""


@pytest.fixture
def half(tmp_path: Path) -> Iterator[World]:
    """Of a schema and five datasets the program declares the schema and two, one of which could be either of two."""
    found = world(tmp_path / "project", PROGRAM)
    (found.project.folder / "shapes.py").write_text(SHAPES)
    people = found.stranger.schema("People")
    for name in ("Web data", "Copy", "Copy", "Others"):
        found.stranger.dataset(name, people)
    other = found.stranger.schema("Other people")
    found.stranger.dataset("Copy", other)
    yield found
    found.project.stop()


def test_the_same_is_matched_and_the_rest_is_added(half: World) -> None:
    """By name, with references that agree; what could be either is listed and not taken."""
    before = half.writes()
    done = half.aep("adopt", "--json")
    assert done.code == 1
    said = json.loads(done.text)
    adopted = {(row["kind"], row["adopted"]) for row in said["assets"] if row["adopted"]}
    assert adopted == {
        ("Sandbox", "dev"),
        ("Schema", "people"),
        ("Schema", "other-people"),
        ("Dataset", "web"),
        ("Dataset", "others"),
        ("Dataset", "copy-2"),  # of the other schema, so that it cannot be what the program means
    }
    [doubt] = said["ambiguous"]
    assert (doubt["kind"], doubt["declared"], len(doubt["candidates"])) == ("Dataset", "copy", 2)
    assert said["missing"] == [{"kind": "Dataset", "declared": "new"}]
    assert said["differences"] == []
    assert (half.project.folder / "adopted" / "data.py").read_text() == (
        '''"""Schemas and datasets that more than one pipeline uses, or none."""

import pulumi_aep as aep

from shapes import people

# What the data looks like, and where it lies.
other_people_schema = aep.Schema("other-people", title="Other people", behavior="profile")
aep.Dataset("copy-2", name="Copy", schema=other_people_schema, error_diagnostics=False)
aep.Dataset("others", name="Others", schema=people, error_diagnostics=False)
'''
    )
    assert (half.project.folder / "__main__.py").read_text().endswith("\n\nfrom adopted import data  # noqa: F401\n")
    assert half.writes() == before


def test_a_terminal_is_asked_which_one_is_meant(half: World) -> None:
    """The number given is taken, and the other one is adopted as one more."""
    half.project.edit("__main__.py", 'aep.Dataset("new", name="Not there yet", schema=shapes.people)\n', "")
    upper, lower = pty.openpty()
    os.write(upper, b"2\n")
    command = [executable("aep"), "adopt"]
    folder = half.project.folder
    done = subprocess.run(
        command, cwd=folder, env=half.project.env(), stdin=lower, capture_output=True, text=True, check=False
    )
    os.close(upper)
    os.close(lower)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'The program declares Dataset "copy"; which of these is it?' in done.stdout
    assert "the preview is empty" in done.stdout
    choices = [line.split()[1] for line in done.stdout.splitlines() if line.startswith(("  1  ", "  2  "))]
    assert half.project.resources()["Dataset/copy"]["id"] == choices[1]
    settled(half.project)


def test_what_the_program_wants_otherwise_is_said(half: World) -> None:
    """Recorded as it is live, so that the preview shows the difference; the exit code says that it is not empty."""
    half.project.edit("__main__.py", 'name="Web data"', 'name="Web data", description="Ours"')
    done = half.aep("adopt", "--only", "Dataset", "--json")
    [difference] = json.loads(done.text)["differences"]
    assert done.code == 1
    assert (difference["operation"], difference["resource"], difference["fields"]) == (
        "update",
        "Dataset web",
        ["description"],
    )
    assert difference["why"] == "metadata: description (none) → Ours"


BARE = """
import pulumi_aep as aep

aep.Sandbox("dev", existing=True)
"""
DECLARED = """
people = aep.Schema("people", title="People", behavior="profile")
aep.Dataset("own", name="Own", schema=people)
"""


def test_what_the_program_does_not_import_is_no_part_of_it(tmp_path: Path) -> None:
    """An archive written as a program beside it declares the same again; imported, it would be there twice."""
    found = world(tmp_path / "project", BARE + DECLARED)
    main = found.project.folder / "__main__.py"
    assert found.project.run("config", "set", "aep:archive", "archive").ok
    assert found.project.up().ok
    main.write_text(BARE)
    assert found.project.up().ok
    done = found.aep("archive", "program", "archive", "--out", "restored.py")
    assert done.code == 0, done.text
    assert ' = aep.Schema("people"' in (found.project.folder / "restored.py").read_text()
    main.write_text(BARE + DECLARED)
    assert found.project.up().ok
    found.stranger.dataset("Others", found.project.resources()["Schema/people"]["id"])
    done = found.aep("adopt")
    assert done.code == 0, done.text
    assert "restored" not in (found.project.folder / "adopted" / "data.py").read_text()
    settled(found.project)
    found.project.stop()
