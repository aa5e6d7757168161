"""Every command explains itself, with examples and the shape of its JSON, and at once."""

import json
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from pulumi_aep.cli import main

from tests.support.command import Aep


def commands(group: click.Group = main, *path: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


def test_the_commands_are_these() -> None:
    """What Pulumi has no verb for, and nothing else."""
    assert sorted(" ".join(path) for path in commands()) == [
        "adopt",
        "archive list",
        "archive program",
        "dataset list",
        "dataset preview",
        "destroy-report",
        "diff",
        "doctor",
        "drift accept",
        "drift ignore",
        "emulator clock",
        "emulator reset",
        "emulator start",
        "emulator status",
        "emulator stop",
        "plan",
        "profile get",
        "recipe new",
        "runs list",
        "runs logs",
        "runs metrics",
        "runs stop",
        "schema show",
        "segment count",
        "segment members",
    ]


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_a_command_shows_examples_and_its_json(path: tuple[str, ...]) -> None:
    """Examples that can be copied, and what --json prints."""
    text = CliRunner().invoke(main, [*path, "--help"]).output
    assert "  aep " + " ".join(path) in text
    assert "--json" in text
    assert "JSON:" in text


@pytest.mark.parametrize(
    "group",
    [(), ("dataset",), ("runs",), ("drift",), ("archive",), ("segment",), ("emulator",), ("recipe",)],
    ids=" ".join,
)
def test_a_group_shows_an_example(group: tuple[str, ...]) -> None:
    """So does what only holds commands."""
    assert "Example" in CliRunner().invoke(main, [*group, "--help"]).output


def test_help_loads_nothing_slow(aep: Aep) -> None:
    """No HTTP, no validation, no engine: what is slow is imported by the command that needs it."""
    code = "import sys, json, pulumi_aep.cli; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], env=aep.environment, capture_output=True, text=True, check=True)
    slow = {"requests", "pydantic", "pulumi", "rich", "pyarrow", "croniter", "oras", "grpc"}
    assert slow & set(json.loads(done.stdout)) == set()


def test_an_unknown_command_is_met_with_the_nearest(aep: Aep) -> None:
    """Exit code 2, as for every wrong call."""
    assert "Did you mean 'list'?" in aep.run("runs", "lst").stderr
    aep("runs", "lst", code=2)
